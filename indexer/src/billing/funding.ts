/** Money that comes to the accounts of names. */
import { ponder } from "ponder:registry";
import { funding, fundingPolicy, fundingPolicyChange } from "ponder:schema";
import { explain } from "../lib/explain.ts";
import { nodeOf } from "../lib/node-of.ts";
import { stampOf } from "../lib/stamp-of.ts";

ponder.on("StreamBilling:Funded", async ({ event, context }) => {
  const { id: nodeId, from, vault, shares, toArrears, isPublic } = event.args;
  const { db } = context;
  const { tenantId, account } = await nodeOf(context, nodeId);
  await db.insert(funding).values({
    id: event.id,
    nodeId,
    tenantId,
    from,
    vault,
    shares,
    toArrears,
    isPublic,
    ...stampOf(event),
  });
  const counted = shares - toArrears;
  if (isPublic && counted !== 0n) {
    await db
      .update(fundingPolicy, { streamId: nodeId, vault })
      .set(({ funded }) => ({ funded: funded + counted }));
  }
  await explain(context, event, from, [{ receiver: account, shares }], "funding");
});

ponder.on("StreamBilling:FundingPolicySet", async ({ event, context: { db } }) => {
  const { streamId, vault, policy } = event.args;
  const terms = { ...policy, window: BigInt(policy.window) };
  const state = { ...terms, funded: 0n, updatedAt: event.block.timestamp };
  await db
    .insert(fundingPolicy)
    .values({ streamId, vault, ...state })
    .onConflictDoUpdate(state);
  await db
    .insert(fundingPolicyChange)
    .values({ id: event.id, streamId, vault, ...terms, ...stampOf(event) });
});
