/** What tenants and streams owe. */
import { type Context, type Event, ponder } from "ponder:registry";
import { arrearsBalance, arrearsChange, balance } from "ponder:schema";
import type { Hex } from "viem";
import { explain } from "../lib/explain.ts";
import { nodeOf } from "../lib/node-of.ts";
import { platformOf } from "../lib/platform.ts";
import { stampOf } from "../lib/stamp-of.ts";

/** Adds what a bill could not take to what a tenant or stream owes. */
export async function addArrears(
  context: Context,
  event: Event<"StreamBilling:UsageCharged">,
  nodeId: Hex,
  shares: bigint,
) {
  const { vault } = event.args;
  const { tenantId } = await nodeOf(context, nodeId);
  const since = event.block.timestamp;
  const { shares: total } = await context.db
    .insert(arrearsBalance)
    .values({ nodeId, vault, tenantId, shares, since, added: shares, paid: 0n, forgiven: 0n })
    .onConflictDoUpdate((row) => ({
      shares: row.shares + shares,
      since: row.shares === 0n ? since : row.since,
      added: row.added + shares,
    }));
  await writeDown(context, event, { nodeId, vault, kind: "added", shares, total });
}

ponder.on("StreamBilling:ArrearsPaid", async ({ event, context }) => {
  const { id: nodeId, vault, shares, left: total } = event.args;
  await context.db
    .update(arrearsBalance, { nodeId, vault })
    .set((row) => ({ shares: total, paid: row.paid + shares }));
  await writeDown(context, event, { nodeId, vault, kind: "paid", shares, total });
  const { account } = await nodeOf(context, nodeId);
  const receiver = (await platformOf(context)).account;
  await explain(context, event, account, [{ receiver, shares }], "arrears_payment");
});

ponder.on("StreamBilling:ArrearsForgiven", async ({ event, context }) => {
  const { id: nodeId, vault, shares, left: total } = event.args;
  await context.db
    .update(arrearsBalance, { nodeId, vault })
    .set((row) => ({ shares: total, forgiven: row.forgiven + shares }));
  await writeDown(context, event, { nodeId, vault, kind: "forgiven", shares, total });
});

/** Adds to the history of arrears. */
async function writeDown(
  context: Context,
  event: Event<`StreamBilling:${"UsageCharged" | "ArrearsPaid" | "ArrearsForgiven"}`>,
  change: {
    nodeId: Hex;
    vault: Hex;
    kind: "added" | "paid" | "forgiven";
    shares: bigint;
    total: bigint;
  },
) {
  const node = await nodeOf(context, change.nodeId);
  const held = await context.db.find(balance, { account: node.account, vault: change.vault });
  await context.db.insert(arrearsChange).values({
    id: event.id,
    ...node,
    ...change,
    balance: held?.shares ?? 0n,
    ...stampOf(event),
  });
}
