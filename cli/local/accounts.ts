/** Who takes part in the local stack. The keys are those of the public test mnemonic: worth nothing, safe nowhere. */
import { bytesToHex } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import type { Account } from "./manifest.ts";

/** The mnemonic that every development chain starts with. */
export const MNEMONIC = "test test test test test test test test test test test junk";

/** Roles of the deployment, in the order of the mnemonic's accounts. The governor deploys and mints test USDC. */
const GOVERNANCE = [
  "governor",
  "upgrader",
  "pauser",
  "unpauser",
  "fee setter",
  "verifier",
  "registrar",
  "lister",
  "guardian",
  "platform receiver",
] as const;

/** Tenants; their owners' wallets are also the payees of most of their streams. */
export const CREATORS = ["alice", "bob", "nina"] as const;

/** Who shares a stream of nina's with her. */
export const RIGHTS_HOLDERS = ["omar", "paul"] as const;

export const VIEWERS = [
  "mia",
  "leo",
  "zoe",
  "max",
  "eva",
  "sam",
  "ida",
  "tom",
  "ana",
  "kai",
] as const;

/** Who brings money to streams of others. */
export const SPONSORS = ["rita", "gus"] as const;

/** What an account is for. */
export type Role =
  | (typeof GOVERNANCE)[number]
  | "keeper"
  | `creator ${(typeof CREATORS)[number]}`
  | `rights holder ${(typeof RIGHTS_HOLDERS)[number]}`
  | `viewer ${(typeof VIEWERS)[number]}`
  | `sponsor ${(typeof SPONSORS)[number]}`
  | "usage meter";

const ROLES: Role[] = [
  ...GOVERNANCE,
  "keeper",
  ...CREATORS.map((name) => `creator ${name}` as const),
  ...RIGHTS_HOLDERS.map((name) => `rights holder ${name}` as const),
  ...VIEWERS.map((name) => `viewer ${name}` as const),
  ...SPONSORS.map((name) => `sponsor ${name}` as const),
  "usage meter",
];

/** One account of the mnemonic for each role. */
export function deriveAccounts(): Account[] {
  return ROLES.map((role, addressIndex) => {
    const account = mnemonicToAccount(MNEMONIC, { addressIndex });
    const { privateKey } = account.getHdKey();
    if (privateKey === null) throw new Error(`The mnemonic gives no key for the ${role}.`);
    return { role, address: account.address, privateKey: bytesToHex(privateKey) };
  });
}

/** Finds the account of a role. */
export function accountOf(accounts: Account[], role: Role): Account {
  const account = accounts.find((candidate) => candidate.role === role);
  if (account === undefined) throw new Error(`The local stack has no account for the ${role}.`);
  return account;
}
