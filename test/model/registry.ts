import { type Address, type Hex, zeroAddress } from "viem";
import type { Effect } from "./actions.ts";
import { broken } from "./broken.ts";
import { MAX_PRICE, WINDOW } from "./constants.ts";
import { kindOf } from "./ledger.ts";
import { known, NO_PRICE, STOPS, type State, type Stream } from "./state.ts";

const NOT_VERIFIED = { until: 0, tenancy: 0 } as const;

/** Requirements that hold for whatever a stream's owner does with it. */
function ownerBreaks(state: State, stream: Stream, caller: Address): Record<string, boolean> {
  return { ...liveBreaks(stream), NotTheOwner: caller !== ownerOf(state, stream) };
}

/** What holds for whatever anybody does with a stream. */
function liveBreaks({ number, stops }: Stream): Record<string, boolean> {
  return { StreamUnknown: number === 0 || (stops & STOPS.deleted) !== 0 };
}

function ownerOf(state: State, { tenantId }: Stream): Address {
  return known(state.tenants, tenantId).owner;
}

function isRefusedPayee(state: State, payee: Address): boolean {
  return [zeroAddress, state.ledger].includes(payee) || kindOf(state, payee) === "Watch";
}

/** Sets or takes back a reason to stop. The first one ends the run, the last one taken back begins the next. */
function setStop(state: State, stream: Stream, reason: number, isSet: boolean): readonly string[] {
  const before = stream.stops;
  stream.stops = isSet ? before | reason : before & ~reason;
  if (before === 0 && stream.stops !== 0) stream.stoppedAt.push(state.now);
  if (before !== 0 && stream.stops === 0) stream.run += 1;
  return broken({ StopUnchanged: stream.stops === before });
}

/** A stream's owner, or the registrar, sets or takes back a reason to stop. */
function stopping(who: "owner" | "registrar", reason: number, isSet: boolean) {
  return (state: State, { caller, streamId }: { caller: Address; streamId: Hex }) => {
    const stream = known(state.streams, streamId);
    const breaks = who === "owner" ? ownerBreaks(state, stream, caller) : liveBreaks(stream);
    return [...broken(breaks), ...setStop(state, stream, reason, isSet)];
  };
}

export const stopStream: Effect<"stopStream"> = stopping("owner", STOPS.owner, true);
export const resumeStream: Effect<"resumeStream"> = stopping("owner", STOPS.owner, false);
export const suspendStream: Effect<"suspendStream"> = stopping("registrar", STOPS.suspended, true);
export const reinstateStream: Effect<"reinstateStream"> = stopping(
  "registrar",
  STOPS.suspended,
  false,
);

/** Creates a stream, or one that was deleted again: its other stops, its number and who paid its fee remain. */
export const createStream: Effect<"createStream"> = (state, { caller, tenantId, label, payee }) => {
  const stream = Object.values(state.streams).find(
    (one) => one.tenantId === tenantId && one.label === label,
  );
  if (stream === undefined) throw new Error(`The model has no stream ${label}.`);
  const isNew = stream.number === 0;
  const refused = broken({
    NotTheOwner: caller !== ownerOf(state, stream),
    StreamExists: !isNew && (stream.stops & STOPS.deleted) === 0,
    PayeeRefused: isRefusedPayee(state, payee),
  });
  if (isNew) {
    stream.number = 1 + Math.max(...Object.values(state.streams).map(({ number }) => number));
    state.kinds[stream.account] = "Stream";
    state.kinds[stream.watchAccount] = "Watch";
  } else setStop(state, stream, STOPS.deleted, false);
  stream.payee = payee;
  return refused;
};

export const deleteStream: Effect<"deleteStream"> = (state, { caller, streamId }) => {
  const stream = known(state.streams, streamId);
  const refused = broken(ownerBreaks(state, stream, caller));
  setStop(state, stream, STOPS.deleted, true);
  stream.prices = {};
  stream.verified = { ...NOT_VERIFIED };
  return refused;
};

export const setPrice: Effect<"setPrice"> = (state, action) => {
  const { caller, streamId, vault, startFee, perSecond, window } = action;
  const stream = known(state.streams, streamId);
  const isOff = startFee === 0n && perSecond === 0n && window === 0n;
  const refused = broken({
    ...ownerBreaks(state, stream, caller),
    VaultNotListed: !isOff && !known(state.vaults, vault).listed,
    PriceRefused:
      !isOff &&
      ((startFee === 0n && perSecond === 0n) ||
        startFee > MAX_PRICE ||
        perSecond > MAX_PRICE ||
        window < WINDOW.min ||
        window > WINDOW.max),
  });
  stream.prices[vault] = isOff ? NO_PRICE : { startFee, perSecond, window };
  return refused;
};

export const setPayee: Effect<"setPayee"> = (state, { caller, streamId, payee }) => {
  const stream = known(state.streams, streamId);
  stream.payee = payee;
  return broken({
    ...ownerBreaks(state, stream, caller),
    PayeeRefused: isRefusedPayee(state, payee),
  });
};

/** An attestation that the verifier signed for `owner` is brought by anybody. */
export const verify: Effect<"verify"> = (state, { streamId, owner, expiry, nonce }) => {
  const stream = known(state.streams, streamId);
  const refused = broken({
    ...liveBreaks(stream),
    AttestationOfOtherOwner: owner !== ownerOf(state, stream),
    AttestationExpired: state.now > expiry,
    AttestationNonceUsed: state.usedNonces[String(nonce)] === true,
  });
  state.usedNonces[String(nonce)] = true;
  stream.verified = { until: expiry, tenancy: known(state.tenants, stream.tenantId).tenancy };
  return refused;
};

export const revokeVerification: Effect<"revokeVerification"> = (state, { streamId }) => {
  const stream = known(state.streams, streamId);
  stream.verified = { ...NOT_VERIFIED };
  return broken(liveBreaks(stream));
};

export const transferTenant: Effect<"transferTenant"> = (state, { caller, tenantId, newOwner }) => {
  const tenant = known(state.tenants, tenantId);
  tenant.pendingOwner = newOwner;
  return broken({ NotTheOwner: caller !== tenant.owner });
};

/** The tenant has a new owner: what was verified before no longer counts. */
export const acceptTenant: Effect<"acceptTenant"> = (state, { caller, tenantId }) => {
  const tenant = known(state.tenants, tenantId);
  const refused = broken({ NotThePendingOwner: caller !== tenant.pendingOwner });
  tenant.owner = caller;
  tenant.pendingOwner = zeroAddress;
  tenant.tenancy += 1;
  return refused;
};
