import { index, onchainTable, primaryKey } from "ponder";
import { stamp } from "./stamp.ts";

/** A registered split: an account that its holders share. */
export const split = onchainTable("split", (t) => ({
  account: t.hex().primaryKey(),
  holders: t.hex().array().notNull(),
  /** Basis points of each holder, 10,000 together. */
  weights: t.integer().array().notNull(),
  createdAt: t.bigint().notNull(),
}));

/** The holders of a split, one by one. */
export const splitHolder = onchainTable(
  "split_holder",
  (t) => ({
    account: t.hex().notNull(),
    /** Place in the split's table; a claim names it. */
    position: t.integer().notNull(),
    holder: t.hex().notNull(),
    /** Basis points. */
    weight: t.integer().notNull(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.account, table.position] }),
    holder: index().on(table.holder),
  }),
);

/** Shares that a holder got out of a split. */
export const splitClaim = onchainTable(
  "split_claim",
  (t) => ({
    id: t.text().primaryKey(),
    account: t.hex().notNull(),
    holder: t.hex().notNull(),
    vault: t.hex().notNull(),
    shares: t.bigint().notNull(),
    ...stamp(t),
  }),
  (table) => ({ account: index().on(table.account), holder: index().on(table.holder) }),
);
