/** Splits of rights holders. */
import { ponder } from "ponder:registry";
import { account, split, splitClaim, splitHolder } from "ponder:schema";
import { stampOf } from "../lib/stamp-of.ts";

ponder.on("StreamSplits:SplitRegistered", async ({ event, context: { db } }) => {
  const { account: address, holders, weights } = event.args;
  await db.insert(account).values({ address, kind: "split" }).onConflictDoUpdate({ kind: "split" });
  await db.insert(split).values({
    account: address,
    holders: [...holders],
    weights: [...weights],
    createdAt: event.block.timestamp,
  });
  await db.insert(splitHolder).values(
    holders.map((holder, position) => ({
      account: address,
      position,
      holder,
      weight: weights[position] ?? 0,
    })),
  );
});

ponder.on("StreamSplits:SplitClaimed", async ({ event, context: { db } }) => {
  const { account: address, holder, vault, amount } = event.args;
  await db.insert(splitClaim).values({
    id: event.id,
    account: address,
    holder,
    vault,
    shares: amount,
    ...stampOf(event),
  });
});
