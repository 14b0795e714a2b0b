/** What the commands about a deployment have in common: their options and their last words. */
import { parseArgs } from "node:util";
import type { Difference } from "./check/context.ts";
import { NETWORKS, type NetworkName } from "./parameters.ts";

/** Which network a command is about, and the node to ask. Public networks have one in hardhat.config.ts. */
export type Target =
  | { network: "local"; rpcUrl: string }
  | { network: Exclude<NetworkName, "local">; rpcUrl: string | undefined };

/** Runs a command: a failure becomes a message and the exit code 1. */
export async function runCommand(command: (target: Target) => Promise<void>): Promise<void> {
  try {
    await command(parseTarget());
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

/** Prints what a check found. Any difference makes the command fail. */
export function report(differences: Difference[]): void {
  if (differences.length === 0) {
    console.log("The deployment is what it should be.");
    return;
  }
  const lines = differences.map((difference) => `  ${difference}`);
  throw new Error(`The deployment is not what it should be:\n${lines.join("\n")}`);
}

/** Reads `--network <name>` and `--rpc-url <url>`. */
function parseTarget(): Target {
  const { values } = parseArgs({
    options: { network: { type: "string" }, "rpc-url": { type: "string" } },
  });
  const network = NETWORKS.find((name) => name === values.network);
  if (network === undefined) throw new Error(`Give --network ${NETWORKS.join(" | ")}.`);
  const rpcUrl = values["rpc-url"];
  if (network !== "local") return { network, rpcUrl };
  if (rpcUrl === undefined) throw new Error("Give --rpc-url, the address of the local chain.");
  return { network, rpcUrl };
}
