import { index, onchainTable } from "ponder";
import { stamp } from "./stamp.ts";

/** Every vault that was ever listed. One share is one unit of its asset. */
export const vault = onchainTable("vault", (t) => ({
  address: t.hex().primaryKey(),
  asset: t.hex().notNull(),
  name: t.text().notNull(),
  symbol: t.text().notNull(),
  decimals: t.integer().notNull(),
  /** Whether it takes deposits, starts and charges now. */
  listed: t.boolean().notNull(),
  /** The platform's share of sessions and start fees, in basis points, for those that begin now. */
  feeBps: t.integer().notNull(),
  /** Its share of tips, in basis points. */
  tipFeeBps: t.integer().notNull(),
  /** Number of the pause epoch that sessions begin in. */
  epoch: t.integer().notNull(),
}));

/** Assets that came into a vault, from its listing on. */
export const vaultDeposit = onchainTable(
  "vault_deposit",
  (t) => ({
    id: t.text().primaryKey(),
    vault: t.hex().notNull(),
    sender: t.hex().notNull(),
    owner: t.hex().notNull(),
    assets: t.bigint().notNull(),
    shares: t.bigint().notNull(),
    ...stamp(t),
  }),
  (table) => ({ vault: index().on(table.vault), owner: index().on(table.owner) }),
);

/** Assets that left a vault, from its listing on. */
export const vaultWithdrawal = onchainTable(
  "vault_withdrawal",
  (t) => ({
    id: t.text().primaryKey(),
    vault: t.hex().notNull(),
    sender: t.hex().notNull(),
    receiver: t.hex().notNull(),
    owner: t.hex().notNull(),
    assets: t.bigint().notNull(),
    shares: t.bigint().notNull(),
    ...stamp(t),
  }),
  (table) => ({ vault: index().on(table.vault), owner: index().on(table.owner) }),
);

/** Assets that no share stood for and that were taken out. */
export const skim = onchainTable(
  "skim",
  (t) => ({
    id: t.text().primaryKey(),
    vault: t.hex().notNull(),
    receiver: t.hex().notNull(),
    assets: t.bigint().notNull(),
    ...stamp(t),
  }),
  (table) => ({ vault: index().on(table.vault) }),
);
