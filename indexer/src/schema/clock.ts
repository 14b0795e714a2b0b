import { onchainTable } from "ponder";

/** One row: the last block that is in the tables. Everything "at the head" is as of its time, never of the server's. */
export const clock = onchainTable("clock", (t) => ({
  id: t.text().primaryKey(),
  block: t.bigint().notNull(),
  hash: t.hex().notNull(),
  time: t.bigint().notNull(),
}));
