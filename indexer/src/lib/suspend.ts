import type { Context } from "ponder:registry";
import { latestSuspension, suspension } from "ponder:schema";
import type { Hex } from "viem";
import { expectRow } from "./expect-row.ts";

type Event = { id: string; block: { timestamp: bigint }; transaction: { hash: Hex } };

/** Begins the suspension of a tenant or stream that has arrears, or ends it. */
export async function setSuspended(
  { db }: Context,
  { id, block, transaction }: Event,
  { nodeId, tenantId }: { nodeId: Hex; tenantId: Hex },
  isSuspended: boolean,
) {
  if (isSuspended) {
    const [from, fromTx] = [block.timestamp, transaction.hash];
    await db.insert(suspension).values({ id, nodeId, tenantId, from, fromTx });
    await db
      .insert(latestSuspension)
      .values({ nodeId, suspensionId: id })
      .onConflictDoUpdate({ suspensionId: id });
    return;
  }
  const latest = await expectRow(db.find(latestSuspension, { nodeId }), `suspension of ${nodeId}`);
  await db
    .update(suspension, { id: latest.suspensionId })
    .set({ to: block.timestamp, toTx: transaction.hash });
}
