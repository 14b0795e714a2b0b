import type { ContractEventName, GetContractEventsReturnType } from "viem";
import { managerAbi } from "../manager-abi.ts";
import type { Context } from "./context.ts";

/** An event of the manager. */
export type ManagerLog = GetContractEventsReturnType<
  typeof managerAbi,
  ContractEventName<typeof managerAbi>,
  true
>[number];

/** Blocks in one request: public nodes answer no more. */
const BLOCKS_PER_REQUEST = 10_000n;

/** Reads all that the manager ever said. It cannot list the members of a role, so they are found here. */
export async function readManagerLogs({ client, deployment }: Context): Promise<ManagerLog[]> {
  const latest = await client.getBlockNumber({ cacheTime: 0 });
  const logs: ManagerLog[] = [];
  for (
    let fromBlock = BigInt(deployment.startBlock);
    fromBlock <= latest;
    fromBlock += BLOCKS_PER_REQUEST
  ) {
    const toBlock = fromBlock + BLOCKS_PER_REQUEST - 1n;
    const page = await client.getContractEvents({
      address: deployment.contracts.AccessManager,
      abi: managerAbi,
      strict: true,
      fromBlock,
      toBlock: toBlock < latest ? toBlock : latest,
    });
    logs.push(...page);
  }
  return logs;
}
