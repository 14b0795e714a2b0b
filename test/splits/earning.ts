import { type Address, type Hex, maxUint256 } from "viem";
import { deployWeir } from "../helpers/deploy.ts";
import { type Table, tableOf } from "./table.ts";

/** What each payer's account begins with, in each vault. */
const ENDOWMENT = 1_000_000_000n;

/** A deployment in which splits earn. */
export type Splits = Awaited<ReturnType<typeof deploySplits>>;

/**
 * The suite with the tenant `alice` of `owner`, accounts of `viewer` and `otherViewer` in both vaults, and a table of
 * `creator` (50 %), `funder` (33.33 %) and `relayer` (16.67 %), registered.
 */
export async function deploySplits() {
  const weir = await deployWeir();
  const { ledger, registry, splits, usdc, stETH, stUSDC, wallets } = weir;
  await registry.write.createTenant(["alice", wallets.owner.account.address], {
    account: wallets.registrar.account,
  });
  const tenantId = await registry.read.tenantIdOf(["alice"]);
  for (const part of ["viewer", "otherViewer"] as const) {
    const account = wallets[part].account;
    await ledger.write.depositETH([stETH.address, account.address], { value: ENDOWMENT, account });
    await usdc.write.mint([account.address, ENDOWMENT]);
    await usdc.write.approve([ledger.address, ENDOWMENT], { account });
    await ledger.write.depositAssets([stUSDC.address, ENDOWMENT, account.address], { account });
  }
  const table = tableOf(
    [wallets.creator.account.address, 5_000],
    [wallets.funder.account.address, 3_333],
    [wallets.relayer.account.address, 1_667],
  );
  await splits.write.registerSplit([table]);
  return { ...weir, tenantId, table, account: await splits.read.splitAccount([table]) };
}

/** Creates a stream of alice that pays `payee` one share a second in stETH, for at most `window` seconds at once. */
export async function createStream(
  { registry, stETH, wallets, tenantId }: Splits,
  label: string,
  payee: Address,
  window: bigint,
): Promise<Hex> {
  const price = { vault: stETH.address, startFee: 0n, perSecond: 1n, window };
  await registry.write.createStream([tenantId, label, payee, "", [price]], {
    account: wallets.owner.account,
  });
  return registry.read.streamIdOf([tenantId, label]);
}

/** Lets somebody watch a stream for stETH, as long as it sells at once. */
export async function watch(
  { ledger, stETH, wallets }: Splits,
  streamId: Hex,
  part: "viewer" | "otherViewer" = "viewer",
): Promise<void> {
  await ledger.write.startStream([streamId, stETH.address, maxUint256, maxUint256, 0n], {
    account: wallets[part].account,
  });
}

/** Gives shares to the account of a split, from the viewer's. */
export async function earn(
  { ledger, splits, stETH, wallets }: Splits,
  table: Table,
  shares: bigint,
  vault: Address = stETH.address,
): Promise<void> {
  const account = await splits.read.splitAccount([table]);
  await ledger.write.transfer([account, BigInt(vault), shares], {
    account: wallets.viewer.account,
  });
}

/** Shares of stETH in an account. */
export function balanceOf({ ledger, stETH }: Splits, account: Address): Promise<bigint> {
  return ledger.read.balanceOf([account, BigInt(stETH.address)]);
}
