import { type Address, zeroAddress } from "viem";
import type { Effect } from "./actions.ts";
import { broken } from "./broken.ts";
import { UNLIMITED } from "./constants.ts";
import { available, settle, shorten } from "./sessions.ts";
import { amountOf, type Kind, known, type State } from "./state.ts";

/** What an account is; everything never marked is a wallet. */
export function kindOf(state: State, account: Address): Kind {
  return state.kinds[account] ?? "Wallet";
}

/** Whether anybody may send money to the account. */
function isOpen(state: State, account: Address): boolean {
  const kind = kindOf(state, account);
  return (
    account !== zeroAddress && account !== state.ledger && (kind === "Wallet" || kind === "Split")
  );
}

/** Where the money of a deposit comes from. */
type Source = "shares" | "assets" | "ether";

/** Credits shares that come from the caller. */
export function mint(
  state: State,
  { caller, vault }: { caller: Address; vault: Address },
  amount: bigint,
  account: Address,
  source: Source,
): readonly string[] {
  const { listed, isEther, balances, shares, assets } = known(state.vaults, vault);
  const refused = broken({
    VaultNotListed: !listed,
    EnforcedPause: state.paused,
    ZeroAmount: amount === 0n,
    ReceiverRefused: account !== caller && !isOpen(state, account),
    NotAnEtherVault: source === "ether" && !isEther,
  });
  if (source === "shares") shares[caller] = amountOf(shares, caller) - amount;
  if (source === "assets") assets[caller] = amountOf(assets, caller) - amount;
  balances[account] = amountOf(balances, account) + amount;
  return refused;
}

/** Takes shares from an account whose session is settled first and afterwards ends when the rest is used up. */
function debit(state: State, vault: Address, account: Address, amount: bigint): readonly string[] {
  const { balances } = known(state.vaults, vault);
  settle(state, vault, account);
  const balance = amountOf(balances, account);
  if (balance < amount) return ["ERC6909InsufficientBalance"];
  balances[account] = balance - amount;
  shorten(state, vault, account);
  return [];
}

/** Takes shares out of the ledger. */
function burn(
  state: State,
  vault: Address,
  account: Address,
  amount: bigint,
  receiver: Address,
  form: "shares" | "assets",
): readonly string[] {
  const refused = broken({
    ZeroAmount: amount === 0n,
    ReceiverRefused: [zeroAddress, state.ledger, vault].includes(receiver),
  });
  const holders = known(state.vaults, vault)[form];
  const alsoRefused = debit(state, vault, account, amount);
  holders[receiver] = amountOf(holders, receiver) + amount;
  return [...refused, ...alsoRefused];
}

/** Takes everything that an account can spend out of the ledger, as assets. */
function burnAll(state: State, vault: Address, account: Address, receiver: Address) {
  const amount = available(state, vault, account);
  if (amount === 0n) return ["NothingToWithdraw"];
  return burn(state, vault, account, amount, receiver, "assets");
}

function move(
  state: State,
  vault: Address,
  sender: Address,
  receiver: Address,
  amount: bigint,
): readonly string[] {
  const { balances } = known(state.vaults, vault);
  const refused = broken({ ReceiverRefused: !isOpen(state, receiver) });
  const alsoRefused = debit(state, vault, sender, amount);
  balances[receiver] = amountOf(balances, receiver) + amount;
  return [...refused, ...alsoRefused];
}

export const deposit: Effect<"deposit"> = (state, action) =>
  mint(state, action, action.shares, action.account, "shares");

export const depositAssets: Effect<"depositAssets"> = (state, action) =>
  mint(state, action, action.assets, action.account, "assets");

export const depositETH: Effect<"depositETH"> = (state, action) =>
  mint(state, action, action.value, action.account, "ether");

/** Shares sent to the ledger by mistake: they move no balance. */
export const donate: Effect<"donate"> = (state, { caller, vault, shares }) => {
  const held = known(state.vaults, vault);
  held.shares[caller] = amountOf(held.shares, caller) - shares;
  held.donated += shares;
  return [];
};

export const withdraw: Effect<"withdraw"> = (state, { caller, vault, shares, receiver }) =>
  burn(state, vault, caller, shares, receiver, "shares");

export const withdrawAssets: Effect<"withdrawAssets"> = (state, action) =>
  burn(state, action.vault, action.caller, action.assets, action.receiver, "assets");

export const withdrawCreator: Effect<"withdrawCreator"> = (state, { caller, vault, receiver }) =>
  burnAll(state, vault, caller, receiver);

export const withdrawPlatform: Effect<"withdrawPlatform"> = (state, { vault }) =>
  burnAll(state, vault, state.platform, state.platformReceiver);

export const transfer: Effect<"transfer"> = (state, { caller, vault, receiver, amount }) =>
  move(state, vault, caller, receiver, amount);

export const transferFrom: Effect<"transferFrom"> = (state, action) => {
  const { caller, vault, sender, receiver, amount } = action;
  const granted = known(state.vaults, vault).allowances[sender];
  const allowed = amountOf(granted, caller);
  const isFree =
    caller === sender || allowed === UNLIMITED || state.operators[sender]?.[caller] === true;
  const refused = broken({ ERC6909InsufficientAllowance: !isFree && allowed < amount });
  if (!isFree && granted !== undefined) granted[caller] = allowed - amount;
  return [...refused, ...move(state, vault, sender, receiver, amount)];
};

export const approve: Effect<"approve"> = (state, { caller, vault, spender, amount }) => {
  const { allowances } = known(state.vaults, vault);
  allowances[caller] = { ...allowances[caller], [spender]: amount };
  return broken({ ERC6909InvalidSpender: spender === zeroAddress });
};

export const setOperator: Effect<"setOperator"> = (state, { caller, spender, approved }) => {
  state.operators[caller] = { ...state.operators[caller], [spender]: approved };
  return broken({ ERC6909InvalidSpender: spender === zeroAddress });
};
