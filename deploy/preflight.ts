/** What is looked up on the chain before the first transaction is sent. */
import { type Address, erc20Abi, isAddressEqual, type PublicClient } from "viem";
import { ASSET_NAMES, ASSETS } from "./contracts.ts";
import { type Parameters, ParametersError } from "./parameters.ts";

/** What it reads with. */
type Reader = Pick<PublicClient, "getChainId" | "getCode" | "readContract">;

/**
 * Refuses a chain that the parameters are not meant for, tokens that are none or count otherwise, and a governor on a public
 * network who is the deployer.
 */
export async function preflight(
  client: Reader,
  parameters: Parameters,
  deployer: Address,
): Promise<void> {
  const faults: string[] = [];

  const chainId = await client.getChainId();
  if (parameters.chainId !== undefined && parameters.chainId !== chainId) {
    faults.push(`chainId: is ${parameters.chainId}, and the node serves chain ${chainId}`);
  }
  if (parameters.chainId !== undefined && isAddressEqual(parameters.governor, deployer)) {
    faults.push("governor: is the deployer, whose key is in a file; name another account");
  }
  for (const name of ASSET_NAMES) {
    const { asset } = parameters.vaults[name];
    const fault = asset && (await faultOfToken(client, asset, ASSETS[name].decimals));
    if (fault) faults.push(`vaults.${name}.asset: ${fault}`);
  }

  if (faults.length > 0) {
    throw new ParametersError(
      `Nothing was sent:\n${faults.map((fault) => `  ${fault}`).join("\n")}`,
    );
  }
}

async function faultOfToken(
  client: Reader,
  token: Address,
  expected: number,
): Promise<string | undefined> {
  if ((await client.getCode({ address: token })) === undefined) return `${token} has no code`;
  const decimals = await client
    .readContract({ address: token, abi: erc20Abi, functionName: "decimals" })
    .catch(() => undefined);
  if (decimals === undefined) return `${token} does not tell its decimals`;
  if (decimals !== expected) return `${token} has ${decimals} decimals instead of ${expected}`;
}
