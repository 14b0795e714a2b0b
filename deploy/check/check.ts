import { BaseError, createPublicClient, http } from "viem";
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
    readable("Access to functions", checkFunctions(context)),
    readable("Roles and delays", checkGovernance(context)),
    readable("Code", checkCode(context)),
    readable("State", checkState(context)),
  ]);
  return parts.flat();
}

/** A contract of other code may not even answer: then that is the difference. */
async function readable(what: string, part: Promise<Difference[]>): Promise<Difference[]> {
  return part.catch((error: unknown) => {
    if (!(error instanceof BaseError)) throw error;
    return [`${what} cannot be read: ${error.shortMessage}`];
  });
}
