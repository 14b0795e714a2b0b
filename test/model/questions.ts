import { type Abi, type Address, type Hex, zeroAddress } from "viem";
import { kindOf } from "./ledger.ts";
import { isVerified } from "./meter.ts";
import { available, endOf, owed } from "./sessions.ts";
import { claimable } from "./splits.ts";
import { amountOf, KINDS, known, NO_PRICE, type State, type Vault } from "./state.ts";
import type { Asset, World } from "./world.ts";

/** Something that anybody can read from the contracts, and what the model says to it. */
export type Question = {
  address: Address;
  abi: Abi;
  functionName: string;
  args: readonly unknown[];
  answer: (state: State) => unknown;
};

/** Everything that is compared after each step. */
export function questionsAbout(world: World): readonly Question[] {
  const { ledger } = world.weir;
  return [
    ...world.assets.flatMap((asset) => [
      ...ofVault(world, asset),
      ...world.accounts.map((account) => ofAccount(world, asset.vault, account)),
      ...world.viewers.flatMap((viewer) => ofViewer(world, asset, viewer)),
      ...world.streams.map((streamId) => ofPrice(world, asset.vault, streamId)),
      ...world.splits.flatMap((split) => ofSplit(world, asset.vault, split)),
    ]),
    ...world.accounts.map((account) => ofKind(world, account)),
    ...world.streams.flatMap((streamId) => ofStream(world, streamId)),
    ask(ledger, "paused", [], ({ paused }) => paused),
    ask(ledger, "platformReceiver", [], ({ platformReceiver }) => platformReceiver),
    ask(ledger, "demandsVerification", [], ({ demandsVerification }) => demandsVerification),
  ];
}

function ask(
  { address, abi }: { address: Address; abi: unknown },
  functionName: string,
  args: readonly unknown[],
  answer: Question["answer"],
): Question {
  return { address, abi: abi as Abi, functionName, args, answer };
}

function ofVault({ weir: { ledger } }: World, { vault, share, token }: Asset): Question[] {
  const supply = (state: State) => held(state, vault) + total(known(state.vaults, vault).shares);
  return [
    ask(ledger, "isListed", [vault], (state) => known(state.vaults, vault).listed),
    ask(ledger, "platformFees", [vault], (state) => {
      const { feeBps, tipFeeBps } = known(state.vaults, vault);
      return [Number(feeBps), Number(tipFeeBps)];
    }),
    ask(ledger, "pauseState", [vault], ({ paused, pauses }) =>
      paused ? [pauses.length - 1, pauses.at(-1)] : [pauses.length, 0],
    ),
    ask(ledger, "platformBalance", [vault], (state) => balanceOf(state, vault, state.platform)),
    ask(share, "balanceOf", [ledger.address], (state) => held(state, vault)),
    ask(share, "totalSupply", [], supply),
    ask(token, "balanceOf", [vault], supply),
  ];
}

function ofAccount({ weir: { ledger } }: World, vault: Address, account: Address): Question {
  return ask(ledger, "balanceOf", [account, BigInt(vault)], (state) =>
    balanceOf(state, vault, account),
  );
}

function ofViewer(world: World, { vault, share, token }: Asset, viewer: Address): Question[] {
  const { ledger } = world.weir;
  return [
    ask(ledger, "available", [viewer, vault], (state) => available(state, vault, viewer)),
    ask(ledger, "owed", [viewer, vault], (state) => owed(state, vault, viewer)),
    ask(ledger, "sessionOf", [viewer, vault], (state) => sessionView(state, vault, viewer)),
    ask(ledger, "allowance", [viewer, world.spender, BigInt(vault)], (state) =>
      amountOf(known(state.vaults, vault).allowances[viewer], world.spender),
    ),
    ask(share, "balanceOf", [viewer], (state) =>
      amountOf(known(state.vaults, vault).shares, viewer),
    ),
    ask(token, "balanceOf", [viewer], (state) =>
      amountOf(known(state.vaults, vault).assets, viewer),
    ),
  ];
}

function ofPrice({ weir: { ledger } }: World, vault: Address, streamId: Hex): Question {
  return ask(ledger, "priceOf", [streamId, vault], (state) => {
    const price = known(state.streams, streamId).prices[vault] ?? NO_PRICE;
    return { ...price, window: Number(price.window) };
  });
}

function ofSplit(
  { weir: { splits } }: World,
  vault: Address,
  { account, table }: World["splits"][number],
): Question[] {
  return table.holders.map((_, index) =>
    ask(splits, "splitBalance", [table, vault, BigInt(index)], (state) =>
      claimable(state, account, vault, index),
    ),
  );
}

function ofKind({ weir: { ledger } }: World, account: Address): Question {
  return ask(ledger, "accountKind", [account], (state) => KINDS.indexOf(kindOf(state, account)));
}

function ofStream({ weir: { ledger }, viewers }: World, streamId: Hex): Question[] {
  return [
    ask(ledger, "termsOf", [streamId], (state) => {
      const { number, payee, run, stops, tenantId } = known(state.streams, streamId);
      const tenantNo = number === 0 ? 0 : known(state.tenants, tenantId).number;
      return { payee, streamNo: number, tenantNo, run, stops };
    }),
    ask(ledger, "isVerified", [streamId], (state) =>
      isVerified(state, known(state.streams, streamId)),
    ),
    ...[0, 1, 2].map((run) =>
      ask(
        ledger,
        "stoppedAt",
        [streamId, run],
        (state) => known(state.streams, streamId).stoppedAt[run] ?? 0,
      ),
    ),
    ...viewers.map((viewer) =>
      ask(
        ledger,
        "startFeePaid",
        [viewer, streamId],
        (state) => known(state.streams, streamId).feePaid[viewer] === true,
      ),
    ),
  ];
}

function balanceOf(state: State, vault: Address, account: Address): bigint {
  return amountOf(known(state.vaults, vault).balances, account);
}

/** Shares that the ledger holds: every balance, and what was donated. */
function held(state: State, vault: Address): bigint {
  const { balances, donated } = known(state.vaults, vault);
  return total(balances) + donated;
}

function total(amounts: Vault["balances"]): bigint {
  return Object.values(amounts).reduce((sum, amount) => sum + amount, 0n);
}

/** The viewer's session as the contract shows it. */
function sessionView(state: State, vault: Address, viewer: Address) {
  const session = known(state.vaults, vault).sessions[viewer];
  if (session === undefined) {
    return {
      payee: zeroAddress,
      perSecond: 0n,
      streamNo: 0,
      startedAt: 0,
      settledAt: 0,
      until: 0,
      feeBps: 0,
      owed: 0n,
      running: false,
      ended: false,
    };
  }
  const until = endOf(state, session);
  return {
    payee: session.payee,
    perSecond: session.perSecond,
    streamNo: known(state.streams, session.streamId).number,
    startedAt: session.startedAt,
    settledAt: session.settledAt,
    until,
    feeBps: Number(session.feeBps),
    owed: owed(state, vault, viewer),
    running: state.now < until,
    ended: session.ended,
  };
}
