/** Streams and their metadata. */
import { ponder } from "ponder:registry";
import { attestation, stream, tenant, textEntry } from "ponder:schema";
import { expectRow } from "../lib/expect-row.ts";

ponder.on("StreamRegistry:StreamCreated", async ({ event, context: { db } }) => {
  const { streamId, tenantId, label } = event.args;
  const { name, tenancy } = await expectRow(
    db.find(tenant, { id: tenantId }),
    `tenant ${tenantId}`,
  );
  await db
    .update(stream, { id: streamId })
    .set({ tenantId, label, name: `${label}.${name}`, payeeTenancy: tenancy });
});

ponder.on("StreamRegistry:StreamDeleted", async ({ event, context: { db } }) => {
  const { streamId } = event.args;
  // The next generation starts with no records; the ledger reports the end of prices and verification itself.
  await db
    .update(stream, { id: streamId })
    .set(({ generation }) => ({ generation: generation + 1, uri: "" }));
  if ((await db.find(attestation, { nodeId: streamId })) !== null) {
    await db.update(attestation, { nodeId: streamId }).set({ revoked: true });
  }
});

ponder.on("StreamRegistry:UriSet", async ({ event, context: { db } }) => {
  const { streamId, uri } = event.args;
  await db.update(stream, { id: streamId }).set({ uri });
});

ponder.on("StreamRegistry:TextSet", async ({ event, context: { db } }) => {
  const { id: nodeId, key, value } = event.args;
  const generation = (await db.find(stream, { id: nodeId }))?.generation ?? 0;
  await db
    .insert(textEntry)
    .values({ nodeId, key, value, generation })
    .onConflictDoUpdate({ value, generation });
});
