import { type Address, type Hex, maxUint256, zeroAddress } from "viem";
import type { Action } from "./actions.ts";
import { MAX_PRICE, UNLIMITED, WINDOW } from "./constants.ts";
import { isVerified } from "./meter.ts";
import type { Random } from "./random.ts";
import { available, endOf } from "./sessions.ts";
import { claimable } from "./splits.ts";
import { amountOf, known, NO_PRICE, type Price, STOPS, type State } from "./state.ts";
import type { World } from "./world.ts";

const HOUR = 60 * 60;
const DAY = 24 * HOUR;

/** What to choose from, and how. */
type Dice = { random: Random; world: World; state: State };

/** When the next action happens: often at once, often around the end of a session, sometimes days later. */
export function nextTime({ random, state }: Dice): number {
  const ends = Object.values(state.vaults)
    .flatMap((vault) => Object.values(vault.sessions))
    .map((session) => endOf(state, session))
    .filter((end) => end >= state.now && end < state.now + 2 * HOUR);
  if (ends.length > 0 && random.onceIn(6)) {
    return Math.max(state.now, random.pick(ends) + random.pick([-1, 0, 1]));
  }
  const most = random.weighted([
    [50, 0],
    [40, 20],
    [7, 15 * 60],
    [2, DAY],
    [1, 4 * DAY],
  ]);
  return state.now + random.below(most + 1);
}

/** What everything else needs, to be done first: splits, streams with prices, and viewers with money. */
export function opening({ random, world, state }: Dice): readonly Action[] {
  return [
    ...world.splits.map(
      ({ account: split }): Action => ({ type: "registerSplit", caller: world.spender, split }),
    ),
    ...world.streams.flatMap((streamId): Action[] => {
      const { tenantId, label } = known(state.streams, streamId);
      const caller = known(state.tenants, tenantId).owner;
      const payee = random.pick([...world.viewers, ...world.splits.map(({ account }) => account)]);
      return [
        { type: "createStream", caller, tenantId, label, payee },
        ...world.assets.map(
          ({ vault }): Action => ({ type: "setPrice", caller, streamId, vault, ...price(random) }),
        ),
      ];
    }),
    ...world.viewers.flatMap((caller) =>
      world.assets.map(({ vault }): Action => {
        const assets = random.pick([5_000n, 10n ** 7n, 10n ** 13n, 10n ** 18n]);
        return { type: "depositAssets", caller, vault, assets, account: caller };
      }),
    ),
  ];
}

/** Something that somebody may try at `state.now`. Most of it is allowed. */
export function nextAction(dice: Dice): Action {
  const { paused, vaults, streams, demandsVerification } = dice.state;
  const isDelisted = Object.values(vaults).some(({ listed }) => !listed);
  const isStopped = Object.values(streams).some(({ stops }) => stops !== 0);
  const choose = dice.random.weighted<(dice: Dice) => Action>([
    [watched(dice).length < 5 ? 45 : 15, start],
    [3, depositAndStart],
    [14, heartbeat],
    [5, end],
    [9, settle],
    [5, tip],
    [9, deposit],
    [1, donate],
    [6, withdraw],
    [2, withdrawAll],
    [4, transfer],
    [6, transferFrom],
    [3, grant],
    [5, multicall],
    [5, sell],
    [3, setPayee],
    [isStopped ? 10 : 5, stopOrResume],
    [demandsVerification ? 8 : 1, verify],
    [1, handOver],
    [3, claimSplit],
    [2, setPlatform],
    [isDelisted ? 15 : 1, list],
    [paused ? 25 : 2, pause],
    [2, wait],
  ]);
  return choose(dice);
}

/* CHOICES */

/** The streams of the sessions that run. */
function watched({ state }: Dice): readonly Hex[] {
  return Object.values(state.vaults).flatMap(({ sessions }) =>
    Object.values(sessions)
      .filter((session) => endOf(state, session) > state.now)
      .map((session) => session.streamId),
  );
}

const viewerOf = ({ random, world }: Dice) => random.pick(world.viewers);

function vaultOf({ random, world, state }: Dice): Address {
  return random.prefer(world.assets, ({ vault }) => known(state.vaults, vault).listed).vault;
}

/** Mostly a stream that may play. */
function streamOf({ random, world, state }: Dice, vault: Address): Hex {
  return random.prefer(world.streams, (streamId) => {
    const stream = known(state.streams, streamId);
    const isPriced = (stream.prices[vault] ?? NO_PRICE).window > 0n;
    return (
      stream.stops === 0 && isPriced && (!state.demandsVerification || isVerified(state, stream))
    );
  });
}

/** Mostly somebody with money, often somebody with a session that costs some. */
function spenderOf({ random, world, state }: Dice, vault: Address): Address {
  const onlyWatchers = random.onceIn(2);
  return random.prefer(
    world.viewers,
    (viewer) =>
      available(state, vault, viewer) > 0n &&
      (!onlyWatchers || reserved(state, vault, viewer) > 0n),
  );
}

/** What the rest of a viewer's session will cost if it goes on to its end. */
function reserved(state: State, vault: Address, viewer: Address): bigint {
  const session = known(state.vaults, vault).sessions[viewer];
  if (session === undefined) return 0n;
  return session.perSecond * BigInt(Math.max(0, endOf(state, session) - state.now));
}

/** An amount that leaves a session alone, cuts it short, or is about everything. */
function spending({ random, state }: Dice, vault: Address, account: Address): bigint {
  const most = available(state, vault, account);
  const needed = reserved(state, vault, account);
  return random.weighted([
    [4, around(random, most - needed)],
    [3, most - random.upTo(needed)],
    [3, around(random, most)],
  ]);
}

/** Mostly somebody with a session that was not ended. */
function watcherOf({ random, world, state }: Dice, vault: Address): Address {
  const { sessions } = known(state.vaults, vault);
  return random.prefer(world.viewers, (viewer) => sessions[viewer]?.ended === false);
}

/** The owner of a stream's tenant; now and then somebody else. */
function ownerOf(dice: Dice, streamId: Hex): Address {
  const { tenantId } = known(dice.state.streams, streamId);
  return dice.random.onceIn(30) ? viewerOf(dice) : known(dice.state.tenants, tenantId).owner;
}

function receiverOf(dice: Dice): Address {
  const { random, world, state } = dice;
  return random.weighted([
    [10, viewerOf(dice)],
    [2, random.pick(world.splits).account],
    [1, random.pick(world.accounts)],
    [1, random.pick([zeroAddress, state.ledger, vaultOf(dice)])],
  ]);
}

/** An amount that is just enough, just too much, or well below. */
function around(random: Random, amount: bigint): bigint {
  const choice = random.weighted([
    [6, random.upTo(amount / 4n)],
    [2, random.upTo(amount)],
    [1, 0n],
    [1, 1n],
    [1, amount - 1n],
    [2, amount],
    [1, amount + 1n],
  ]);
  return choice < 0n ? 0n : choice;
}

/** A bound that mostly allows `amount`. */
function boundFor(random: Random, amount: bigint): bigint {
  return random.weighted([
    [8, amount],
    [8, maxUint256],
    [amount > 0n ? 1 : 0, amount - 1n],
  ]);
}

function smaller(amount: bigint, other: bigint): bigint {
  return amount < other ? amount : other;
}

/** A price as an owner would set it. */
function price(random: Random): Price {
  const perSecond = random.pick([0n, 1n, 3n, 19n, 1_001n, random.upTo(10n ** 6n), 10n ** 15n + 7n]);
  const startFee = random.pick([0n, 0n, 1n, 999n, random.upTo(10n ** 7n)]);
  const window = random.pick([WINDOW.min, 61n, 600n, 7_200n, WINDOW.max, WINDOW.max]);
  return { startFee: perSecond + startFee === 0n ? 5n : startFee, perSecond, window };
}

function priceOf({ state }: Dice, streamId: Hex, vault: Address): Price {
  return known(state.streams, streamId).prices[vault] ?? NO_PRICE;
}

/** An amount that pays for some seconds of something. */
function payment(dice: Dice, vault: Address): bigint {
  const { startFee, perSecond } = priceOf(dice, streamOf(dice, vault), vault);
  return around(dice.random, 4n * (startFee + perSecond * BigInt(1 + dice.random.below(1_000))));
}

/* VIEWERS */

function start(dice: Dice): Action & { type: "startStream" } {
  const { random } = dice;
  const vault = vaultOf(dice);
  const streamId = streamOf(dice, vault);
  const { startFee, perSecond } = priceOf(dice, streamId, vault);
  const caller = random.prefer(
    dice.world.viewers,
    (viewer) => available(dice.state, vault, viewer) >= startFee + perSecond,
  );
  return {
    type: "startStream",
    caller,
    streamId,
    vault,
    maxSeconds: random.weighted([
      [1, 0n],
      [2, 1n],
      [3, 7n],
      [4, 90n],
      [6, 4_000n],
      [20, maxUint256],
    ]),
    maxPerSecond: boundFor(random, perSecond),
    maxStartFee: boundFor(random, startFee),
  };
}

function depositAndStart(dice: Dice): Action {
  const action = start(dice);
  return { ...action, type: "depositETHAndStart", value: payment(dice, action.vault) };
}

/** Mostly of the session's own stream. */
function heartbeat(dice: Dice): Action {
  const { random, state } = dice;
  const { vault, streamId: other, maxSeconds } = start(dice);
  const caller = watcherOf(dice, vault);
  const session = known(state.vaults, vault).sessions[caller];
  const streamId = session === undefined || random.onceIn(15) ? other : session.streamId;
  const maxPerSecond = boundFor(random, priceOf(dice, streamId, vault).perSecond);
  return { type: "payForStreamTime", caller, streamId, vault, maxSeconds, maxPerSecond };
}

function end(dice: Dice): Action {
  const vault = vaultOf(dice);
  return { type: "endStream", caller: watcherOf(dice, vault), vault };
}

function settle(dice: Dice): Action {
  const viewers = dice.world.accounts.filter(() => dice.random.onceIn(4));
  return { type: "settle", caller: viewerOf(dice), vault: vaultOf(dice), viewers };
}

function tip(dice: Dice): Action {
  const vault = vaultOf(dice);
  const caller = spenderOf(dice, vault);
  const amount = spending(dice, vault, caller);
  return { type: "tip", caller, streamId: streamOf(dice, vault), vault, amount };
}

function deposit(dice: Dice): Action {
  const { random, state } = dice;
  const [caller, vault] = [viewerOf(dice), vaultOf(dice)];
  const { shares, assets } = known(state.vaults, vault);
  const amount = payment(dice, vault);
  const account = random.onceIn(3) ? receiverOf(dice) : caller;
  return random.pick<Action>([
    { type: "deposit", caller, vault, shares: smaller(amount, amountOf(shares, caller)), account },
    {
      type: "depositAssets",
      caller,
      vault,
      assets: smaller(amount, amountOf(assets, caller)),
      account,
    },
    { type: "depositETH", caller, vault, value: amount, account },
  ]);
}

function donate(dice: Dice): Action {
  const [caller, vault] = [viewerOf(dice), vaultOf(dice)];
  const most = amountOf(known(dice.state.vaults, vault).shares, caller);
  return { type: "donate", caller, vault, shares: dice.random.upTo(smaller(999n, most)) };
}

function withdraw(dice: Dice): Action {
  const [vault, receiver] = [vaultOf(dice), receiverOf(dice)];
  const caller = spenderOf(dice, vault);
  const amount = spending(dice, vault, caller);
  return dice.random.pick<Action>([
    { type: "withdraw", caller, vault, shares: amount, receiver },
    { type: "withdrawAssets", caller, vault, assets: amount, receiver },
  ]);
}

function withdrawAll(dice: Dice): Action {
  const [vault, receiver] = [vaultOf(dice), receiverOf(dice)];
  const caller = spenderOf(dice, vault);
  return dice.random.pick<Action>([
    { type: "withdrawCreator", caller, vault, receiver },
    { type: "withdrawPlatform", caller, vault },
  ]);
}

function transfer(dice: Dice): Action {
  const [vault, receiver] = [vaultOf(dice), receiverOf(dice)];
  const caller = spenderOf(dice, vault);
  const amount = spending(dice, vault, caller);
  return { type: "transfer", caller, vault, receiver, amount };
}

/** Mostly by the one who has allowances, sometimes of nothing by a stranger. */
function transferFrom(dice: Dice): Action {
  const { random, world, state } = dice;
  const [vault, receiver] = [vaultOf(dice), receiverOf(dice)];
  const caller = random.onceIn(4) ? viewerOf(dice) : world.spender;
  const { allowances } = known(state.vaults, vault);
  const sender = random.prefer(
    world.viewers,
    (viewer) => amountOf(allowances[viewer], caller) > 0n && available(state, vault, viewer) > 0n,
  );
  const allowed = amountOf(allowances[sender], caller);
  const amount = random.onceIn(4) ? around(random, allowed) : spending(dice, vault, sender);
  return { type: "transferFrom", caller, vault, sender, receiver, amount };
}

function grant(dice: Dice): Action {
  const { random, world } = dice;
  const [caller, vault] = [viewerOf(dice), vaultOf(dice)];
  const spender = random.onceIn(15) ? zeroAddress : world.spender;
  const amount = random.pick([0n, 1_000n, 10n ** 12n, 10n ** 18n, UNLIMITED]);
  return random.weighted<Action>([
    [3, { type: "approve", caller, vault, spender, amount }],
    [1, { type: "setOperator", caller, spender, approved: random.onceIn(2) }],
  ]);
}

/** Several calls of one viewer: often a deposit and a start. */
function multicall(dice: Dice): Action {
  const { random } = dice;
  const inner = () =>
    random.pick([deposit, start, heartbeat, end, settle, tip, withdraw, transfer])(dice);
  const calls = random.onceIn(2)
    ? [inner(), inner(), inner()].slice(random.below(3))
    : [deposit(dice), start(dice)];
  const caller = random.onceIn(2) ? viewerOf(dice) : (calls.at(-1)?.caller ?? viewerOf(dice));
  const own = calls.map((call) => withinHoldings(dice, { ...call, caller }));
  return { type: "multicall", caller, calls: own };
}

/** Calls of a multicall send no ETH, and up to four of them spend no more than the caller holds. */
function withinHoldings({ state }: Dice, action: Action): Action {
  if (action.type === "depositETH") return { ...action, value: 0n };
  if (action.type !== "deposit" && action.type !== "depositAssets") return action;
  const { shares, assets } = known(state.vaults, action.vault);
  return action.type === "deposit"
    ? { ...action, shares: smaller(action.shares, amountOf(shares, action.caller) / 4n) }
    : { ...action, assets: smaller(action.assets, amountOf(assets, action.caller) / 4n) };
}

/* OWNERS AND ROLES */

/** A price for what has none or is being watched, mostly fair; sometimes off, sometimes out of bounds. */
function sell(dice: Dice): Action {
  const { random, world } = dice;
  const vault = vaultOf(dice);
  const unsold = world.streams.filter((id) => priceOf(dice, id, vault).window === 0n);
  const choices = [unsold, watched(dice), world.streams].find(({ length }) => length > 0) ?? [];
  const streamId = random.pick(choices);
  const fair = price(random);
  const chosen = random.weighted([
    [20, fair],
    [2, NO_PRICE],
    [1, { ...fair, window: WINDOW.max + 1n }],
    [1, { ...fair, window: WINDOW.min - 1n }],
    [1, { ...fair, perSecond: MAX_PRICE + 1n }],
    [1, { startFee: 0n, perSecond: 0n, window: 60n }],
  ]);
  return { type: "setPrice", caller: ownerOf(dice, streamId), streamId, vault, ...chosen };
}

function setPayee(dice: Dice): Action {
  const { random, world, state } = dice;
  const streamId = random.pick(world.streams);
  const payee = random.weighted([
    [5, viewerOf(dice)],
    [4, random.pick(world.splits).account],
    [3, random.pick(world.accounts)],
    [1, random.pick([zeroAddress, state.ledger])],
  ]);
  return { type: "setPayee", caller: ownerOf(dice, streamId), streamId, payee };
}

/** Takes a stop back, or else stops something that somebody watches. */
function stopOrResume(dice: Dice): Action {
  const { random, world, state } = dice;
  const stopped = world.streams.filter((id) => known(state.streams, id).stops !== 0);
  const choices = [stopped, watched(dice), world.streams].find(({ length }) => length > 0) ?? [];
  const streamId = random.onceIn(8) ? random.pick(world.streams) : random.pick(choices);
  const owner = ownerOf(dice, streamId);
  const registrar = world.addressOf("registrar");
  const { stops, tenantId, label } = known(state.streams, streamId);
  if ((stops & STOPS.deleted) !== 0 || random.onceIn(30)) {
    return { type: "createStream", caller: owner, tenantId, label, payee: viewerOf(dice) };
  }
  const weights = (bit: number) => ((stops & bit) === 0 ? 1 : 20);
  return random.weighted<Action>([
    [weights(STOPS.owner), { type: "resumeStream", caller: owner, streamId }],
    [weights(STOPS.suspended), { type: "reinstateStream", caller: registrar, streamId }],
    [4, { type: "stopStream", caller: owner, streamId }],
    [4, { type: "suspendStream", caller: registrar, streamId }],
    [2, { type: "deleteStream", caller: owner, streamId }],
  ]);
}

/** Mostly of a stream that is not verified. */
function verify(dice: Dice): Action {
  const { random, world, state } = dice;
  const streamId = random.prefer(
    world.streams,
    (id) => !isVerified(state, known(state.streams, id)),
  );
  if (random.onceIn(12)) {
    return { type: "revokeVerification", caller: world.addressOf("verifier"), streamId };
  }
  const { tenantId } = known(state.streams, streamId);
  return {
    type: "verify",
    caller: viewerOf(dice),
    streamId,
    owner: random.onceIn(12) ? viewerOf(dice) : known(state.tenants, tenantId).owner,
    expiry: state.now + random.pick([-1, 0, 30, HOUR, 30 * DAY, 300 * DAY, 900 * DAY]),
    nonce: BigInt(random.onceIn(12) ? 0 : Object.keys(state.usedNonces).length),
  };
}

/** Offers a tenant, or accepts the offer. */
function handOver(dice: Dice): Action {
  const { random, world, state } = dice;
  const tenantId = random.pick(world.tenants);
  const { owner, pendingOwner } = known(state.tenants, tenantId);
  if (pendingOwner !== zeroAddress) return { type: "acceptTenant", caller: pendingOwner, tenantId };
  const newOwner = random.pick([
    world.addressOf("owner"),
    world.addressOf("newOwner"),
    viewerOf(dice),
  ]);
  return { type: "transferTenant", caller: owner, tenantId, newOwner };
}

function claimSplit(dice: Dice): Action {
  const { random, world, state } = dice;
  const vault = vaultOf(dice);
  const { account, table } = random.pick(world.splits);
  const caller = viewerOf(dice);
  if (random.onceIn(30)) return { type: "registerSplit", caller, split: account };
  const index = random.prefer(
    [...table.holders.keys(), table.holders.length],
    (at) => at < table.holders.length && claimable(state, account, vault, at) > 0n,
  );
  return { type: "claimSplit", caller, split: account, vault, index };
}

function setPlatform(dice: Dice): Action {
  const { random, world } = dice;
  const caller = world.addressOf("feeSetter");
  const vault = vaultOf(dice);
  const feeBps = random.pick([0n, 1n, 333n, 1_000n, 2_000n, 2_001n]);
  const tipFeeBps = random.pick([0n, 0n, 77n, 1_000n, 1_001n]);
  const receiver = random.pick([world.addressOf("receiver"), viewerOf(dice), zeroAddress]);
  return random.weighted<Action>([
    [4, { type: "setPlatformFees", caller, vault, feeBps, tipFeeBps }],
    [1, { type: "setPlatformReceiver", caller, receiver }],
  ]);
}

function list(dice: Dice): Action {
  const { random, world, state } = dice;
  const { vault } = random.prefer(
    world.assets,
    (asset) => !known(state.vaults, asset.vault).listed,
  );
  const caller = world.addressOf("lister");
  const isListed = known(state.vaults, vault).listed !== random.onceIn(8);
  return { type: isListed ? "delistVault" : "listVault", caller, vault };
}

function pause({ random, world, state }: Dice): Action {
  const isPaused = state.paused !== random.onceIn(8);
  return isPaused
    ? { type: "unpause", caller: world.addressOf("unpauser") }
    : { type: "pause", caller: world.addressOf("pauser") };
}

function wait(dice: Dice): Action {
  return { type: "wait", caller: viewerOf(dice) };
}
