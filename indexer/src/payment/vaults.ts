/** The list of vaults that the ledger keeps, the platform's fees in each, and their pauses. */
import { ponder } from "ponder:registry";
import { pause, platform, platformFee, vault } from "ponder:schema";
import { vaultAbi } from "../../abis.ts";
import { PLATFORM } from "../lib/platform.ts";
import { stampOf } from "../lib/stamp-of.ts";

ponder.on("StreamPayment:VaultListed", async ({ event, context: { db, client } }) => {
  const { vault: address, asset, feeBps, tipFeeBps } = event.args;
  // The one read of the chain per vault: its names never change, and no event carries them.
  const read = { abi: vaultAbi, address, cache: "immutable" } as const;
  const name = await client.readContract({ ...read, functionName: "name" });
  const symbol = await client.readContract({ ...read, functionName: "symbol" });
  const decimals = await client.readContract({ ...read, functionName: "decimals" });
  const terms = { listed: true, feeBps, tipFeeBps };
  await db
    .insert(vault)
    .values({ address, asset, name, symbol, decimals, epoch: 0, ...terms })
    .onConflictDoUpdate(terms);
  await db
    .insert(platformFee)
    .values({ id: event.id, vault: address, feeBps, tipFeeBps, ...stampOf(event) });
});

ponder.on("StreamPayment:VaultDelisted", async ({ event, context: { db } }) => {
  await db.update(vault, { address: event.args.vault }).set({ listed: false });
});

ponder.on("StreamPayment:PlatformFeesSet", async ({ event, context: { db } }) => {
  const { vault: address, feeBps, tipFeeBps } = event.args;
  await db.update(vault, { address }).set({ feeBps, tipFeeBps });
  await db.insert(platformFee).values({ id: event.id, ...event.args, ...stampOf(event) });
});

ponder.on("StreamPayment:Paused", async ({ event, context: { db } }) => {
  const { vault: address, epoch, caller } = event.args;
  const pausedAt = event.block.timestamp;
  await db.insert(pause).values({ vault: address, epoch, pausedAt, pausedBy: caller });
  await db.update(platform, PLATFORM).set({ pausedAt });
});

ponder.on("StreamPayment:Unpaused", async ({ event, context: { db } }) => {
  const { vault: address, epoch, caller } = event.args;
  await db
    .update(pause, { vault: address, epoch: epoch - 1 })
    .set({ unpausedAt: event.block.timestamp, unpausedBy: caller });
  await db.update(vault, { address }).set({ epoch });
  await db.update(platform, PLATFORM).set({ pausedAt: null });
});
