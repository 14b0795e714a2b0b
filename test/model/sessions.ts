import type { Address } from "viem";
import { BPS } from "./constants.ts";
import { amountOf, known, type Session, type State } from "./state.ts";

/** When a session ends or ended: its own end, or the first stop or pause after its quote if that comes before. */
export function endOf(state: State, session: Session): number {
  const stop = known(state.streams, session.streamId).stoppedAt[session.stopsSeen];
  const pause = state.pauses[session.pausesSeen];
  return Math.min(session.until, stop ?? session.until, pause ?? session.until);
}

/** Shares that the viewer's session has consumed and that are not settled. */
export function owed(state: State, vault: Address, viewer: Address): bigint {
  const session = known(state.vaults, vault).sessions[viewer];
  if (session === undefined) return 0n;
  const seconds = Math.min(state.now, endOf(state, session)) - session.settledAt;
  return BigInt(seconds) * session.perSecond;
}

/** What the account can spend. */
export function available(state: State, vault: Address, account: Address): bigint {
  return amountOf(known(state.vaults, vault).balances, account) - owed(state, vault, account);
}

/** Moves what the viewer's session owes. One that is over, or that `close` ends now, has nothing left to charge. */
export function settle(state: State, vault: Address, viewer: Address, close = false) {
  const session = known(state.vaults, vault).sessions[viewer];
  if (session === undefined) return;
  const end = endOf(state, session);
  const gross = owed(state, vault, viewer);
  pay(state, vault, viewer, session.payee, gross, session.feeBps);
  if (close || end <= state.now) session.settledAt = session.until = Math.min(state.now, end);
  else if (gross > 0n) session.settledAt = state.now;
}

/** Brings the end of a settled session down to what the balance pays for. */
export function shorten(state: State, vault: Address, viewer: Address) {
  const { sessions, balances } = known(state.vaults, vault);
  const session = sessions[viewer];
  if (session === undefined || session.until <= state.now || session.perSecond === 0n) return;
  const seconds = Number(amountOf(balances, viewer) / session.perSecond);
  session.until = Math.min(session.until, state.now + seconds);
}

/** Moves `gross` from an account to a payee and the platform; what rounding leaves is carried into the next payment. */
export function pay(
  state: State,
  vault: Address,
  from: Address,
  payee: Address,
  gross: bigint,
  feeBps: bigint,
) {
  const { balances, carries } = known(state.vaults, vault);
  const due = gross * feeBps + amountOf(carries, from);
  const fee = due / BPS;
  carries[from] = due % BPS;
  balances[from] = amountOf(balances, from) - gross;
  balances[payee] = amountOf(balances, payee) + gross - fee;
  balances[state.platform] = amountOf(balances, state.platform) + fee;
}
