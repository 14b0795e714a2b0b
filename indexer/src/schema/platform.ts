import { onchainTable, primaryKey } from "ponder";
import { stamp } from "./stamp.ts";

/** One row: the platform as it stands. Its fees are each vault's. */
export const platform = onchainTable("platform", (t) => ({
  id: t.text().primaryKey(),
  /** Its ledger account: the deposit address of the root name. */
  account: t.hex().notNull(),
  /** Who receives its withdrawals. */
  receiver: t.hex().notNull(),
  /** Whether streams must be verified to start. */
  demandsVerification: t.boolean().notNull(),
  /** Since when everything is paused; null while nothing is. */
  pausedAt: t.bigint(),
}));

/** Each change of the platform's fees in a vault, its listing included. */
export const platformFee = onchainTable("platform_fee", (t) => ({
  id: t.text().primaryKey(),
  vault: t.hex().notNull(),
  /** Share of sessions and start fees, in basis points. */
  feeBps: t.integer().notNull(),
  /** Share of tips, in basis points. */
  tipFeeBps: t.integer().notNull(),
  ...stamp(t),
}));

/** Each pause of a vault: it ended every session of its epoch at `pausedAt`. */
export const pause = onchainTable(
  "pause",
  (t) => ({
    vault: t.hex().notNull(),
    epoch: t.integer().notNull(),
    pausedAt: t.bigint().notNull(),
    pausedBy: t.hex().notNull(),
    unpausedAt: t.bigint(),
    unpausedBy: t.hex(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.vault, table.epoch] }) }),
);
