import type { Address, Hex } from "viem";
import { broken } from "../../model/broken.ts";
import { STOP } from "../scene.ts";
import type { Effect } from "./actions.ts";
import {
  balanceOf,
  isDeleted,
  move,
  owedBy,
  potOf,
  payArrears as settle,
  stopsOf,
  streamOf,
  tenantIdOf,
  tenantOf,
} from "./books.ts";
import { type Funding, known, min, minus, type State } from "./state.ts";

/** What the burst of a policy allows now: what was used up comes back evenly over its window. */
function rateRoom({ now }: State, { policy, used, usedAt }: Funding): bigint {
  const back = (BigInt(now - usedAt) * policy.burst) / BigInt(policy.window);
  return policy.burst - minus(used, back);
}

/** What the public may bring a stream now, beyond its arrears. */
export function fundingRoom(state: State, id: Hex, vault: Address): bigint {
  const funding = streamOf(state, id)?.funding[vault];
  const isStopped = (stopsOf(state, id) & ~STOP.arrears) !== 0;
  if (!funding?.policy.open || state.paused || !state.vaults[vault]?.listed) return 0n;
  if (!tenantOf(state, id)?.streamBalances || isStopped) return 0n;
  const room = min(funding.policy.cap - funding.funded, rateRoom(state, funding));
  return room < funding.policy.minimum ? 0n : room;
}

export const fund: Effect<"fund"> = (state, { caller, id, vault, shares }) => {
  const refused = broken({
    EnforcedPause: state.paused,
    ZeroAmount: shares === 0n,
    AccountKindRefused: tenantIdOf(state, id) === undefined,
    ERC6909InsufficientBalance: shares > balanceOf(state, vault, caller),
  });
  if (refused.length > 0) return refused;

  const missing = minus(owedBy(state, id, vault), potOf(state, id, vault));
  const toArrears = min(missing, shares);
  move(state, vault, caller, known(state.accounts, id), shares);
  settle(state, id, vault);
  const rest = shares - toArrears;
  const isOwners = caller === tenantOf(state, id)?.owner;
  const isPublic = rest > 0n && streamOf(state, id) !== undefined && !isOwners;
  state.events.push(["Funded", { id, from: caller, vault, shares, toArrears, isPublic }]);
  if (rest === 0n) return [];
  return [
    ...broken({ VaultNotListed: !known(state.vaults, vault).listed }),
    ...streamBreaks(state, id, isPublic),
    ...(isPublic ? countPublic(state, id, vault, rest) : []),
  ];
};

/** Pays what a name's own balance leaves unpaid, and nothing else. */
export const payArrears: Effect<"payArrears"> = (state, { caller, id, vault, shares: most }) => {
  if (tenantIdOf(state, id) === undefined) return ["NodeUnknown"];
  settle(state, id, vault);
  const shares = min(owedBy(state, id, vault), most);
  const refused = broken({
    ZeroAmount: shares === 0n,
    ERC6909InsufficientBalance: shares > balanceOf(state, vault, caller),
  });
  if (refused.length > 0) return refused;
  move(state, vault, caller, known(state.accounts, id), shares);
  settle(state, id, vault);
  const toArrears = shares;
  state.events.push(["Funded", { id, from: caller, vault, shares, toArrears, isPublic: false }]);
  return [];
};

/** Whether a stream takes money: its owner's unless it is deleted, the public's unless it is stopped otherwise. */
function streamBreaks(state: State, id: Hex, isPublic: boolean): readonly string[] {
  const stream = streamOf(state, id);
  if (stream === undefined) return [];
  return broken({
    StreamBalancesOff: !tenantOf(state, id)?.streamBalances,
    StreamNotFundable: isPublic ? stream.stops !== 0 : isDeleted(stream),
  });
}

/** Counts public money towards the policy. */
function countPublic(state: State, id: Hex, vault: Address, shares: bigint): readonly string[] {
  const funding = known(state.streams, id).funding[vault];
  if (!funding?.policy.open) return ["FundingClosed"];
  const room = rateRoom(state, funding);
  const refused = broken({
    FundingBelowMinimum: shares < funding.policy.minimum,
    FundingAboveCap: shares > funding.policy.cap - funding.funded,
    FundingAboveRate: shares > room,
  });
  funding.funded += shares;
  funding.used = funding.policy.burst - room + shares;
  funding.usedAt = state.now;
  return refused;
}

/** Revenue: it knows no bounds, and pays no arrears by itself. */
export const tip: Effect<"tip"> = (state, { caller, id, vault, shares }) => {
  const stream = known(state.streams, id);
  const refused = broken({
    EnforcedPause: state.paused,
    VaultNotListed: !known(state.vaults, vault).listed,
    StreamUnknown: stream.number === 0,
    StreamStopped: isDeleted(stream),
    ZeroAmount: shares === 0n,
    ERC6909InsufficientBalance: shares > balanceOf(state, vault, caller),
  });
  move(state, vault, caller, stream.payee, shares);
  return refused;
};
