/** Payments that are not by the second. */
import { ponder } from "ponder:registry";
import { startFee, tip } from "ponder:schema";
import { explainShared } from "../lib/explain.ts";
import { stampOf } from "../lib/stamp-of.ts";
import { streamOf } from "../lib/stream-of.ts";
import { addToTotals } from "../lib/totals.ts";

ponder.on("StreamPayment:StartFeePaid", async ({ event, context }) => {
  const { viewer, streamNo, vault, payee, gross, fee } = event.args;
  const { id: streamId, tenantId } = await streamOf(context, streamNo);
  const parties = { viewer, streamId, tenantId, vault, payee };
  await context.db
    .insert(startFee)
    .values({ id: event.id, ...parties, gross, fee, ...stampOf(event) });
  await addToTotals(context, parties, { startFees: gross, fees: fee });
  await explainShared(context, event, { ...parties, gross, fee }, "start_fee");
});

ponder.on("StreamPayment:Tipped", async ({ event, context }) => {
  const { from: viewer, streamNo, vault, payee, amount: gross, fee } = event.args;
  const { id: streamId, tenantId } = await streamOf(context, streamNo);
  const parties = { viewer, streamId, tenantId, vault, payee };
  await context.db.insert(tip).values({ id: event.id, ...parties, gross, fee, ...stampOf(event) });
  await addToTotals(context, parties, { tips: gross, tipFees: fee });
  await explainShared(context, event, { ...parties, gross, fee }, "tip");
});
