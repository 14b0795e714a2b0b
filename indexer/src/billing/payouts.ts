/** Money that leaves the accounts of names for their tenants. */
import { type Context, ponder } from "ponder:registry";
import { payoutOperatorEntry, payoutTermEntry, release, sweep, tenant } from "ponder:schema";
import type { Hex } from "viem";
import { expectRow } from "../lib/expect-row.ts";
import { explain } from "../lib/explain.ts";
import { nodeOf } from "../lib/node-of.ts";
import { stampOf } from "../lib/stamp-of.ts";

ponder.on("StreamBilling:Released", async ({ event, context }) => {
  const { id: nodeId, vault, receiver, shares } = event.args;
  const { tenantId, account } = await nodeOf(context, nodeId);
  await context.db
    .insert(release)
    .values({ id: event.id, nodeId, tenantId, vault, receiver, shares, ...stampOf(event) });
  await explain(context, event, account, [{ receiver, shares }], "release");
});

ponder.on("StreamBilling:Swept", async ({ event, context }) => {
  const { streamId, tenantId, vault, shares } = event.args;
  await context.db
    .insert(sweep)
    .values({ id: event.id, streamId, tenantId, vault, shares, ...stampOf(event) });
  const { account } = await nodeOf(context, streamId);
  const { account: receiver } = await nodeOf(context, tenantId);
  await explain(context, event, account, [{ receiver, shares }], "sweep");
});

ponder.on("StreamBilling:PayoutTermsSet", async ({ event, context }) => {
  const { tenantId, vault, reserve, minimum } = event.args;
  const tenancy = await tenancyOf(context, tenantId);
  await context.db
    .insert(payoutTermEntry)
    .values({ tenantId, vault, reserve, minimum, tenancy })
    .onConflictDoUpdate({ reserve, minimum, tenancy });
});

ponder.on("StreamBilling:PayoutOperatorSet", async ({ event, context }) => {
  const { tenantId, operator, approved } = event.args;
  const tenancy = await tenancyOf(context, tenantId);
  await context.db
    .insert(payoutOperatorEntry)
    .values({ tenantId, operator, approved, tenancy })
    .onConflictDoUpdate({ approved, tenancy });
});

/** How often the tenant was handed over by now. */
async function tenancyOf({ db }: Context, id: Hex) {
  return (await expectRow(db.find(tenant, { id }), `tenant ${id}`)).tenancy;
}
