/** What verifiers attest of tenants and streams. */
import { ponder } from "ponder:registry";
import { attestation, stream, tenant } from "ponder:schema";
import { expectRow } from "../lib/expect-row.ts";

ponder.on("StreamRegistry:Verified", async ({ event, context: { db } }) => {
  const { id: nodeId, verifier, owner, contentHash, expiry } = event.args;
  const tenantId = (await db.find(stream, { id: nodeId }))?.tenantId ?? nodeId;
  const { tenancy } = await expectRow(db.find(tenant, { id: tenantId }), `tenant ${tenantId}`);
  const given = { verifier, owner, contentHash, expiry: BigInt(expiry), tenancy, revoked: false };
  await db
    .insert(attestation)
    .values({ nodeId, ...given })
    .onConflictDoUpdate(given);
});

ponder.on("StreamRegistry:VerificationRevoked", async ({ event, context: { db } }) => {
  const { id: nodeId } = event.args;
  // A verifier may revoke what was never attested; there is nothing to note then.
  if ((await db.find(attestation, { nodeId })) === null) return;
  await db.update(attestation, { nodeId }).set({ revoked: true });
});
