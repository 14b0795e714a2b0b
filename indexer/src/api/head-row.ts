import { db } from "ponder:api";
import { clock } from "ponder:schema";
import { ApiError } from "./errors.ts";

/** The last block that is in the tables. */
export async function headRow() {
  const [row] = await db.select().from(clock);
  if (row === undefined) {
    throw new ApiError(
      503,
      "syncing",
      "The indexer is still reading the past. Try again when /ready answers 200.",
    );
  }
  return row;
}
