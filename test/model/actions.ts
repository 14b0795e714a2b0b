import type { Address, Hex } from "viem";
import type { Price, State } from "./state.ts";

/** What somebody may try. Amounts are shares, except `assets` (units of the asset) and `value` (wei). */
export type Action = { caller: Address } & (
  | { type: "deposit"; vault: Address; shares: bigint; account: Address }
  | { type: "depositAssets"; vault: Address; assets: bigint; account: Address }
  | { type: "depositETH"; vault: Address; value: bigint; account: Address }
  | { type: "donate"; vault: Address; shares: bigint }
  | { type: "withdraw"; vault: Address; shares: bigint; receiver: Address }
  | { type: "withdrawAssets"; vault: Address; assets: bigint; receiver: Address }
  | { type: "withdrawCreator"; vault: Address; receiver: Address }
  | { type: "withdrawPlatform"; vault: Address }
  | { type: "transfer"; vault: Address; receiver: Address; amount: bigint }
  | { type: "transferFrom"; vault: Address; sender: Address; receiver: Address; amount: bigint }
  | { type: "approve"; vault: Address; spender: Address; amount: bigint }
  | { type: "setOperator"; spender: Address; approved: boolean }
  | ({ type: "startStream" } & Start)
  | ({ type: "depositETHAndStart"; value: bigint } & Start)
  | {
      type: "payForStreamTime";
      streamId: Hex;
      vault: Address;
      maxSeconds: bigint;
      maxPerSecond: bigint;
    }
  | { type: "endStream"; vault: Address }
  | { type: "settle"; vault: Address; viewers: readonly Address[] }
  | { type: "tip"; streamId: Hex; vault: Address; amount: bigint }
  | { type: "multicall"; calls: readonly Action[] }
  | { type: "createStream"; tenantId: Hex; label: string; payee: Address }
  | ({ type: "setPrice"; streamId: Hex; vault: Address } & Price)
  | { type: "setPayee"; streamId: Hex; payee: Address }
  | Each<"stopStream" | "resumeStream" | "deleteStream", { streamId: Hex }>
  | Each<"suspendStream" | "reinstateStream" | "revokeVerification", { streamId: Hex }>
  | { type: "verify"; streamId: Hex; owner: Address; expiry: number; nonce: bigint }
  | { type: "transferTenant"; tenantId: Hex; newOwner: Address }
  | { type: "acceptTenant"; tenantId: Hex }
  | { type: "registerSplit"; split: Address }
  | { type: "claimSplit"; split: Address; vault: Address; index: number }
  | { type: "setPlatformFees"; vault: Address; feeBps: bigint; tipFeeBps: bigint }
  | { type: "setPlatformReceiver"; receiver: Address }
  | Each<"listVault" | "delistVault", { vault: Address }>
  | Each<"pause" | "unpause" | "wait", unknown>
);

/** One action for each type, all with the same fields. */
type Each<Type extends string, Fields> = Type extends string ? { type: Type } & Fields : never;

type Start = {
  streamId: Hex;
  vault: Address;
  maxSeconds: bigint;
  maxPerSecond: bigint;
  maxStartFee: bigint;
};

/** The action of one type. */
export type ActionOf<Type extends Action["type"]> = Extract<Action, { type: Type }>;

/**
 * What an action does to the state it is given, which is a copy.
 *
 * @returns The requirements that it broke, by the names of their errors. If there is one, the copy is thrown away and
 * the call must revert with one of them; the order in which requirements are checked is not specified.
 */
export type Effect<Type extends Action["type"]> = (
  state: State,
  action: ActionOf<Type>,
) => readonly string[];
