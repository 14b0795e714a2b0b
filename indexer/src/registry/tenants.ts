/** Tenants and who owns them. */
import { ponder } from "ponder:registry";
import { reservedLabel, tenant } from "ponder:schema";
import { zeroAddress } from "viem";
import { readDeployment } from "../../deployment.ts";

const { root } = readDeployment();

ponder.on("StreamRegistry:TenantCreated", async ({ event, context: { db } }) => {
  const { tenantId, tenantNo, owner, label, account } = event.args;
  await db.insert(tenant).values({
    id: tenantId,
    tenantNo,
    label,
    name: `${label}.${root}`,
    account,
    owner,
    tenancy: 0,
    streamBalances: false,
    inArrears: false,
    createdAt: event.block.timestamp,
  });
});

ponder.on("StreamRegistry:TenantTransferStarted", async ({ event, context: { db } }) => {
  const { tenantId, pendingOwner } = event.args;
  await db
    .update(tenant, { id: tenantId })
    .set({ pendingOwner: pendingOwner === zeroAddress ? null : pendingOwner });
});

ponder.on("StreamRegistry:TenantTransferred", async ({ event, context: { db } }) => {
  const { tenantId, newOwner, tenancy } = event.args;
  await db
    .update(tenant, { id: tenantId })
    .set({ owner: newOwner, pendingOwner: null, receiver: null, tenancy });
});

ponder.on("StreamRegistry:ReceiverSet", async ({ event, context: { db } }) => {
  const { tenantId, receiver } = event.args;
  await db
    .update(tenant, { id: tenantId })
    .set({ receiver: receiver === zeroAddress ? null : receiver });
});

ponder.on("StreamRegistry:LabelReserved", async ({ event, context: { db } }) => {
  const { label, reserved } = event.args;
  await db.insert(reservedLabel).values({ label, reserved }).onConflictDoUpdate({ reserved });
});
