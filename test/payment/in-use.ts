import { network } from "hardhat";
import { type Hex, maxUint256 } from "viem";
import { deployWeir, RATE_NOTICE, type Weir } from "../helpers/deploy.ts";
import { tableOf } from "../splits/table.ts";

/** What each account begins with, in units of the vault's asset. */
const ENDOWMENT = 1_000_000_000n;
/** How long a price sells at once, in seconds: ten days, longer than any pause in these tests. */
const WINDOW = 864_000n;

/** A deployment in use. */
export type InUse = Awaited<ReturnType<typeof populate>>;

/**
 * The suite in use. The tenant `alice` of `owner` has two streams for sale in both vaults: `song` pays `creator`, `duet`
 * pays a split of `creator`, `funder` and `relayer`. `viewer` has watched `duet` for stETH and watches `song`;
 * `otherViewer` watches `song` for stUSDC. One holder of the split has claimed. `viewer` also holds WETH and stETH that
 * the ledger may pull, and lets `relayer` spend 1,000 shares of the account.
 *
 * The tenant has stream balances. Usage of kind 1 costs a share of stETH; `relayer` holds the key of meter 1, which has
 * charged record 1. The stream `song` is open to the public and funded, and so is the tenant; the stream `owing` has
 * arrears, and `gone` was deleted with a balance.
 */
export async function deployInUse(): Promise<InUse> {
  const { networkHelpers } = await network.getOrCreate();
  return networkHelpers.loadFixture(populate);
}

/** Has usage billed to the tenant's streams, within a cap of a million shares a day. */
async function bill(
  { ledger, registry, billing, stETH, wallets, networkHelpers }: Weir,
  tenantId: Hex,
  { songId, duetId }: { songId: Hex; duetId: Hex },
) {
  const vault = stETH.address;
  const as = (part: keyof Weir["wallets"]) => ({ account: wallets[part].account });
  await billing.write.announceRate([1, vault, 1n], as("rateSetter"));
  await networkHelpers.time.increase(RATE_NOTICE);
  await billing.write.addMeter([wallets.relayer.account.address], as("meterKeeper"));
  await billing.write.setDefaultCap([vault, 1_000_000n], as("governor"));
  await billing.write.setStreamBalances([tenantId, true], as("registrar"));
  const policy = { open: true, minimum: 1n, cap: 10_000n, burst: 10_000n, window: 3_600 };
  await billing.write.setFundingPolicy([songId, vault, policy], as("owner"));
  const payee = wallets.creator.account.address;
  for (const label of ["owing", "gone"]) {
    await registry.write.createStream([tenantId, label, payee, "", []], as("owner"));
  }
  const [owingId, goneId] = [
    await registry.read.streamIdOf([tenantId, "owing"]),
    await registry.read.streamIdOf([tenantId, "gone"]),
  ];
  await ledger.write.depositETH([vault, wallets.owner.account.address], {
    value: 10_000n,
    ...as("owner"),
  });
  await billing.write.setBillingMode([owingId, 2], as("owner"));
  for (const id of [tenantId, songId, goneId]) {
    await ledger.write.fund([id, vault, 1_000n], as("owner"));
  }
  const record = { id: 1n, streamId: owingId, vault, kind: 1, quantity: 7n };
  const second = { id: 2n, streamId: duetId, vault, kind: 1, quantity: 7n };
  await billing.write.chargeUsage([1, [record, second]], as("relayer"));
  await registry.write.deleteStream([goneId], as("owner"));
  return { owingId, goneId };
}

async function populate() {
  const weir = await deployWeir();
  const { ledger, registry, splits, stETH, stUSDC, weth, usdc, wallets, networkHelpers } = weir;
  const owner = wallets.owner.account;
  const viewer = wallets.viewer.account;
  const otherViewer = wallets.otherViewer.account;

  const table = tableOf(
    [wallets.creator.account.address, 5_000],
    [wallets.funder.account.address, 3_333],
    [wallets.relayer.account.address, 1_667],
  );
  await splits.write.registerSplit([table]);
  const splitAccount = await splits.read.splitAccount([table]);

  await registry.write.createTenant(["alice", owner.address], {
    account: wallets.registrar.account,
  });
  const tenantId = await registry.read.tenantIdOf(["alice"]);
  for (const [label, payee, price] of [
    ["song", wallets.creator.account.address, { startFee: 10n, perSecond: 10n, window: WINDOW }],
    ["duet", splitAccount, { startFee: 7n, perSecond: 11n, window: WINDOW }],
  ] as const) {
    const prices = [stETH, stUSDC].map((vault) => ({ vault: vault.address, ...price }));
    await registry.write.createStream([tenantId, label, payee, "", prices], { account: owner });
  }
  const songId = await registry.read.streamIdOf([tenantId, "song"]);
  const duetId = await registry.read.streamIdOf([tenantId, "duet"]);
  const billed = await bill(weir, tenantId, { songId, duetId });

  await ledger.write.depositETH([stETH.address, viewer.address], {
    value: ENDOWMENT,
    account: viewer,
  });
  await weth.write.deposit({ value: 2n * ENDOWMENT, account: viewer });
  await weth.write.approve([stETH.address, ENDOWMENT], { account: viewer });
  await stETH.write.deposit([ENDOWMENT, viewer.address], { account: viewer });
  await weth.write.approve([ledger.address, maxUint256], { account: viewer });
  await stETH.write.approve([ledger.address, maxUint256], { account: viewer });
  await usdc.write.mint([otherViewer.address, ENDOWMENT]);
  await usdc.write.approve([ledger.address, maxUint256], { account: otherViewer });
  await ledger.write.depositAssets([stUSDC.address, ENDOWMENT, otherViewer.address], {
    account: otherViewer,
  });
  await ledger.write.approve([wallets.relayer.account.address, BigInt(stETH.address), 1_000n], {
    account: viewer,
  });

  await ledger.write.startStream([duetId, stETH.address, maxUint256, maxUint256, maxUint256], {
    account: viewer,
  });
  await networkHelpers.time.increase(1_000);
  await ledger.write.endStream([stETH.address], { account: viewer });
  await splits.write.claimSplit([table, stETH.address, 0n]);
  await ledger.write.startStream([songId, stETH.address, maxUint256, maxUint256, maxUint256], {
    account: viewer,
  });
  await ledger.write.startStream([songId, stUSDC.address, maxUint256, maxUint256, maxUint256], {
    account: otherViewer,
  });
  await networkHelpers.time.increase(100);

  return { ...weir, ...billed, tenantId, songId, duetId, table, splitAccount };
}
