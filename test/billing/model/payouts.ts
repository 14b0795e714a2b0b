import { type Address, type Hex, zeroAddress } from "viem";
import { broken } from "../../model/broken.ts";
import type { Effect } from "./actions.ts";
import {
  isDeleted,
  isOpen,
  move,
  owedBy,
  payArrears,
  potOf,
  reduceArrears,
  streamOf,
  tenantIdOf,
  tenantOf,
} from "./books.ts";
import { known, min, minus, type State } from "./state.ts";

/** What the tenant's present owner set. */
export function termsOf(state: State, id: Hex, vault: Address) {
  return tenantOf(state, id)?.payouts.terms[vault] ?? { reserve: 0n, minimum: 0n };
}

/** Who is credited with what the tenant releases. */
export function receiverOf(state: State, tenantId: Hex): Address {
  const { receiver, owner } = known(state.tenants, tenantId);
  return receiver === zeroAddress ? owner : receiver;
}

/** What a release would move now. */
export function releasable(state: State, id: Hex, vault: Address): bigint {
  const stream = streamOf(state, id);
  if (tenantIdOf(state, id) === undefined || (stream && isDeleted(stream))) return 0n;
  const { reserve, minimum } = termsOf(state, id, vault);
  const shares = minus(potOf(state, id, vault), owedBy(state, id, vault) + reserve);
  return shares < minimum ? 0n : shares;
}

export const settleArrears: Effect<"settleArrears"> = (state, { id, vault }) => {
  if (tenantIdOf(state, id) === undefined) return ["NodeUnknown"];
  payArrears(state, id, vault);
  return [];
};

/** Writes off what a name owes; no money moves. */
export const forgiveArrears: Effect<"forgiveArrears"> = (
  state,
  { caller, id, vault, shares: most },
) => {
  if (tenantIdOf(state, id) === undefined) return ["NodeUnknown"];
  const shares = min(owedBy(state, id, vault), most);
  const refused = broken({
    AccessManagedUnauthorized: caller !== state.roles.rateSetter,
    NothingToForgive: shares === 0n,
  });
  if (refused.length === 0) reduceArrears(state, id, vault, shares, "ArrearsForgiven");
  return refused;
};

export const release: Effect<"release"> = (state, { caller, id, vault }) => {
  const tenantId = tenantIdOf(state, id);
  if (tenantId === undefined) return ["NodeUnknown"];
  const { owner, payouts } = known(state.tenants, tenantId);
  const shares = releasable(state, id, vault);
  const stream = streamOf(state, id);
  const receiver = receiverOf(state, tenantId);
  const isReleaser = caller === owner || payouts.operators[caller] === true;
  const refused = broken({
    NotAReleaser: !isReleaser && termsOf(state, id, vault).reserve === 0n,
    NothingToRelease: shares === 0n,
    StreamIsDeleted: stream !== undefined && isDeleted(stream),
    ReceiverRefused: !isOpen(state, receiver),
  });
  payArrears(state, id, vault);
  move(state, vault, known(state.accounts, id), receiver, shares);
  state.events.push(["Released", { id, vault, receiver, shares }]);
  return refused;
};

export const sweep: Effect<"sweep"> = (state, { id, vault }) => {
  const tenantId = tenantIdOf(state, id);
  if (tenantId === undefined) return ["NodeUnknown"];
  const stream = streamOf(state, id);
  if (stream === undefined) return ["StreamUnknown"];
  payArrears(state, id, vault);
  const shares = potOf(state, id, vault);
  const refused = broken({ StreamNotDeleted: !isDeleted(stream), NothingToSweep: shares === 0n });
  move(state, vault, known(state.accounts, id), known(state.accounts, tenantId), shares);
  state.events.push(["Swept", { streamId: id, tenantId, vault, shares }]);
  payArrears(state, tenantId, vault);
  return refused;
};
