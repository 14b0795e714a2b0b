/** Who the platform is. */
import { ponder } from "ponder:registry";
import { account, platform } from "ponder:schema";
import { paymentAbi } from "../../abis.ts";
import { PLATFORM } from "../lib/platform.ts";

/** The ledger's first event, from its initialisation; later ones only name another receiver. */
ponder.on("StreamPayment:PlatformReceiverSet", async ({ event, context: { db, client } }) => {
  const { receiver } = event.args;
  if ((await db.find(platform, PLATFORM)) !== null) {
    await db.update(platform, PLATFORM).set({ receiver });
    return;
  }
  // What the implementation is built with, and no event carries.
  const read = { abi: paymentAbi, address: event.log.address, cache: "immutable" } as const;
  const address = await client.readContract({ ...read, functionName: "platformAccount" });
  const demandsVerification = await client.readContract({
    ...read,
    functionName: "demandsVerification",
  });
  await db
    .insert(platform)
    .values({ ...PLATFORM, account: address, receiver, demandsVerification });
  await db.insert(account).values({ address, kind: "platform" });
});
