import { network } from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";
import {
  type Abi,
  type Address,
  encodeFunctionData,
  maxUint256,
  namehash,
  toFunctionSelector,
} from "viem";
import { deployBehindProxy } from "./proxy.ts";
import { FUNCTIONS, HOLDERS, ROLES } from "./roles.ts";
import { nameWallets } from "./wallets.ts";

/** The name under which tests create their tenants. */
export const ROOT = "weir.eth";

/** Seconds between the announcement of a rate and its first bill. */
export const RATE_NOTICE = 7 * 86_400;

/** What every test starts from. */
export type Weir = Awaited<ReturnType<typeof deploy>>;

/**
 * The whole suite on the in-process network: access manager, deposit factory, tokens, two listed vaults, registry,
 * splits, billing and ledger, each behind its proxy. Each role is held by a wallet of its own, without delays; the manager is not
 * sealed.
 * The governor may mint any amount of USDC, and streams need no verification.
 *
 * Every call gives the same fresh state: the first one deploys, the others go back to a snapshot.
 */
export async function deployWeir(): Promise<Weir> {
  const { networkHelpers } = await network.getOrCreate();
  return networkHelpers.loadFixture(deploy);
}

/** The suite on a given network. */
export async function deploy(connection: NetworkConnection) {
  const { viem, networkHelpers } = connection;
  const wallets = await nameWallets(connection);
  const governor = wallets.governor.account.address;
  const root = namehash(ROOT);

  const manager = await viem.deployContract("StreamAccessManager", [governor]);
  const factory = await deployBehindProxy(connection, "DepositFactory", [], [manager.address]);
  const weth = await viem.deployContract("MockWETH9");
  const usdc = await deployBehindProxy(connection, "MockUSDC", [], [governor]);
  const [stETH, stUSDC] = [
    await deployVault(connection, weth.address, "Stream ETH", "stETH", manager.address),
    await deployVault(connection, usdc.address, "Stream USDC", "stUSDC", manager.address),
  ];
  const registry = await deployBehindProxy(
    connection,
    "StreamRegistry",
    [],
    [manager.address, root],
  );
  const splits = await deployBehindProxy(connection, "StreamSplits", [], [manager.address]);
  const billing = await deployBehindProxy(
    connection,
    "StreamBilling",
    [registry.address, RATE_NOTICE],
    [manager.address],
  );
  const wiring = {
    registry: registry.address,
    splits: splits.address,
    billing: billing.address,
    depositFactory: factory.address,
    depositInitCodeHash: await factory.read.initCodeHash(),
    root,
    weth: weth.address,
    verificationDemanded: false,
  };
  const ledger = await deployBehindProxy(
    connection,
    "StreamPayment",
    [wiring],
    [manager.address, wallets.receiver.account.address],
    "IStreamPayment",
  );

  await registry.write.connect([ledger.address]);
  await splits.write.connect([ledger.address]);
  await billing.write.connect([ledger.address]);
  await ledger.write.listVault([stETH.address]);
  await ledger.write.listVault([stUSDC.address]);
  await usdc.write.configureMinter([governor, maxUint256]);
  await manager.write.setRoleGuardian([ROLES.UPGRADER, ROLES.GUARDIAN]);
  await manager.write.multicall([
    HOLDERS.map(([role, part]) =>
      encodeFunctionData({
        abi: manager.abi,
        functionName: "grantRole",
        args: [role, wallets[part].account.address, 0],
      }),
    ),
  ]);
  for (const [contract, functions] of [
    [factory, FUNCTIONS.DepositFactory],
    [stETH, FUNCTIONS.StreamVault],
    [stUSDC, FUNCTIONS.StreamVault],
    [registry, FUNCTIONS.StreamRegistry],
    [splits, FUNCTIONS.StreamSplits],
    [billing, FUNCTIONS.StreamBilling],
    [ledger, FUNCTIONS.StreamPayment],
  ] as const) {
    await manager.write.multicall([
      Object.entries(functions).map(([name, role]) =>
        encodeFunctionData({
          abi: manager.abi,
          functionName: "setTargetFunctionRole",
          args: [contract.address, [selectorOf(contract.abi, name)], role],
        }),
      ),
    ]);
  }

  return {
    connection,
    viem,
    networkHelpers,
    publicClient: await viem.getPublicClient(),
    testClient: await viem.getTestClient(),
    wallets,
    root,
    manager,
    factory,
    weth,
    usdc,
    stETH,
    stUSDC,
    registry,
    splits,
    billing,
    ledger,
    wiring,
  };
}

function deployVault(
  connection: NetworkConnection,
  asset: Address,
  name: string,
  symbol: string,
  manager: Address,
) {
  return deployBehindProxy(connection, "StreamVault", [], [asset, name, symbol, manager]);
}

function selectorOf(abi: Abi, name: string) {
  const found = abi.find((item) => item.type === "function" && item.name === name);
  if (found?.type !== "function") throw new Error(`The contract has no function ${name}.`);
  return toFunctionSelector(found);
}
