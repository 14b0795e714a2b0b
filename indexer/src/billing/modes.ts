/** In which mode streams are billed. */
import { ponder } from "ponder:registry";
import { billingMode, stream, tenant } from "ponder:schema";

/** The name of a mode that an event carries. */
export function modeOf(number: number) {
  const mode = billingMode.enumValues[number];
  if (mode === undefined) throw new Error(`There is no billing mode ${number}.`);
  return mode;
}

ponder.on("StreamBilling:BillingModeSet", async ({ event, context: { db } }) => {
  const { streamId, mode } = event.args;
  await db.update(stream, { id: streamId }).set({ billingMode: modeOf(mode) });
});

ponder.on("StreamBilling:StreamBalancesSet", async ({ event, context: { db } }) => {
  const { tenantId, enabled } = event.args;
  await db.update(tenant, { id: tenantId }).set({ streamBalances: enabled });
});
