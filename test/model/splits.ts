import type { Address } from "viem";
import type { Effect } from "./actions.ts";
import { broken } from "./broken.ts";
import { BPS } from "./constants.ts";
import { kindOf } from "./ledger.ts";
import { amountOf, known, type State } from "./state.ts";

/** What holder number `index` may claim: its part of all that was ever received, less what it got. */
export function claimable(state: State, account: Address, vault: Address, index: number): bigint {
  const { weights, paid } = known(state.splits, account);
  const paidHere = paid[vault] ?? weights.map(() => 0n);
  const paidOut = paidHere.reduce((sum, part) => sum + part, 0n);
  const received = amountOf(known(state.vaults, vault).balances, account) + paidOut;
  return (received * BigInt(weights[index] ?? 0)) / BPS - (paidHere[index] ?? 0n);
}

export const registerSplit: Effect<"registerSplit"> = (state, { split: account }) => {
  const split = known(state.splits, account);
  const refused = broken({
    SplitAlreadyRegistered: split.registered,
    SplitHolderRefused: split.holders.some(
      (holder) => holder === state.ledger || kindOf(state, holder) === "Watch",
    ),
  });
  split.registered = true;
  state.kinds[account] = "Split";
  return refused;
};

export const claimSplit: Effect<"claimSplit"> = (state, { split: account, vault, index }) => {
  const { registered, holders, weights, paid } = known(state.splits, account);
  const holder = holders[index];
  if (holder === undefined) return ["SplitIndexRefused", ...broken({ SplitUnknown: !registered })];
  const amount = claimable(state, account, vault, index);
  const refused = broken({ SplitUnknown: !registered, NothingToClaim: amount === 0n });
  const { balances } = known(state.vaults, vault);
  balances[account] = amountOf(balances, account) - amount;
  balances[holder] = amountOf(balances, holder) + amount;
  const paidHere = paid[vault] ?? weights.map(() => 0n);
  paid[vault] = paidHere.map((part, at) => (at === index ? part + amount : part));
  return refused;
};
