/** What the indexer has to know about a deployment, read from the JSON file that the deployment wrote. */
import { readFileSync } from "node:fs";
import { type Address, isAddress } from "viem";
import { z } from "zod";

const address = z.custom<Address>((value) => typeof value === "string" && isAddress(value), {
  error: "must be a 20-byte address",
});

const rpcUrl = z.url({ protocol: /^(https?|wss?)$/ });

const Deployment = z.object({
  /** The name under which tenants live, for example `weir.eth`. */
  root: z.string().min(1),
  l2: z.object({
    /** One address or several that are used together. */
    rpcUrl: z.union([rpcUrl, z.array(rpcUrl).min(1)]),
    chainId: z.int().positive(),
    /** First block to read: the one in which the ledger was deployed, or an earlier one. */
    startBlock: z.int().nonnegative().default(0),
    /** Milliseconds between two looks at the head of the chain. */
    pollingInterval: z.int().min(100).default(1_000),
  }),
  contracts: z.object({
    StreamPayment: address,
    StreamRegistry: address,
    StreamSplits: address,
    StreamBilling: address,
  }),
});

/** See the fields. */
export type Deployment = z.infer<typeof Deployment>;

/**
 * Reads and checks a deployment file.
 * @param path The file; `WEIR_DEPLOYMENT`, or what the local stack writes.
 */
export function readDeployment(
  path = process.env.WEIR_DEPLOYMENT ?? ".weir/local.json",
): Deployment {
  const result = Deployment.safeParse(parse(path));
  if (!result.success) {
    throw new Error(
      `The deployment file ${path} is not complete:\n${z.prettifyError(result.error)}\n` +
        "Deploy again, or name another file with WEIR_DEPLOYMENT.",
    );
  }
  return result.data;
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new Error(
      `Cannot read the deployment file ${path}. Start the local stack, which writes one, or name one of ` +
        "deploy/addresses with WEIR_DEPLOYMENT.",
      { cause },
    );
  }
}
