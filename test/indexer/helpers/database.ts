import { createClient } from "@ponder/client";
import * as schema from "../../../indexer/ponder.schema.ts";

export { schema };

/** The indexer's tables, asked in SQL over HTTP as a client would. */
export const database = (url: string) => createClient(`${url}/sql`, { schema }).db;

/** Every row of every table, in an order of its own: two indexers agree if these are equal. */
export async function dump(url: string): Promise<Record<string, string[]>> {
  const db = database(url);
  const tables = Object.entries(schema).filter(([, value]) => isTable(value));
  const dumped: Record<string, string[]> = {};
  for (const [name, table] of tables) {
    const rows = await db.select().from(table as typeof schema.clock);
    dumped[name] = rows.map(toText).sort();
  }
  return dumped;
}

/** Drizzle marks its tables with a symbol. */
const isTable = (value: unknown) =>
  typeof value === "object" && value !== null && Symbol.for("drizzle:IsDrizzleTable") in value;

const toText = (row: unknown) =>
  JSON.stringify(row, (_, value) => (typeof value === "bigint" ? String(value) : value));
