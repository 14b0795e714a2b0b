import { type Address, type Hex, zeroAddress } from "viem";
import type { Random } from "../../model/random.ts";
import { DAY, type Policy, STOP, type Usage } from "../scene.ts";
import type { Action } from "./actions.ts";
import { balanceOf, isDeleted, isInArrears, owedBy, potOf, streamOf, tenantOf } from "./books.ts";
import { billsOf, capOf, priceOf } from "./charges.ts";
import { fundingRoom } from "./funding.ts";
import { releasable } from "./payouts.ts";
import { known, minus, type State } from "./state.ts";
import { IDS, KINDS, METERS, type World } from "./world.ts";

/** What to choose from, and how. */
type Dice = { random: Random; world: World; state: State };

/** When the next action happens: mostly soon, now and then around midnight or the first bill of a rate. */
export function nextTime({ random, state }: Dice): number {
  const midnight = Math.ceil((state.now + 1) / DAY) * DAY;
  const changes = Object.values(state.rates)
    .flat()
    .map(({ from }) => from)
    .filter((from) => from > state.now + 1);
  const [soon, edge, change, later] = ["soon", "edge", "change", "later"] as const;
  switch (
    random.weighted([
      [60, soon],
      [4, edge],
      [changes.length > 0 ? 2 : 0, change],
      [8, later],
    ])
  ) {
    case soon:
      return state.now + random.below(60);
    case edge:
      return Math.max(state.now, midnight + random.pick([-1, 0, 1]));
    case change:
      return random.pick(changes) + random.pick([-1, 0, 1]);
    case later:
      return state.now + random.below(2 * DAY);
  }
}

/** What everything else needs, to be done first: streams, rates in force, meters, caps, most stream balances. */
export function opening({ world, state }: Dice): readonly Action[] {
  const { governor, rateSetter, meterKeeper, registrar } = state.roles;
  const [vault, otherVault] = world.vaults as [Address, Address];
  const reporters = reportersOf(world);
  return [
    ...[vault, otherVault].flatMap((one): Action[] => [
      ...KINDS.map(
        (kind): Action => ({
          type: "announceRate",
          caller: rateSetter,
          kind,
          vault: one,
          unitPrice: BigInt(kind),
        }),
      ),
      { type: "setDefaultCap", caller: governor, vault: one, cap: 1_000n },
    ]),
    ...reporters.map((key): Action => ({ type: "addMeter", caller: meterKeeper, key })),
    // One stream is left to chance.
    ...world.streams
      .filter((_, index) => index !== 2)
      .map((id): Action => creation(state, id, ownerOf(state, id))),
    ...world.tenants.map(
      (id): Action => ({ type: "setStreamBalances", caller: registrar, id, enabled: true }),
    ),
  ];
}

/** Something that somebody may try at `state.now`. Most of it is allowed. */
export function nextAction(dice: Dice): Action {
  const { paused, vaults, streams } = dice.state;
  const isLeftBehind = dice.world.streams.some((id) =>
    dice.world.vaults.some((vault) => canSweep(dice, id, vault)),
  );
  const canRelease = dice.world.names.some((id) =>
    dice.world.vaults.some((vault) => releasable(dice.state, id, vault) > 0n),
  );
  const isDelisted = Object.values(vaults).some(({ listed }) => !listed);
  const isStopped = Object.values(streams).some(({ stops }) => stops !== 0);
  const choose = dice.random.weighted<(dice: Dice) => Action>([
    [30, report],
    [24, fund],
    [7, tip],
    [4, settle],
    [4, relieve],
    [canRelease ? 12 : 2, release],
    [isLeftBehind ? 12 : 2, sweep],
    [4, setMode],
    [dice.world.tenants.every((id) => tenantOf(dice.state, id)?.streamBalances) ? 1 : 4, setFlag],
    [8, setPolicy],
    [3, setPayouts],
    [2, announce],
    [3, setMeter],
    [3, setCap],
    [3, setPayee],
    [3, create],
    [isStopped ? 6 : 5, stopOrResume],
    [3, setReceiver],
    [2, handOver],
    [isDelisted ? 8 : 1, list],
    [paused ? 20 : 1, pause],
    [2, wait],
  ]);
  return choose(dice);
}

/* CHOICES */

const reportersOf = ({ people }: World) => people.slice(-2);

const vaultOf = ({ random, world, state }: Dice): Address =>
  random.prefer(world.vaults, (vault) => known(state.vaults, vault).listed);

const personOf = ({ random, world }: Dice): Address => random.pick(world.people);

/** Any name; now and then one that is none. */
const nameOf = ({ random, world, state }: Dice): Hex =>
  random.prefer(world.names, (id) => tenantOf(state, id) !== undefined);

const liveOf = ({ random, world, state }: Dice): Hex =>
  random.prefer(world.streams, (id) => {
    const stream = streamOf(state, id);
    return stream !== undefined && !isDeleted(stream);
  });

/** The owner of a name's tenant. */
const ownerOf = (state: State, id: Hex): Address =>
  known(state.tenants, state.streams[id]?.tenantId ?? id).owner;

/** Mostly the owner of a name's tenant. */
function ownerOr(dice: Dice, id: Hex): Address {
  const isNone = dice.state.tenants[id] === undefined && dice.state.streams[id] === undefined;
  return isNone || dice.random.onceIn(12) ? personOf(dice) : ownerOf(dice.state, id);
}

/** Mostly the one who holds a role. */
const holderOr = (dice: Dice, holder: Address): Address =>
  dice.random.onceIn(25) ? personOf(dice) : holder;

/** Exactly an amount, one more, one less, or anything up to it. */
function around(random: Random, amount: bigint): bigint {
  return random.weighted([
    [3, amount],
    [1, amount + 1n],
    [1, minus(amount, 1n)],
    [3, random.upTo(amount)],
  ]);
}

/* WHAT HAPPENS */

function report(dice: Dice): Action {
  const { random, state } = dice;
  const meterNo = random.prefer(
    Array.from({ length: METERS + 2 }, (_, index) => index),
    (no) => (state.meters[no - 1] ?? zeroAddress) !== zeroAddress,
  );
  const key = state.meters[meterNo - 1] ?? zeroAddress;
  const caller = key === zeroAddress || random.onceIn(20) ? personOf(dice) : key;
  const records = Array.from({ length: random.below(6) }, () => recordOf(dice, meterNo));
  return { type: "chargeUsage", caller, meterNo, records };
}

/** A record that is small, what an account can just pay, or what the cap just allows; its id is mostly new. */
function recordOf(dice: Dice, meterNo: number): Usage {
  const { random, state } = dice;
  const streamId = nameOf(dice);
  const vault = random.onceIn(40) ? state.platform : vaultOf(dice);
  const kind = random.onceIn(20) ? 9 : random.pick(KINDS);
  const id = random.prefer(IDS, (one) => !state.charged[`${meterNo}:${one}`]);
  const tenantId = state.streams[streamId]?.tenantId ?? streamId;
  const room = minus(capOf(state, tenantId, vault), billsOf(state, tenantId, vault).charged);
  const amount = random.weighted([
    [12, 1n + random.upTo(20n)],
    [3, around(random, potOf(state, streamId, vault))],
    [2, around(random, potOf(state, streamId, vault) + potOf(state, tenantId, vault))],
    [1, around(random, room)],
  ]);
  const price = priceOf(state, kind, vault);
  return {
    id,
    streamId,
    vault,
    kind,
    quantity: price === 0n ? amount : (amount + price - 1n) / price,
  };
}

function fund(dice: Dice): Action {
  const { random, world, state } = dice;
  const open = world.streams.flatMap((id) =>
    world.vaults
      .filter((vault) => fundingRoom(state, id, vault) > 0n)
      .map((vault) => ({ id, vault })),
  );
  if (open.length > 0 && random.onceIn(2)) {
    const { id, vault } = random.pick(open);
    const most = owedBy(state, id, vault) + fundingRoom(state, id, vault);
    return { type: "fund", caller: personOf(dice), id, vault, shares: around(random, most) };
  }
  const vault = random.onceIn(6) ? random.pick(world.vaults) : vaultOf(dice);
  const id = random.weighted([
    [2, random.pick(world.names)],
    [2, random.prefer(world.names, (name) => owedBy(state, name, vault) > 0n)],
    [1, random.prefer(world.streams, (name) => (streamOf(state, name)?.stops ?? 0) !== 0)],
  ]);
  const caller = random.onceIn(3) ? personOf(dice) : ownerOr(dice, id);
  const owed = owedBy(state, id, vault);
  const shares = random.weighted([
    [6, around(random, owed)],
    [8, owed + random.upTo(200n)],
    [1, balanceOf(state, vault, caller) + 1n],
  ]);
  return { type: "fund", caller, id, vault, shares };
}

function tip(dice: Dice): Action {
  const shares = dice.random.upTo(80n);
  return { type: "tip", caller: personOf(dice), id: liveOf(dice), vault: vaultOf(dice), shares };
}

function settle(dice: Dice): Action {
  const { random, world, state } = dice;
  const vault = vaultOf(dice);
  const id = random.prefer(world.names, (name) => isInArrears(state, name));
  return { type: "settleArrears", caller: personOf(dice), id, vault };
}

/** Somebody pays what a name owes, or the platform writes it off. */
function relieve(dice: Dice): Action {
  const { random, world, state } = dice;
  const vault = random.onceIn(4) ? random.pick(world.vaults) : vaultOf(dice);
  const id = random.prefer(world.names, (name) => owedBy(state, name, vault) > 0n);
  const shares = around(random, owedBy(state, id, vault));
  if (random.onceIn(3)) {
    return {
      type: "forgiveArrears",
      caller: holderOr(dice, state.roles.rateSetter),
      id,
      vault,
      shares,
    };
  }
  return { type: "payArrears", caller: personOf(dice), id, vault, shares };
}

function release(dice: Dice): Action {
  const { random, world, state } = dice;
  const vault = random.pick(world.vaults);
  const id = random.prefer(world.names, (name) => releasable(state, name, vault) > 0n);
  return { type: "release", caller: ownerOr(dice, id), id, vault };
}

function sweep(dice: Dice): Action {
  const { random, world } = dice;
  const vault = random.pick(world.vaults);
  const id = random.onceIn(4)
    ? random.pick(world.names)
    : random.prefer(world.names, (name) => canSweep(dice, name, vault));
  return { type: "sweep", caller: personOf(dice), id, vault };
}

/** Whether a deleted stream has money. */
function canSweep({ state }: Dice, id: Hex, vault: Address): boolean {
  const stream = streamOf(state, id);
  return stream !== undefined && isDeleted(stream) && potOf(state, id, vault) > 0n;
}

function setMode(dice: Dice): Action {
  const id = dice.random.onceIn(10) ? nameOf(dice) : liveOf(dice);
  return {
    type: "setBillingMode",
    caller: ownerOr(dice, id),
    id,
    mode: dice.random.pick([0, 0, 1, 2, 2]),
  };
}

function setFlag(dice: Dice): Action {
  const { random, world, state } = dice;
  const id = random.onceIn(10) ? nameOf(dice) : random.pick(world.tenants);
  const caller = holderOr(dice, state.roles.registrar);
  return { type: "setStreamBalances", caller, id, enabled: !random.onceIn(3) };
}

function setPolicy(dice: Dice): Action {
  const { random } = dice;
  const id = random.onceIn(10) ? nameOf(dice) : liveOf(dice);
  const burst = 10n + random.upTo(60n);
  const policy: Policy = {
    open: !random.onceIn(8),
    minimum: random.onceIn(12) ? burst + 1n : random.upTo(6n),
    cap: random.onceIn(12) ? 0n : random.pick([burst / 2n, burst, 3n * burst]),
    burst,
    window: random.onceIn(12) ? 0 : random.pick([1, 7, 60, 3_600]),
  };
  return { type: "setFundingPolicy", caller: ownerOr(dice, id), id, vault: vaultOf(dice), policy };
}

function setPayouts(dice: Dice): Action {
  const { random, world } = dice;
  const id = random.onceIn(10) ? nameOf(dice) : random.pick(world.tenants);
  const caller = ownerOr(dice, id);
  if (random.onceIn(3)) {
    const operator = personOf(dice);
    return { type: "setPayoutOperator", caller, id, operator, approved: !random.onceIn(3) };
  }
  const reserve = random.onceIn(2) ? 0n : random.upTo(30n);
  const minimum = random.onceIn(2) ? 0n : random.upTo(20n);
  return { type: "setPayoutTerms", caller, id, vault: vaultOf(dice), reserve, minimum };
}

function announce(dice: Dice): Action {
  const { random, state } = dice;
  return {
    type: "announceRate",
    caller: holderOr(dice, state.roles.rateSetter),
    kind: random.pick(KINDS),
    vault: vaultOf(dice),
    unitPrice: random.pick([0n, 1n, 2n, 3n, 3n]),
  };
}

function setMeter(dice: Dice): Action {
  const { random, world, state } = dice;
  const caller = holderOr(dice, state.roles.meterKeeper);
  const key = random.onceIn(4) ? zeroAddress : random.pick(reportersOf(world));
  if (state.meters.length < METERS && random.onceIn(2)) return { type: "addMeter", caller, key };
  return { type: "setMeterKey", caller, meterNo: random.below(METERS + 2), key };
}

function setCap(dice: Dice): Action {
  const { random, world, state } = dice;
  const caller = holderOr(dice, state.roles.governor);
  const vault = vaultOf(dice);
  const cap = random.pick([0n, 50n, 400n, 2_000n]);
  if (random.onceIn(3)) return { type: "setDefaultCap", caller, vault, cap };
  return { type: "setTenantCap", caller, id: random.pick(world.tenants), vault, cap };
}

/** Often the account of a name, so that revenue pays for usage. */
function payeeOf({ random, world, state }: Dice): Address {
  const born = [...world.tenants, ...world.streams].filter(
    (id) => tenantOf(state, id) !== undefined,
  );
  const accounts = born.map((id) => known(state.accounts, id));
  return random.onceIn(4) ? random.pick(world.people) : random.pick(accounts);
}

function setPayee(dice: Dice): Action {
  const id = liveOf(dice);
  return { type: "setPayee", caller: ownerOr(dice, id), id, payee: payeeOf(dice) };
}

function creation(state: State, id: Hex, payee: Address): Action {
  const { tenantId, label } = known(state.streams, id);
  return { type: "createStream", caller: ownerOf(state, id), tenantId, label, payee };
}

function create(dice: Dice): Action {
  const { random, world, state } = dice;
  const id = random.prefer(world.streams, (one) => {
    const stream = streamOf(state, one);
    return stream === undefined || isDeleted(stream);
  });
  return { ...creation(state, id, payeeOf(dice)), caller: ownerOr(dice, id) };
}

function stopOrResume(dice: Dice): Action {
  const { random, world, state } = dice;
  const isStopped = (id: Hex) => (known(state.streams, id).stops & ~STOP.deleted) !== 0;
  const id = random.onceIn(2) ? liveOf(dice) : random.prefer(world.streams, isStopped);
  const stops = streamOf(state, id)?.stops ?? 0;
  const type = random.weighted([
    [stops & STOP.owner ? 1 : 4, "stopStream"],
    [stops & STOP.owner ? 8 : 1, "resumeStream"],
    [stops & STOP.suspended ? 1 : 2, "suspendStream"],
    [stops & STOP.suspended ? 8 : 1, "reinstateStream"],
    [4, "deleteStream"],
  ] as const);
  const isRegistrars = type === "suspendStream" || type === "reinstateStream";
  const caller = isRegistrars ? holderOr(dice, state.roles.registrar) : ownerOr(dice, id);
  return { type, caller, id };
}

/** Now and then somebody to whom the ledger releases nothing. */
function setReceiver(dice: Dice): Action {
  const { random, world, state } = dice;
  const id = random.pick(world.tenants);
  const receiver = random.weighted([
    [4, zeroAddress],
    [4, personOf(dice)],
    [2, known(state.accounts, id)],
    [2, state.platform],
    [2, state.ledger],
  ]);
  return { type: "setReceiver", caller: ownerOr(dice, id), id, receiver };
}

/** An offer, or somebody who takes one. */
function handOver(dice: Dice): Action {
  const { random, world, state } = dice;
  const offered = world.tenants.filter(
    (id) => known(state.tenants, id).pendingOwner !== zeroAddress,
  );
  if (offered.length > 0 && !random.onceIn(4)) {
    const id = random.pick(offered);
    const { pendingOwner } = known(state.tenants, id);
    return { type: "acceptTenant", caller: random.onceIn(5) ? personOf(dice) : pendingOwner, id };
  }
  const id = random.pick(world.tenants);
  return { type: "transferTenant", caller: ownerOr(dice, id), id, newOwner: personOf(dice) };
}

function list(dice: Dice): Action {
  const { random, world, state } = dice;
  const vault = random.prefer(world.vaults, (one) => !known(state.vaults, one).listed);
  const isListed = known(state.vaults, vault).listed;
  const type = isListed === random.onceIn(8) ? "listVault" : "delistVault";
  return { type, caller: holderOr(dice, state.roles.lister), vault };
}

function pause({ random, state }: Dice): Action {
  const type = state.paused === random.onceIn(8) ? "pause" : "unpause";
  return { type, caller: type === "pause" ? state.roles.pauser : state.roles.unpauser };
}

function wait(dice: Dice): Action {
  return { type: "wait", caller: personOf(dice) };
}
