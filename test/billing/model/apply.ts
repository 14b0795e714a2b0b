import type { Action, Effect } from "./actions.ts";
import { chargeUsage } from "./charges.ts";
import { fund, payArrears, tip } from "./funding.ts";
import * as payouts from "./payouts.ts";
import * as settings from "./settings.ts";
import type { State } from "./state.ts";
import * as streams from "./streams.ts";

/** What came of an action: the state after it, and the errors it may end in. Without one it succeeds. */
export type Outcome = { state: State; refused: readonly string[] };

/** What each type of action does. */
const EFFECTS: { [Type in Action["type"]]: Effect<Type> } = {
  chargeUsage,
  fund,
  payArrears,
  tip,
  settleArrears: payouts.settleArrears,
  forgiveArrears: payouts.forgiveArrears,
  release: payouts.release,
  sweep: payouts.sweep,
  setBillingMode: settings.setBillingMode,
  setStreamBalances: settings.setStreamBalances,
  setFundingPolicy: settings.setFundingPolicy,
  setPayoutTerms: settings.setPayoutTerms,
  setPayoutOperator: settings.setPayoutOperator,
  announceRate: settings.announceRate,
  addMeter: settings.addMeter,
  setMeterKey: settings.setMeterKey,
  setTenantCap: settings.setTenantCap,
  setDefaultCap: settings.setDefaultCap,
  createStream: streams.createStream,
  setPayee: streams.setPayee,
  stopStream: streams.stopStream,
  resumeStream: streams.resumeStream,
  deleteStream: streams.deleteStream,
  suspendStream: streams.suspendStream,
  reinstateStream: streams.reinstateStream,
  setReceiver: settings.setReceiver,
  transferTenant: settings.transferTenant,
  acceptTenant: settings.acceptTenant,
  listVault: settings.listVault,
  delistVault: settings.delistVault,
  pause: settings.pause,
  unpause: settings.unpause,
  wait: () => [],
};

/** Lets time pass until `at` and does what the action does. The state that is given stays as it is. */
export function apply(state: State, action: Action, at: number): Outcome {
  const before = { ...structuredClone(state), now: at, events: [] };
  const after = structuredClone(before);
  const effect = EFFECTS[action.type] as (state: State, action: Action) => readonly string[];
  const refused = effect(after, action);
  return { state: refused.length === 0 ? after : before, refused };
}
