import { deployWeir } from "../helpers/deploy.ts";

/** The suite with the tenant `alice` of `owner`, and its stream `song`, which pays `creator` and is for sale in stETH. */
export async function deployAlice() {
  const weir = await deployWeir();
  const { registry, stETH, wallets } = weir;
  await registry.write.createTenant(["alice", wallets.owner.account.address], {
    account: wallets.registrar.account,
  });
  const tenantId = await registry.read.tenantIdOf(["alice"]);
  const price = { vault: stETH.address, startFee: 5n, perSecond: 10n, window: 60n };
  await registry.write.createStream(
    [tenantId, "song", wallets.creator.account.address, "ipfs://song", [price]],
    { account: wallets.owner.account },
  );
  const streamId = await registry.read.streamIdOf([tenantId, "song"]);
  return { ...weir, tenantId, streamId, price };
}
