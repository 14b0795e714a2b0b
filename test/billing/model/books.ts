import { type Address, type Hex, zeroAddress } from "viem";
import { MODE, STOP } from "../scene.ts";
import { known, min, type State, type Stream, type Tenant } from "./state.ts";

/* NAMES */

/** The stream, if `id` is one that was created. */
export function streamOf(state: State, id: Hex): Stream | undefined {
  const stream = state.streams[id];
  return stream === undefined || stream.number === 0 ? undefined : stream;
}

/** The tenant that `id` is or belongs to, if there is one. */
export function tenantIdOf(state: State, id: Hex): Hex | undefined {
  return state.tenants[id] === undefined ? streamOf(state, id)?.tenantId : id;
}

/** As {@link tenantIdOf}, but the tenant itself. */
export function tenantOf(state: State, id: Hex): Tenant | undefined {
  const tenantId = tenantIdOf(state, id);
  return tenantId === undefined ? undefined : known(state.tenants, tenantId);
}

/** Whether what is released may be credited to an account: not to a name's, the platform's, the ledger's or nobody's. */
export function isOpen(state: State, account: Address): boolean {
  const names = [...Object.keys(state.tenants), ...Object.keys(state.streams)] as Hex[];
  const taken = names
    .filter((id) => tenantIdOf(state, id) !== undefined)
    .map((id) => known(state.accounts, id));
  return ![zeroAddress, state.ledger, state.platform, ...taken].includes(account);
}

/* MONEY */

export function balanceOf(state: State, vault: Address, account: Address): bigint {
  return state.vaults[vault]?.balances[account] ?? 0n;
}

/** What the account of a name holds. */
export const potOf = (state: State, id: Hex, vault: Address) =>
  balanceOf(state, vault, known(state.accounts, id));

export function move(
  state: State,
  vault: Address,
  sender: Address,
  receiver: Address,
  shares: bigint,
) {
  const { balances } = known(state.vaults, vault);
  balances[sender] = (balances[sender] ?? 0n) - shares;
  balances[receiver] = (balances[receiver] ?? 0n) + shares;
}

/** Moves as much as a name has, at most `shares`, to the platform. */
export function take(state: State, id: Hex, vault: Address, shares: bigint): bigint {
  const taken = min(potOf(state, id, vault), shares);
  if (taken > 0n) move(state, vault, known(state.accounts, id), state.platform, taken);
  return taken;
}

/* ARREARS */

export const owedBy = (state: State, id: Hex, vault: Address) =>
  state.debts[id]?.[vault]?.shares ?? 0n;

export function isInArrears(state: State, id: Hex): boolean {
  return Object.values(state.debts[id] ?? {}).some(({ shares }) => shares > 0n);
}

/** Adds to what a name owes. */
export function addArrears(state: State, id: Hex, vault: Address, shares: bigint) {
  const wasFree = !isInArrears(state, id);
  const stopsBefore = stopsOf(state, id);
  const before = owedBy(state, id, vault);
  const since = before === 0n ? state.now : (state.debts[id]?.[vault]?.since ?? 0);
  state.debts[id] = { ...state.debts[id], [vault]: { shares: before + shares, since } };
  if (wasFree) sayArrears(state, id, stopsBefore);
}

/** Pays what a name owes as far as its balance goes. */
export function payArrears(state: State, id: Hex, vault: Address) {
  const paid = take(state, id, vault, owedBy(state, id, vault));
  if (paid > 0n) reduceArrears(state, id, vault, paid, "ArrearsPaid");
}

/** Takes from what a name owes, at most all of it, and says why. */
export function reduceArrears(
  state: State,
  id: Hex,
  vault: Address,
  shares: bigint,
  why: "ArrearsPaid" | "ArrearsForgiven",
) {
  const stopsBefore = stopsOf(state, id);
  const debt = known(known(state.debts, id), vault);
  debt.shares -= shares;
  state.events.push([why, { id, vault, shares, left: debt.shares }]);
  if (!isInArrears(state, id)) sayArrears(state, id, stopsBefore);
}

/** A name owes for the first time, or nothing any more. */
function sayArrears(state: State, id: Hex, stopsBefore: number) {
  const tenant = state.tenants[id];
  if (tenant === undefined) sayStops(state, id, stopsBefore);
  else {
    const inArrears = isInArrears(state, id);
    state.events.push(["TenantArrearsSet", { tenantNo: tenant.number, inArrears }]);
  }
}

/* STOPS AND MODES */

/** All reasons why a stream is stopped, arrears among them. */
export function stopsOf(state: State, id: Hex): number {
  return (streamOf(state, id)?.stops ?? 0) | (isInArrears(state, id) ? STOP.arrears : 0);
}

export const isDeleted = ({ stops }: Stream) => (stops & STOP.deleted) !== 0;

/** Sets or takes back reasons to stop a stream. */
export function changeStops(state: State, id: Hex, change: (stops: number) => number) {
  const before = stopsOf(state, id);
  const stream = known(state.streams, id);
  stream.stops = change(stream.stops);
  sayStops(state, id, before);
}

/** The reasons why a stream is stopped changed. With the last one taken back, its next run begins. */
function sayStops(state: State, id: Hex, before: number) {
  const stream = known(state.streams, id);
  const stops = stopsOf(state, id);
  if (before !== 0 && stops === 0) stream.run += 1;
  state.events.push(["StopsSet", { streamNo: stream.number, stops, run: stream.run }]);
}

/** The mode that a name bills in as long as it is not deleted. */
export function ownModeOf(state: State, id: Hex): number {
  const stream = streamOf(state, id);
  return stream !== undefined && tenantOf(state, id)?.streamBalances
    ? stream.mode
    : MODE.tenantOnly;
}

/** The mode in which a name's usage is billed now. */
export function modeOf(state: State, id: Hex): number {
  const stream = streamOf(state, id);
  return stream !== undefined && isDeleted(stream) ? MODE.tenantOnly : ownModeOf(state, id);
}
