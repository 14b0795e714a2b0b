import type { PgColumnsBuilders } from "ponder";

/** Where in the chain a row comes from: block number, block time in Unix seconds, transaction, place of the log. */
export const stamp = (t: PgColumnsBuilders) => ({
  block: t.bigint().notNull(),
  time: t.bigint().notNull(),
  tx: t.hex().notNull(),
  logIndex: t.integer().notNull(),
});
