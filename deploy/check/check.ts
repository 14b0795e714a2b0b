import { createPublicClient, http } from "viem";
import type { Deployment } from "../deployment.ts";
import type { Parameters } from "../parameters.ts";
import { checkCode } from "./code.ts";
import { compare, type Difference } from "./context.ts";
import { checkFunctions, checkTable } from "./functions.ts";
import { checkGovernance } from "./governance.ts";
import { checkState } from "./state.ts";

/** A deployment and what it should be. */
export type CheckOptions = {
  /** The chain's JSON-RPC address. */
  rpcUrl: string;
  deployment: Deployment;
  parameters: Parameters;
};

/**
 * Compares a deployment with its parameters, the table of roles and the production build, by reading alone.
 *
 * @returns Each difference in words; nothing if all is as it should be.
 */
export async function checkDeployment(options: CheckOptions): Promise<Difference[]> {
  const { rpcUrl, deployment, parameters } = options;
  const client = createPublicClient({ transport: http(rpcUrl, { batch: { batchSize: 50 } }) });
  const context = { client, deployment, parameters };

  const misplaced = [
    ...compare("Chain of the node", await client.getChainId(), deployment.chainId),
    ...compare("Root", deployment.root, parameters.root),
  ];
  if (misplaced.length > 0) return misplaced;

  const parts = await Promise.all([
    checkTable(),
    checkFunctions(context),
    checkGovernance(context),
    checkCode(context),
    checkState(context),
  ]);
  return parts.flat();
}
