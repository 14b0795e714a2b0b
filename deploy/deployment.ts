/** Where a deployment is: `deploy/addresses/<network>.json`, or `.weir/deployments/local.json` for a local chain. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Address } from "viem";
import type { AssetName, ContractName, ProxyName } from "./contracts.ts";
import type { NetworkName } from "./parameters.ts";

/** What others need to know of a deployment. */
export type Deployment = {
  chainId: number;
  /** ENS name under which tenants live. */
  root: string;
  /** Block of the first transaction: nothing of Weir is in any block before it. */
  startBlock: number;
  /** The addresses to talk to: proxies, except for the manager and WETH. */
  contracts: Record<"AccessManager" | AssetName | ProxyName, Address>;
  /** The code behind the proxies. The two vaults share theirs. */
  implementations: Record<ContractName, Address>;
  /** Block in which each contract was created; tokens that were there before are left out. */
  startBlocks: Record<string, number>;
};

/** The file that holds the deployment to a network. */
export function deploymentFile(network: NetworkName): string {
  const path =
    network === "local" ? "../.weir/deployments/local.json" : `addresses/${network}.json`;
  return fileURLToPath(new URL(path, import.meta.url));
}

/** The deployment to a network. */
export async function readDeployment(network: NetworkName): Promise<Deployment> {
  const file = deploymentFile(network);
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  if (text !== undefined) return JSON.parse(text);
  throw new Error(
    `Nothing is known of a deployment to ${network}. Run: npm run deploy -- --network ${network}`,
  );
}

/** Writes down a deployment. */
export async function writeDeployment(
  network: NetworkName,
  deployment: Deployment,
): Promise<string> {
  const file = deploymentFile(network);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(deployment, null, 2)}\n`);
  return file;
}
