import type { Context } from "ponder:registry";
import { channel, creatorTotal, streamTotal } from "ponder:schema";
import type { Hex } from "viem";

/** Who is on the two sides of the meter. */
type Parties = { viewer: Hex; streamId: Hex; tenantId: Hex; vault: Hex; payee: Hex };

const zero = { consumed: 0n, settled: 0n, startFees: 0n, fees: 0n, tips: 0n, tipFees: 0n };
type Sums = typeof zero;

const sum = (row: Sums, more: Sums): Sums => ({
  consumed: row.consumed + more.consumed,
  settled: row.settled + more.settled,
  startFees: row.startFees + more.startFees,
  fees: row.fees + more.fees,
  tips: row.tips + more.tips,
  tipFees: row.tipFees + more.tipFees,
});

/** Adds shares to the sums of the channel, the stream and the creator. */
export async function addToTotals(
  { db }: Context,
  { viewer, streamId, tenantId, vault, payee }: Parties,
  shares: Partial<Sums>,
) {
  const more = { ...zero, ...shares };
  await db
    .insert(channel)
    .values({ viewer, streamId, vault, tenantId, ...more })
    .onConflictDoUpdate((row) => sum(row, more));
  await db
    .insert(streamTotal)
    .values({ streamId, vault, tenantId, ...more })
    .onConflictDoUpdate((row) => sum(row, more));
  await db
    .insert(creatorTotal)
    .values({ creator: payee, vault, ...more })
    .onConflictDoUpdate((row) => sum(row, more));
}
