/** `.weir/local.json`: where everything is, for whoever wants to talk to the stack. */
import { renameSync, writeFileSync } from "node:fs";
import type { Address, Hex } from "viem";
import type { Role } from "./accounts.ts";

/** An account with a public test key. */
export type Account = { role: Role; address: Address; privateKey: Hex };

/** A chain of the stack. */
export type ChainInfo = {
  rpcUrl: string;
  chainId: number;
  /** First block that holds anything of Weir. */
  startBlock: number;
};

/** Contracts on L2 by name; each address is that of a proxy if the contract has one. */
export type Contracts = Record<
  | "AccessManager"
  | "DepositFactory"
  | "StreamBilling"
  | "StreamPayment"
  | "StreamRegistry"
  | "StreamSplits"
  | "USDC"
  | "WETH"
  | "stETH"
  | "stUSDC",
  Address
>;

/** See the fields. */
export type Manifest = {
  l1: ChainInfo;
  l2: ChainInfo;
  /** The name under which tenants live. */
  root: string;
  contracts: Contracts;
  l1Contracts: Record<string, Address>;
  graphqlUrl: string;
  sqlUrl: string;
  accounts: Account[];
};

/** Writes the file at once, so that nobody reads half of it. */
export function writeManifest(file: string, manifest: Manifest): void {
  const draft = `${file}.new`;
  writeFileSync(draft, `${JSON.stringify(manifest, null, 2)}\n`);
  renameSync(draft, file);
}
