import type { Address, Hex } from "viem";
import { broken } from "../../model/broken.ts";
import { DAY, MODE, REFUSAL, type Usage } from "../scene.ts";
import type { Effect } from "./actions.ts";
import { addArrears, modeOf, ownModeOf, payArrears, take, tenantIdOf } from "./books.ts";
import type { State } from "./state.ts";

/** What a unit costs now. */
export function priceOf(state: State, kind: number, vault: Address): bigint {
  const inForce = state.rates[`${kind}:${vault}`]?.filter(({ from }) => from <= state.now);
  return inForce?.at(-1)?.unitPrice ?? 0n;
}

/** The most that a tenant is charged on a day. */
export const capOf = (state: State, tenantId: Hex, vault: Address) =>
  state.caps[tenantId]?.[vault] || (state.defaultCaps[vault] ?? 0n);

/** What a tenant was charged today, and under which key that is kept. */
export function billsOf(state: State, tenantId: Hex, vault: Address) {
  const key = `${tenantId}:${vault}:${Math.floor(state.now / DAY)}`;
  return { key, charged: state.bills[key] ?? 0n };
}

export const chargeUsage: Effect<"chargeUsage"> = (state, { caller, meterNo, records }) => {
  const refused = broken({
    NotTheMeter: state.meters[meterNo - 1] !== caller,
    EnforcedPause: state.paused,
  });
  for (const record of records) chargeRecord(state, meterNo, record);
  return refused;
};

function chargeRecord(state: State, meterNo: number, record: Usage) {
  const { id, streamId, vault, kind, quantity } = record;
  if (state.charged[`${meterNo}:${id}`]) {
    state.events.push(["UsageSkipped", { meterNo, id }]);
    return;
  }
  const amount = quantity * priceOf(state, kind, vault);
  const tenantId = tenantIdOf(state, streamId);
  const reason = refusalOf(state, tenantId, vault, amount);
  if (tenantId === undefined || reason !== undefined) {
    state.events.push(["UsageRefused", { meterNo, id, streamId, reason }]);
    return;
  }
  const { key, charged } = billsOf(state, tenantId, vault);
  state.bills[key] = charged + amount;
  state.charged[`${meterNo}:${id}`] = true;
  bill(state, meterNo, record, tenantId, amount);
}

function refusalOf(state: State, tenantId: Hex | undefined, vault: Address, amount: bigint) {
  if (tenantId === undefined) return REFUSAL.unknownName;
  if (!state.vaults[vault]?.listed) return REFUSAL.notListed;
  if (amount === 0n) return REFUSAL.nothingToCharge;
  const { charged } = billsOf(state, tenantId, vault);
  return charged + amount > capOf(state, tenantId, vault) ? REFUSAL.aboveCap : undefined;
}

/** Has the names pay in the order of the mode, each its arrears first. What is left is owed. */
function bill(state: State, meterNo: number, record: Usage, tenantId: Hex, amount: bigint) {
  const { id, streamId, vault, kind, quantity } = record;
  const mode = modeOf(state, streamId);
  const debtor = mode === MODE.tenantOnly ? tenantId : streamId;
  const payers = mode === MODE.streamFirst ? [streamId, tenantId] : [debtor];
  // A stream with a balance of its own pays its arrears even if it was deleted and the tenant pays the bill.
  if (ownModeOf(state, streamId) !== MODE.tenantOnly) payArrears(state, streamId, vault);
  let due = amount;
  const parts = { fromStream: 0n, fromTenant: 0n };
  for (const payer of payers) {
    if (due === 0n) break;
    payArrears(state, payer, vault);
    const part = take(state, payer, vault, due);
    parts[payer === tenantId ? "fromTenant" : "fromStream"] = part;
    due -= part;
  }
  state.events.push([
    "UsageCharged",
    { streamId, tenantId, meterNo, id, vault, kind, quantity, mode, amount, ...parts },
  ]);
  if (due > 0n) addArrears(state, debtor, vault, due);
}
