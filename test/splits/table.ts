import { type Address, type ContractFunctionArgs, getAddress } from "viem";
import type { Weir } from "../helpers/deploy.ts";

/** The table of a split: holders in ascending order and their weights in basis points. */
export type Table = ContractFunctionArgs<Weir["splits"]["abi"], "nonpayable", "registerSplit">[0];

/** A table of these holders and weights, put in the order that the contract demands. */
export function tableOf(...shares: readonly (readonly [holder: Address, weight: number])[]): Table {
  const sorted = [...shares].sort(([a], [b]) => (BigInt(a) < BigInt(b) ? -1 : 1));
  return {
    holders: sorted.map(([holder]) => getAddress(holder)),
    weights: sorted.map(([, weight]) => weight),
  };
}

/** The place of a holder in a table. */
export function indexOf(table: Table, holder: Address): bigint {
  const index = table.holders.indexOf(getAddress(holder));
  if (index < 0) throw new Error(`${holder} is not in the table.`);
  return BigInt(index);
}
