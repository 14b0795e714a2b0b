/** How tenants and streams are billed, and what they owe. */
import { type Context, type Event, ponder } from "ponder:registry";
import {
  arrearsBalance,
  arrearsChange,
  balance,
  latestSuspension,
  stream,
  suspension,
  tenant,
} from "ponder:schema";
import { expectRow } from "../lib/expect-row.ts";
import { explain } from "../lib/explain.ts";
import { nodeOf } from "../lib/node-of.ts";
import { platformOf } from "../lib/platform.ts";
import { stampOf } from "../lib/stamp-of.ts";
import { modeOf } from "./modes.ts";

ponder.on("StreamBilling:BillingModeSet", async ({ event, context: { db } }) => {
  const { streamId, mode } = event.args;
  await db.update(stream, { id: streamId }).set({ billingMode: modeOf(mode) });
});

ponder.on("StreamBilling:StreamBalancesSet", async ({ event, context: { db } }) => {
  const { tenantId, enabled } = event.args;
  await db.update(tenant, { id: tenantId }).set({ streamBalances: enabled });
});

ponder.on("StreamBilling:ArrearsAdded", async ({ event, context }) => {
  const { id: nodeId, vault, shares, total } = event.args;
  const since = event.block.timestamp;
  const { tenantId } = await writeDown(context, event, { kind: "added", total });
  await context.db
    .insert(arrearsBalance)
    .values({ nodeId, vault, tenantId, shares: total, since, added: shares, paid: 0n })
    .onConflictDoUpdate((row) => ({
      shares: total,
      since: total === shares ? since : row.since,
      added: row.added + shares,
    }));
});

ponder.on("StreamBilling:ArrearsPaid", async ({ event, context }) => {
  const { id: nodeId, vault, shares, left } = event.args;
  const { account } = await writeDown(context, event, { kind: "paid", total: left });
  await context.db
    .update(arrearsBalance, { nodeId, vault })
    .set((row) => ({ shares: left, paid: row.paid + shares }));
  const receiver = (await platformOf(context)).account;
  await explain(context, event, account, [{ receiver, shares }], "arrears_payment");
});

/** Adds to the history of arrears. Returns whose they are. */
async function writeDown(
  context: Context,
  event: Event<"StreamBilling:ArrearsAdded"> | Event<"StreamBilling:ArrearsPaid">,
  change: { kind: "added" | "paid"; total: bigint },
) {
  const { id: nodeId, vault, shares } = event.args;
  const node = await nodeOf(context, nodeId);
  const held = await context.db.find(balance, { account: node.account, vault });
  await context.db.insert(arrearsChange).values({
    id: event.id,
    nodeId,
    ...node,
    vault,
    shares,
    ...change,
    balance: held?.shares ?? 0n,
    ...stampOf(event),
  });
  return node;
}

ponder.on("StreamBilling:Suspended", async ({ event, context }) => {
  const { id: nodeId } = event.args;
  const { tenantId } = await nodeOf(context, nodeId);
  await context.db.insert(suspension).values({
    id: event.id,
    nodeId,
    tenantId,
    from: event.block.timestamp,
    fromTx: event.transaction.hash,
  });
  await context.db
    .insert(latestSuspension)
    .values({ nodeId, suspensionId: event.id })
    .onConflictDoUpdate({ suspensionId: event.id });
});

ponder.on("StreamBilling:Resumed", async ({ event, context: { db } }) => {
  const { suspensionId: id } = await expectRow(
    db.find(latestSuspension, { nodeId: event.args.id }),
    `the suspension of ${event.args.id}`,
  );
  await db
    .update(suspension, { id })
    .set({ to: event.block.timestamp, toTx: event.transaction.hash });
});
