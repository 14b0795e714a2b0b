import type { Address, Hex } from "viem";
import type { Effect } from "./actions.ts";
import { broken } from "./broken.ts";
import { MIN_EXTENSION } from "./constants.ts";
import { mint } from "./ledger.ts";
import { pay, settle, shorten } from "./sessions.ts";
import { amountOf, known, NO_PRICE, STOPS, type State, type Stream } from "./state.ts";

/** Whether the stream counts as verified now. */
export function isVerified(state: State, stream: Stream): boolean {
  const { until, tenancy } = stream.verified;
  return state.now <= until && tenancy === known(state.tenants, stream.tenantId).tenancy;
}

/** What has to hold before a stream may play, and its price. */
function quote(state: State, streamId: Hex, vault: Address, maxPerSecond: bigint) {
  const stream = known(state.streams, streamId);
  const price = stream.prices[vault] ?? NO_PRICE;
  const refused = broken({
    EnforcedPause: state.paused,
    VaultNotListed: !known(state.vaults, vault).listed,
    StreamUnknown: stream.number === 0,
    StreamStopped: stream.stops !== 0,
    StreamNotVerified: state.demandsVerification && !isVerified(state, stream),
    StreamNotPriced: price.window === 0n,
    PriceAboveBound: price.perSecond > maxPerSecond,
  });
  return { stream, price, refused };
}

/** Seconds that a fresh quote lasts: the shortest of what the viewer, the price and the balance allow. */
function playable(maxSeconds: bigint, window: bigint, perSecond: bigint, balance: bigint): number {
  const affordable = perSecond === 0n ? Number.POSITIVE_INFINITY : Number(balance / perSecond);
  return Math.min(Number(maxSeconds), Number(window), affordable);
}

export const startStream: Effect<"startStream"> = (state, action) => {
  const { caller, streamId, vault, maxSeconds, maxPerSecond, maxStartFee } = action;
  const { balances, feeBps, sessions } = known(state.vaults, vault);
  const { stream, price, refused } = quote(state, streamId, vault, maxPerSecond);
  const startFee = stream.feePaid[caller] ? 0n : price.startFee;
  settle(state, vault, caller, true);
  const balance = amountOf(balances, caller);

  const alsoRefused = broken({
    StartFeeAboveBound: startFee > maxStartFee,
    NoSeconds: maxSeconds === 0n,
    BalanceTooLow: balance < startFee + price.perSecond,
  });
  if (startFee > 0n) {
    pay(state, vault, caller, stream.payee, startFee, feeBps);
    stream.feePaid[caller] = true;
  }
  sessions[caller] = {
    streamId,
    payee: stream.payee,
    perSecond: price.perSecond,
    feeBps,
    startedAt: state.now,
    settledAt: state.now,
    until: state.now + playable(maxSeconds, price.window, price.perSecond, balance - startFee),
    ended: false,
    stopsSeen: stream.stoppedAt.length,
    pausesSeen: state.pauses.length,
  };
  return [...refused, ...alsoRefused];
};

export const depositETHAndStart: Effect<"depositETHAndStart"> = (state, action) => [
  ...mint(state, action, action.value, action.caller, "ether"),
  ...startStream(state, { ...action, type: "startStream" }),
];

export const payForStreamTime: Effect<"payForStreamTime"> = (state, action) => {
  const { caller, streamId, vault, maxSeconds, maxPerSecond } = action;
  const { balances, feeBps, sessions } = known(state.vaults, vault);
  const session = sessions[caller];
  const { stream, price, refused } = quote(state, streamId, vault, maxPerSecond);
  if (session === undefined) return ["NoSession", ...refused];
  settle(state, vault, caller);
  const balance = amountOf(balances, caller);
  const until = state.now + playable(maxSeconds, price.window, price.perSecond, balance);

  const alsoRefused = broken({
    SessionAlreadyEnded: session.ended,
    SessionOfOtherStream: session.streamId !== streamId,
    StartFeeDue: price.startFee > 0n && !stream.feePaid[caller],
    NoSeconds: maxSeconds === 0n,
    BalanceTooLow: balance < price.perSecond,
    HeartbeatTooSoon: session.until > state.now && until < session.until + MIN_EXTENSION,
  });
  sessions[caller] = {
    ...session,
    payee: stream.payee,
    perSecond: price.perSecond,
    feeBps,
    settledAt: state.now,
    until,
    stopsSeen: stream.stoppedAt.length,
    pausesSeen: state.pauses.length,
  };
  return [...refused, ...alsoRefused];
};

export const endStream: Effect<"endStream"> = (state, { caller, vault }) => {
  const session = known(state.vaults, vault).sessions[caller];
  if (session === undefined) return ["NoSession"];
  const refused = broken({ SessionAlreadyEnded: session.ended });
  settle(state, vault, caller, true);
  session.ended = true;
  return refused;
};

export const settleAll: Effect<"settle"> = (state, { vault, viewers }) => {
  for (const viewer of viewers) settle(state, vault, viewer);
  return [];
};

export const tip: Effect<"tip"> = (state, { caller, streamId, vault, amount }) => {
  const { listed, balances, tipFeeBps } = known(state.vaults, vault);
  const stream = known(state.streams, streamId);
  settle(state, vault, caller);
  const refused = broken({
    EnforcedPause: state.paused,
    VaultNotListed: !listed,
    StreamUnknown: stream.number === 0,
    StreamStopped: (stream.stops & STOPS.deleted) !== 0,
    ZeroAmount: amount === 0n,
    ERC6909InsufficientBalance: amount > amountOf(balances, caller),
  });
  pay(state, vault, caller, stream.payee, amount, tipFeeBps);
  shorten(state, vault, caller);
  return refused;
};
