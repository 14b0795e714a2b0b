import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type ArtifactResolver,
  type DeployConfig,
  type DeploymentResult,
  DeploymentResultType,
  deploy,
  listTransactions,
  TransactionStatus,
} from "@nomicfoundation/ignition-core";
import {
  createWalletClient,
  custom,
  type EIP1193Provider,
  getAddress,
  type Hash,
  http,
  isAddressEqual,
  publicActions,
} from "viem";
import { artifactResolver } from "./artifacts.ts";
import { ASSET_NAMES, CONTRACTS, PROXY_NAMES } from "./contracts.ts";
import type { Deployment } from "./deployment.ts";
import { weirModule } from "./modules/weir.ts";
import { type Parameters, readParameters } from "./parameters.ts";
import { preflight } from "./preflight.ts";

/** What is written down under `contracts`. */
const CONTRACT_KEYS = ["AccessManager", ...ASSET_NAMES, ...PROXY_NAMES] as const;

/** Where to deploy and what. */
export type DeployOptions = {
  /** The chain's JSON-RPC address; its node signs for its own accounts, as anvil does. */
  rpcUrl?: string;
  /** Instead of `rpcUrl`: whatever answers JSON-RPC requests and signs for the deployer. */
  provider?: { request: (args: { method: string; params?: unknown[] }) => Promise<unknown> };
  /** By default those of a local chain. */
  parameters?: Parameters;
  /** Folder of the journal. A deployment that was interrupted goes on from it; without one, every call starts anew. */
  directory?: string;
};

/** The deployment has stopped; the message says where, and running it again goes on from there. */
export class DeploymentError extends Error {
  override name = "DeploymentError";
}

/**
 * Deploys the whole suite, governs it and seals it. Needs the production build (`npm run build:production`).
 *
 * Refuses before anything is sent if the parameters cannot be deployed to this chain.
 */
export async function deployWeir(options: DeployOptions): Promise<Deployment> {
  const parameters = options.parameters ?? (await readParameters("local"));
  const client = connect(options);
  const accounts = await client.getAddresses();
  const [deployer] = accounts;
  if (deployer === undefined) throw new Error("The node has no account to deploy from.");
  await preflight(client, parameters, deployer);

  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), "weir-deployment-")));
  try {
    const result = await deploy({
      artifactResolver:
        options.directory === undefined ? unkept(artifactResolver) : artifactResolver,
      provider: { request: (args) => client.request(args as never) },
      deploymentDir: directory,
      ignitionModule: weirModule(parameters, getAddress(deployer)),
      deploymentParameters: {},
      accounts,
      config: await pace(client),
    });
    if (result.type !== DeploymentResultType.SUCCESSFUL_DEPLOYMENT) {
      throw new DeploymentError(explain(result));
    }
    return await describe(client, parameters, result.contracts, directory);
  } finally {
    if (options.directory === undefined) await rm(directory, { recursive: true });
  }
}

function connect({ rpcUrl, provider }: DeployOptions) {
  if (provider === undefined && rpcUrl === undefined) {
    throw new Error("Give the chain's rpcUrl or a provider.");
  }
  const transport = provider === undefined ? http(rpcUrl) : custom(provider as EIP1193Provider);
  return createWalletClient({ transport }).extend(publicActions);
}

/** A chain that mines on demand needs no waiting; on others Ignition's own pace holds. */
async function pace({ request }: ReturnType<typeof connect>): Promise<Partial<DeployConfig>> {
  const minesOnDemand = await request({ method: "hardhat_getAutomine" as never }).catch(
    () => false,
  );
  return minesOnDemand ? { blockPollingInterval: 20, requiredConfirmations: 1 } : {};
}

/** What Ignition says of a deployment that did not succeed. */
function explain(
  result: Exclude<DeploymentResult, { type: DeploymentResultType.SUCCESSFUL_DEPLOYMENT }>,
): string {
  if (result.type !== DeploymentResultType.EXECUTION_ERROR) {
    const faults = Object.entries(result.errors).map(
      ([id, errors]) => `  ${id}: ${errors.join(" ")}`,
    );
    return `The deployment cannot go on:\n${faults.join("\n")}`;
  }
  const faults = [
    ...result.failed.map(({ futureId, error }) => `  ${futureId}: ${error}`),
    ...result.held.map(({ futureId, reason }) => `  ${futureId}: ${reason}`),
    ...result.timedOut.map(({ futureId }) => `  ${futureId}: not mined in time`),
  ];
  return `The deployment has stopped; run it again to go on:\n${faults.join("\n")}`;
}

/** What to write down, with the blocks from the receipts of the journal's transactions. */
async function describe(
  client: ReturnType<typeof connect>,
  { root }: Parameters,
  deployed: Record<string, { id: string; address: string }>,
  directory: string,
): Promise<Deployment> {
  const addresses = new Map(
    Object.values(deployed).map(({ id, address }) => [
      id.replace("Weir#", ""),
      getAddress(address),
    ]),
  );
  const addressOf = (name: string) => {
    const address = addresses.get(name);
    if (address === undefined) throw new Error(`The journal knows no ${name}.`);
    return address;
  };

  const startBlocks: Record<string, number> = {};
  for (const { txHash, status } of await listTransactions(directory, artifactResolver)) {
    if (status !== TransactionStatus.SUCCESS) continue;
    const receipt = await client.getTransactionReceipt({ hash: txHash as Hash });
    for (const [name, address] of addresses) {
      const isCreator = receipt.contractAddress && isAddressEqual(receipt.contractAddress, address);
      if (isCreator) startBlocks[name] = Number(receipt.blockNumber);
    }
  }

  return {
    chainId: await client.getChainId(),
    root,
    startBlock: Math.min(...Object.values(startBlocks)),
    contracts: Object.fromEntries(
      CONTRACT_KEYS.map((name) => [name, addressOf(name)]),
    ) as Deployment["contracts"],
    implementations: Object.fromEntries(
      CONTRACTS.map((name) => [name, addressOf(`${name}Implementation`)]),
    ) as Deployment["implementations"],
    startBlocks: Object.fromEntries(
      CONTRACT_KEYS.flatMap((name) => {
        const block = startBlocks[name];
        return block === undefined ? [] : [[name, block]];
      }),
    ),
  };
}

/** Without the compiler's input, which only a journal that is kept has a use for. */
function unkept(resolver: ArtifactResolver): ArtifactResolver {
  return { ...resolver, getBuildInfo: async () => undefined };
}
