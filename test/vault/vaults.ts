import { network } from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";
import { maxUint256 } from "viem";
import { deployBehindProxy } from "../helpers/proxy.ts";
import { nameWallets } from "../helpers/wallets.ts";

/** What the tests of this folder start from. */
export type Vaults = Awaited<ReturnType<typeof deploy>>;

/**
 * The double of USDC, the vault over it, and the deposit factory, each behind its proxy and without the rest of the
 * suite. The governor owns USDC, may mint any amount of it, and holds the admin role of the manager.
 *
 * Every call gives the same fresh state.
 */
export async function deployVaults(): Promise<Vaults> {
  const { networkHelpers } = await network.getOrCreate();
  return networkHelpers.loadFixture(deploy);
}

async function deploy(connection: NetworkConnection) {
  const { viem, networkHelpers } = connection;
  const wallets = await nameWallets(connection);
  const governor = wallets.governor.account.address;

  const manager = await viem.deployContract("StreamAccessManager", [governor]);
  const factory = await deployBehindProxy(connection, "DepositFactory", [], [manager.address]);
  const usdc = await deployBehindProxy(connection, "MockUSDC", [], [governor]);
  const vault = await deployBehindProxy(
    connection,
    "StreamVault",
    [],
    [usdc.address, "Stream USDC", "stUSDC", manager.address],
  );
  await usdc.write.configureMinter([governor, maxUint256]);

  return { viem, networkHelpers, wallets, manager, factory, usdc, vault };
}
