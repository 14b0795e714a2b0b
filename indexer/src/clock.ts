import { ponder } from "ponder:registry";
import { clock } from "ponder:schema";

ponder.on("Clock:block", async ({ event: { block }, context: { db } }) => {
  const head = { block: block.number, hash: block.hash, time: block.timestamp };
  await db
    .insert(clock)
    .values({ id: "head", ...head })
    .onConflictDoUpdate(head);
});
