import type { Address, Hex } from "viem";
import { broken } from "../../model/broken.ts";
import { STOP } from "../scene.ts";
import type { Effect } from "./actions.ts";
import { changeStops, isDeleted, streamOf } from "./books.ts";
import { known, type State } from "./state.ts";

/** Requirements that hold for whatever a stream's owner does with it in the registry. */
function ownerBreaks(state: State, caller: Address, id: Hex): Record<string, boolean> {
  const { owner } = known(state.tenants, known(state.streams, id).tenantId);
  return { ...liveBreaks(state, id), NotTheOwner: caller !== owner };
}

/** What holds for whatever anybody does with a stream in the registry. */
function liveBreaks(state: State, id: Hex): Record<string, boolean> {
  const stream = streamOf(state, id);
  return { StreamUnknown: stream === undefined || isDeleted(stream) };
}

/** A stream's owner, or the registrar, sets or takes back a reason to stop. */
function stopping(who: "owner" | "registrar", reason: number, isSet: boolean) {
  return (state: State, { caller, id }: { caller: Address; id: Hex }) => {
    const stream = known(state.streams, id);
    const refused = broken({
      ...(who === "owner" ? ownerBreaks(state, caller, id) : liveBreaks(state, id)),
      AccessManagedUnauthorized: who === "registrar" && caller !== state.roles.registrar,
      StopUnchanged: ((stream.stops & reason) !== 0) === isSet,
    });
    changeStops(state, id, (stops) => (isSet ? stops | reason : stops & ~reason));
    return refused;
  };
}

export const stopStream: Effect<"stopStream"> = stopping("owner", STOP.owner, true);
export const resumeStream: Effect<"resumeStream"> = stopping("owner", STOP.owner, false);
export const deleteStream: Effect<"deleteStream"> = stopping("owner", STOP.deleted, true);
export const suspendStream: Effect<"suspendStream"> = stopping("registrar", STOP.suspended, true);
export const reinstateStream: Effect<"reinstateStream"> = stopping(
  "registrar",
  STOP.suspended,
  false,
);

/** Creates a stream, or one that was deleted again: what it holds, owes and was set for billing remains. */
export const createStream: Effect<"createStream"> = (state, { caller, tenantId, label, payee }) => {
  const found = Object.entries(state.streams).find(
    ([, one]) => one.tenantId === tenantId && one.label === label,
  );
  if (found === undefined) throw new Error(`The model has no stream ${label}.`);
  const [id, stream] = found as [Hex, (typeof found)[1]];
  const isNew = stream.number === 0;
  const refused = broken({
    NotTheOwner: caller !== known(state.tenants, tenantId).owner,
    StreamExists: !isNew && !isDeleted(stream),
  });
  if (isNew) {
    stream.number = 1 + Math.max(...Object.values(state.streams).map(({ number }) => number));
  } else changeStops(state, id, (stops) => stops & ~STOP.deleted);
  stream.payee = payee;
  return refused;
};

export const setPayee: Effect<"setPayee"> = (state, { caller, id, payee }) => {
  known(state.streams, id).payee = payee;
  return broken(ownerBreaks(state, caller, id));
};
