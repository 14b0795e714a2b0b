import type { Address, Hex } from "viem";
import type { Policy } from "../scene.ts";

/** An event of billing, or of the ledger about stops and arrears: its name and its arguments. */
export type Event = readonly [string, Record<string, unknown>];

/** A policy for public funding, what the public brought under it, and what of its burst was used up at a second. */
export type Funding = { policy: Policy; funded: bigint; used: bigint; usedAt: number };

/** What one owner of a tenant set for payouts. */
export type Payouts = {
  terms: Record<Address, { reserve: bigint; minimum: bigint }>;
  operators: Record<Address, boolean>;
};

export type Tenant = {
  number: number;
  owner: Address;
  pendingOwner: Address;
  /** Zero: the owner. */
  receiver: Address;
  streamBalances: boolean;
  payouts: Payouts;
};

export type Stream = {
  tenantId: Hex;
  label: string;
  /** 0 before it is created. */
  number: number;
  payee: Address;
  /** Bits of `STOP`, but for arrears, which follow from debts. */
  stops: number;
  /** How often the last reason to stop was taken back. */
  run: number;
  mode: number;
  funding: Record<Address, Funding>;
};

export type Vault = { listed: boolean; balances: Record<Address, bigint> };

/** Who holds each role. */
export type Roles = Record<
  "governor" | "registrar" | "rateSetter" | "meterKeeper" | "pauser" | "unpauser" | "lister",
  Address
>;

/** Everything that billing knows and depends on, at one second. Amounts are shares. */
export type State = {
  now: number;
  paused: boolean;
  ledger: Address;
  platform: Address;
  roles: Roles;
  vaults: Record<Address, Vault>;
  tenants: Record<Hex, Tenant>;
  streams: Record<Hex, Stream>;
  /** The accounts of names. */
  accounts: Record<Hex, Address>;
  /** What names owe, and since when. A debt that was paid stays as nothing. */
  debts: Record<Hex, Record<Address, { shares: bigint; since: number }>>;
  /** Keys of the meters, the first of which is meter 1. */
  meters: Address[];
  /** Records that were charged: "meter:id". */
  charged: Record<string, true>;
  /** What was announced for "kind:vault", in order. */
  rates: Record<string, { from: number; unitPrice: bigint }[]>;
  caps: Record<Hex, Record<Address, bigint>>;
  defaultCaps: Record<Address, bigint>;
  /** What was charged on "tenant:vault:day". */
  bills: Record<string, bigint>;
  /** What the last action made the contracts say. */
  events: Event[];
};

/** What is known under `key`, or an error that names what is not. */
export function known<Value>(record: Record<string, Value>, key: string): Value {
  const value = record[key];
  if (value === undefined) throw new Error(`The model knows nothing of ${key}.`);
  return value;
}

/** The smaller of two amounts. */
export const min = (a: bigint, b: bigint) => (a < b ? a : b);

/** `a - b`, or nothing if that is less. */
export const minus = (a: bigint, b: bigint) => (a > b ? a - b : 0n);
