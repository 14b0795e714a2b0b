/** Usage records: charged, refused, or known already. */
import { ponder } from "ponder:registry";
import { refusalReason, usageCharge, usageRefusal, usageSkip, usageTotal } from "ponder:schema";
import type { Hex } from "viem";
import { explain } from "../lib/explain.ts";
import { nodeOf } from "../lib/node-of.ts";
import { platformOf } from "../lib/platform.ts";
import { stampOf } from "../lib/stamp-of.ts";
import { addArrears } from "./arrears.ts";
import { modeOf } from "./modes.ts";

ponder.on("StreamBilling:UsageCharged", async ({ event, context }) => {
  const { id: recordId, ...charge } = event.args;
  const { streamId, tenantId, meterNo, vault, kind, quantity } = charge;
  const { amount, fromStream, fromTenant } = charge;
  const arrears = amount - fromStream - fromTenant;
  const mode = modeOf(charge.mode);
  await context.db.insert(usageCharge).values({
    id: event.id,
    meterNo,
    recordId,
    streamId,
    tenantId,
    vault,
    kind,
    quantity,
    // The amount is a product of the two, and never zero.
    unitPrice: amount / quantity,
    amount,
    fromStream,
    fromTenant,
    arrears,
    mode,
    ...stampOf(event),
  });
  await context.db
    .insert(usageTotal)
    .values({
      streamId,
      vault,
      kind,
      tenantId,
      records: 1,
      quantity,
      amount,
      fromStream,
      fromTenant,
      arrears,
    })
    .onConflictDoUpdate((row) => ({
      records: row.records + 1,
      quantity: row.quantity + quantity,
      amount: row.amount + amount,
      fromStream: row.fromStream + fromStream,
      fromTenant: row.fromTenant + fromTenant,
      arrears: row.arrears + arrears,
    }));
  const { account: receiver } = await platformOf(context);
  const pay = async (id: Hex, shares: bigint) => {
    const { account } = await nodeOf(context, id);
    await explain(context, event, account, [{ receiver, shares }], "usage_charge");
  };
  await pay(streamId, fromStream);
  await pay(tenantId, fromTenant);
  if (arrears === 0n) return;
  await addArrears(context, event, mode === "tenant_only" ? tenantId : streamId, arrears);
});

ponder.on("StreamBilling:UsageRefused", async ({ event, context: { db } }) => {
  const { meterNo, id: recordId, streamId, reason } = event.args;
  await db.insert(usageRefusal).values({
    id: event.id,
    meterNo,
    recordId,
    streamId,
    reason: refusalOf(reason),
    ...stampOf(event),
  });
});

/** The name of a reason that an event carries; the first of the contract's is no refusal. */
function refusalOf(number: number) {
  const reason = refusalReason.enumValues[number - 1];
  if (reason === undefined) throw new Error(`There is no reason ${number} to refuse a record.`);
  return reason;
}

ponder.on("StreamBilling:UsageSkipped", async ({ event, context: { db } }) => {
  const { meterNo, id: recordId } = event.args;
  await db.insert(usageSkip).values({ id: event.id, meterNo, recordId, ...stampOf(event) });
});
