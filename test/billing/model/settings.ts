import { zeroAddress } from "viem";
import { RATE_NOTICE } from "../../helpers/deploy.ts";
import { broken } from "../../model/broken.ts";
import type { Action, Effect } from "./actions.ts";
import { isInArrears, streamOf, tenantOf } from "./books.ts";
import { known, type Roles, type State } from "./state.ts";

/** What holds for a setting of a tenant's owner on a tenant or on a stream, deleted or not. */
function owning(state: State, { caller, id }: Action & { id: `0x${string}` }, isStream: boolean) {
  const tenant = tenantOf(state, id);
  if (tenant === undefined) return ["NodeUnknown"];
  return broken({
    NotTheOwner: caller !== tenant.owner,
    NodeRefused: (streamOf(state, id) !== undefined) !== isStream,
  });
}

/** What holds for an action that belongs to a role. */
function roleBreaks({ roles }: State, role: keyof Roles, { caller }: Action) {
  return broken({ AccessManagedUnauthorized: caller !== roles[role] });
}

/* NAMES */

export const setBillingMode: Effect<"setBillingMode"> = (state, action) => {
  const { id, mode } = action;
  const stream = state.streams[id];
  const owes = stream !== undefined && isInArrears(state, stream.tenantId);
  const refused = [...owning(state, action, true), ...broken({ TenantOwes: owes })];
  if (stream !== undefined) stream.mode = mode;
  state.events.push(["BillingModeSet", { streamId: id, mode }]);
  return refused;
};

export const setStreamBalances: Effect<"setStreamBalances"> = (state, action) => {
  const { id, enabled } = action;
  const tenant = state.tenants[id];
  const refused = broken({
    NodeUnknown: tenantOf(state, id) === undefined,
    NodeRefused: streamOf(state, id) !== undefined,
  });
  if (tenant !== undefined) tenant.streamBalances = enabled;
  state.events.push(["StreamBalancesSet", { tenantId: id, enabled }]);
  return [...roleBreaks(state, "registrar", action), ...refused];
};

export const setFundingPolicy: Effect<"setFundingPolicy"> = (state, action) => {
  const { id, vault, policy } = action;
  const { open, minimum, cap, burst, window } = policy;
  const refused = owning(state, action, true);
  const stream = state.streams[id];
  if (stream !== undefined) {
    stream.funding[vault] = { policy, funded: 0n, used: 0n, usedAt: state.now };
  }
  state.events.push(["FundingPolicySet", { streamId: id, vault, policy }]);
  const isSound = minimum > 0n && cap > 0n && window > 0 && minimum <= burst;
  return [...refused, ...broken({ FundingPolicyRefused: open && !isSound })];
};

export const setPayoutTerms: Effect<"setPayoutTerms"> = (state, action) => {
  const { id, vault, reserve, minimum } = action;
  const tenant = state.tenants[id];
  if (tenant !== undefined) tenant.payouts.terms[vault] = { reserve, minimum };
  state.events.push(["PayoutTermsSet", { tenantId: id, vault, reserve, minimum }]);
  return owning(state, action, false);
};

export const setPayoutOperator: Effect<"setPayoutOperator"> = (state, action) => {
  const { id, operator, approved } = action;
  const tenant = state.tenants[id];
  if (tenant !== undefined) tenant.payouts.operators[operator] = approved;
  state.events.push(["PayoutOperatorSet", { tenantId: id, operator, approved }]);
  return owning(state, action, false);
};

/* RATES, METERS, CAPS */

/** What was announced and is not in force yet is replaced. */
export const announceRate: Effect<"announceRate"> = (state, action) => {
  const { kind, vault, unitPrice } = action;
  const key = `${kind}:${vault}`;
  const from = state.now + RATE_NOTICE;
  const inForce = (state.rates[key] ?? []).filter((rate) => rate.from <= state.now);
  state.rates[key] = [...inForce, { from, unitPrice }];
  state.events.push(["RateAnnounced", { kind, vault, unitPrice, from }]);
  return roleBreaks(state, "rateSetter", action);
};

export const addMeter: Effect<"addMeter"> = (state, action) => {
  const meterNo = state.meters.push(action.key);
  state.events.push(["MeterKeySet", { meterNo, key: action.key }]);
  return roleBreaks(state, "meterKeeper", action);
};

export const setMeterKey: Effect<"setMeterKey"> = (state, action) => {
  const { meterNo, key } = action;
  const isKnown = meterNo > 0 && meterNo <= state.meters.length;
  if (isKnown) state.meters[meterNo - 1] = key;
  state.events.push(["MeterKeySet", { meterNo, key }]);
  return [...roleBreaks(state, "meterKeeper", action), ...broken({ MeterUnknown: !isKnown })];
};

export const setTenantCap: Effect<"setTenantCap"> = (state, action) => {
  const { id, vault, cap } = action;
  state.caps[id] = { ...state.caps[id], [vault]: cap };
  state.events.push(["TenantCapSet", { tenantId: id, vault, cap }]);
  return roleBreaks(state, "governor", action);
};

export const setDefaultCap: Effect<"setDefaultCap"> = (state, action) => {
  const { vault, cap } = action;
  state.defaultCaps[vault] = cap;
  state.events.push(["DefaultCapSet", { vault, cap }]);
  return roleBreaks(state, "governor", action);
};

/* TENANTS */

export const setReceiver: Effect<"setReceiver"> = (state, { caller, id, receiver }) => {
  const tenant = known(state.tenants, id);
  tenant.receiver = receiver;
  return broken({ NotTheOwner: caller !== tenant.owner });
};

export const transferTenant: Effect<"transferTenant"> = (state, { caller, id, newOwner }) => {
  const tenant = known(state.tenants, id);
  tenant.pendingOwner = newOwner;
  return broken({ NotTheOwner: caller !== tenant.owner });
};

/** What the last owner set for payouts is forgotten. */
export const acceptTenant: Effect<"acceptTenant"> = (state, { caller, id }) => {
  const tenant = known(state.tenants, id);
  const refused = broken({ NotThePendingOwner: caller !== tenant.pendingOwner });
  tenant.owner = caller;
  tenant.pendingOwner = zeroAddress;
  tenant.receiver = zeroAddress;
  tenant.payouts = { terms: {}, operators: {} };
  return refused;
};

/* THE LEDGER */

export const listVault: Effect<"listVault"> = (state, action) => {
  const vault = known(state.vaults, action.vault);
  const refused = broken({ VaultAlreadyListed: vault.listed });
  vault.listed = true;
  return [...roleBreaks(state, "lister", action), ...refused];
};

export const delistVault: Effect<"delistVault"> = (state, action) => {
  const vault = known(state.vaults, action.vault);
  const refused = broken({ VaultNotListed: !vault.listed });
  vault.listed = false;
  return [...roleBreaks(state, "lister", action), ...refused];
};

export const pause: Effect<"pause"> = (state, action) => {
  const refused = broken({ EnforcedPause: state.paused });
  state.paused = true;
  return [...roleBreaks(state, "pauser", action), ...refused];
};

export const unpause: Effect<"unpause"> = (state, action) => {
  const refused = broken({ ExpectedPause: !state.paused });
  state.paused = false;
  return [...roleBreaks(state, "unpauser", action), ...refused];
};
