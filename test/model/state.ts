import type { Address, Hex } from "viem";

/** What an account is to the ledger, in the order of its numbers. */
export const KINDS = ["Wallet", "Platform", "Tenant", "Stream", "Watch", "Split"] as const;

export type Kind = (typeof KINDS)[number];

/** Reasons why a stream is stopped: one bit each. */
export const STOPS = { owner: 1, deleted: 2, suspended: 4 } as const;

/** What a stream charges in one vault: shares, shares a second, seconds. */
export type Price = { startFee: bigint; perSecond: bigint; window: bigint };

/** Not for sale. */
export const NO_PRICE: Price = { startFee: 0n, perSecond: 0n, window: 0n };

/**
 * The last session of a viewer in a vault. Times are Unix seconds, amounts are shares.
 *
 * The first stop of the stream and the first pause after its quote end it. Which ones these are follows from how many of
 * them its quote had seen.
 */
export type Session = {
  streamId: Hex;
  payee: Address;
  perSecond: bigint;
  feeBps: bigint;
  startedAt: number;
  settledAt: number;
  until: number;
  ended: boolean;
  stopsSeen: number;
  pausesSeen: number;
};

export type Vault = {
  asset: Address;
  isEther: boolean;
  listed: boolean;
  feeBps: bigint;
  tipFeeBps: bigint;
  /** Shares in the ledger, by account. */
  balances: Record<Address, bigint>;
  /** Shares outside of the ledger, by holder. */
  shares: Record<Address, bigint>;
  /** Units of the asset, by holder. */
  assets: Record<Address, bigint>;
  /** Shares sent to the ledger without a deposit. */
  donated: bigint;
  /** Shares that a spender may move, by owner and spender; {@link UNLIMITED} is never used up. */
  allowances: Record<Address, Record<Address, bigint>>;
  sessions: Record<Address, Session>;
  /** What fees left over by rounding, in 1/10 000 of a share, by viewer. */
  carries: Record<Address, bigint>;
};

export type Tenant = { number: number; owner: Address; pendingOwner: Address; tenancy: number };

export type Stream = {
  tenantId: Hex;
  label: string;
  /** 0 before it is created. */
  number: number;
  account: Address;
  watchAccount: Address;
  payee: Address;
  prices: Record<Address, Price>;
  /** Bits of {@link STOPS}. */
  stops: number;
  /** When each run was stopped. The run that plays, if one does, is the one after those. */
  stoppedAt: number[];
  /** How often all reasons were taken back. */
  run: number;
  /** Last second of its attestation, and the tenancy in which that was brought. */
  verified: { until: number; tenancy: number };
  /** Viewers who paid its start fee. */
  feePaid: Record<Address, true>;
};

export type Split = {
  holders: readonly Address[];
  weights: readonly number[];
  registered: boolean;
  /** Shares that each holder got, by vault. */
  paid: Record<Address, bigint[]>;
};

/** Everything that the suite knows, at one second. */
export type State = {
  now: number;
  ledger: Address;
  platform: Address;
  platformReceiver: Address;
  demandsVerification: boolean;
  paused: boolean;
  /** When each pause began. */
  pauses: number[];
  vaults: Record<Address, Vault>;
  operators: Record<Address, Record<Address, boolean>>;
  kinds: Record<Address, Kind>;
  tenants: Record<Hex, Tenant>;
  streams: Record<Hex, Stream>;
  splits: Record<Address, Split>;
  usedNonces: Record<string, true>;
};

/** What `record` holds for `key`, 0 if nothing. */
export function amountOf(record: Record<Address, bigint> | undefined, key: Address): bigint {
  return record?.[key] ?? 0n;
}

/** What is known under `key`, or an error that names what is not. */
export function known<Value>(record: Record<string, Value>, key: string): Value {
  const value = record[key];
  if (value === undefined) throw new Error(`The model knows nothing of ${key}.`);
  return value;
}
