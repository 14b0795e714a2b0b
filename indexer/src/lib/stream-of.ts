import type { Context } from "ponder:registry";
import { stream, streamNumber } from "ponder:schema";
import { expectRow } from "./expect-row.ts";

/** The stream behind the number that an event of the ledger carries. */
export async function streamOf({ db }: Context, streamNo: number) {
  const number = await expectRow(db.find(streamNumber, { streamNo }), `stream number ${streamNo}`);
  return expectRow(db.find(stream, { id: number.streamId }), `stream ${number.streamId}`);
}
