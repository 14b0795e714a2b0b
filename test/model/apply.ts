import type { Action, Effect } from "./actions.ts";
import * as governance from "./governance.ts";
import * as ledger from "./ledger.ts";
import * as meter from "./meter.ts";
import * as registry from "./registry.ts";
import * as splits from "./splits.ts";
import type { State } from "./state.ts";

/** What came of an action: the state after it, and the errors it may end in. Without one it succeeds. */
export type Outcome = { state: State; refused: readonly string[] };

const multicall: Effect<"multicall"> = (state, { calls }) =>
  calls.flatMap((call) => effectOf(state, call));

/** What each type of action does. */
const EFFECTS: { [Type in Action["type"]]: Effect<Type> } = {
  deposit: ledger.deposit,
  depositAssets: ledger.depositAssets,
  depositETH: ledger.depositETH,
  donate: ledger.donate,
  withdraw: ledger.withdraw,
  withdrawAssets: ledger.withdrawAssets,
  withdrawCreator: ledger.withdrawCreator,
  withdrawPlatform: ledger.withdrawPlatform,
  transfer: ledger.transfer,
  transferFrom: ledger.transferFrom,
  approve: ledger.approve,
  setOperator: ledger.setOperator,
  startStream: meter.startStream,
  depositETHAndStart: meter.depositETHAndStart,
  payForStreamTime: meter.payForStreamTime,
  endStream: meter.endStream,
  settle: meter.settleAll,
  tip: meter.tip,
  multicall,
  createStream: registry.createStream,
  setPrice: registry.setPrice,
  setPayee: registry.setPayee,
  stopStream: registry.stopStream,
  resumeStream: registry.resumeStream,
  deleteStream: registry.deleteStream,
  suspendStream: registry.suspendStream,
  reinstateStream: registry.reinstateStream,
  revokeVerification: registry.revokeVerification,
  verify: registry.verify,
  transferTenant: registry.transferTenant,
  acceptTenant: registry.acceptTenant,
  registerSplit: splits.registerSplit,
  claimSplit: splits.claimSplit,
  setPlatformFees: governance.setPlatformFees,
  setPlatformReceiver: governance.setPlatformReceiver,
  listVault: governance.listVault,
  delistVault: governance.delistVault,
  pause: governance.pause,
  unpause: governance.unpause,
  wait: () => [],
};

/** Lets time pass until `at` and does what the action does. The state that is given stays as it is. */
export function apply(state: State, action: Action, at: number): Outcome {
  const before = { ...structuredClone(state), now: at };
  const after = structuredClone(before);
  const refused = effectOf(after, action);
  return refused.length === 0 ? { state: after, refused } : { state: before, refused };
}

function effectOf(state: State, action: Action): readonly string[] {
  const effect = EFFECTS[action.type] as (state: State, action: Action) => readonly string[];
  return effect(state, action);
}
