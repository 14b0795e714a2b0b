import { createTestClient, http, publicActions, walletActions } from "viem";
import { foundry } from "viem/chains";
import { deployWeir } from "../../deploy/deploy.ts";
import { productionHardhat } from "../../deploy/hardhat.ts";
import { type Parameters, readParameters } from "../../deploy/parameters.ts";
import { startAnvil } from "./anvil.ts";

/** How long the production build may take if none is there, in milliseconds. */
export const BUILD_TIMEOUT = 600_000;

/** Weir on a chain of its own, and what tests need to act on it. */
export type Deployed = Awaited<ReturnType<typeof startDeployed>>;

/** Starts a chain and deploys to it, by default with the parameters of a local chain. */
export async function startDeployed(changes: Partial<Parameters> = {}) {
  await productionHardhat();
  const { rpcUrl, stop } = await startAnvil();
  const parameters = { ...(await readParameters("local")), ...changes };
  const deployment = await deployWeir({ rpcUrl, parameters });
  return { rpcUrl, stop, parameters, deployment, client: connect(rpcUrl) };
}

/** Reads, writes as any of the chain's accounts, and moves time. */
export function connect(rpcUrl: string) {
  return createTestClient({ mode: "anvil", chain: foundry, transport: http(rpcUrl), cacheTime: 0 })
    .extend(publicActions)
    .extend(walletActions);
}
