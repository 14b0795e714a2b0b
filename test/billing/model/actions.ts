import type { Address, Hex } from "viem";
import type { Policy, Usage } from "../scene.ts";
import type { State } from "./state.ts";

/** What somebody may try. Amounts are shares. */
export type Action = { caller: Address } & (
  | { type: "chargeUsage"; meterNo: number; records: readonly Usage[] }
  | Each<"fund" | "payArrears" | "forgiveArrears", { id: Hex; vault: Address; shares: bigint }>
  | { type: "tip"; id: Hex; vault: Address; shares: bigint }
  | Each<"settleArrears" | "release" | "sweep", { id: Hex; vault: Address }>
  | { type: "setBillingMode"; id: Hex; mode: number }
  | { type: "setStreamBalances"; id: Hex; enabled: boolean }
  | { type: "setFundingPolicy"; id: Hex; vault: Address; policy: Policy }
  | { type: "setPayoutTerms"; id: Hex; vault: Address; reserve: bigint; minimum: bigint }
  | { type: "setPayoutOperator"; id: Hex; operator: Address; approved: boolean }
  | { type: "announceRate"; kind: number; vault: Address; unitPrice: bigint }
  | { type: "addMeter"; key: Address }
  | { type: "setMeterKey"; meterNo: number; key: Address }
  | { type: "setTenantCap"; id: Hex; vault: Address; cap: bigint }
  | { type: "setDefaultCap"; vault: Address; cap: bigint }
  | { type: "createStream"; tenantId: Hex; label: string; payee: Address }
  | { type: "setPayee"; id: Hex; payee: Address }
  | Each<"stopStream" | "resumeStream" | "deleteStream", { id: Hex }>
  | Each<"suspendStream" | "reinstateStream", { id: Hex }>
  | { type: "setReceiver"; id: Hex; receiver: Address }
  | { type: "transferTenant"; id: Hex; newOwner: Address }
  | { type: "acceptTenant"; id: Hex }
  | Each<"listVault" | "delistVault", { vault: Address }>
  | Each<"pause" | "unpause" | "wait", unknown>
);

/** One action for each type, all with the same fields. */
type Each<Type extends string, Fields> = Type extends string ? { type: Type } & Fields : never;

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
