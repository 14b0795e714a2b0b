/**
 * Infrastructure and who pays for it: a meter reports usage; sponsors fund a stream that is open to the public, and revive
 * one that lives on their money alone; a tenant falls behind and pays; what a stream has to spare is released.
 */
import {
  type ContractFunctionArgs,
  type ContractFunctionName,
  type Hex,
  namehash,
  parseUnits,
} from "viem";
import { billingAbi } from "../abis.ts";
import type { Role } from "../accounts.ts";
import { send } from "../send.ts";
import { createRandom } from "./random.ts";
import { openWallet, type Wallet } from "./wallet.ts";
import {
  addressOf,
  DECIMALS,
  findStream,
  type PublishedStream,
  repeat,
  type World,
} from "./world.ts";

/** Lines of the rate card, and what a unit of each costs. */
const DELIVERY = { kind: 1, unitPrice: usdc("0.000004") };
const TRANSCODING = { kind: 2, unitPrice: usdc("0.0001") };

/** The contract's numbers of billing modes. */
const [TENANT_ONLY, STREAM_ONLY] = [1, 2];

/** Seconds between two batches of a meter, and what is used in that time. */
const INTERVAL = 5;

/** Seconds that a bill stays unpaid before somebody pays it. */
const PATIENCE = 6n;

/** The number of the only meter. */
const METER = 1;

/** Plays all of it until the clock stops. */
export async function playBilling(world: World, streams: PublishedStream[]): Promise<void> {
  const stage = {
    show: findStream(streams, "late-show"),
    sponsored: findStream(streams, "long-way-home"),
    late: findStream(streams, "nocturne"),
    song: findStream(streams, "night-drive"),
  };
  const wallets = {
    rita: openWallet(world, "sponsor rita", "stUSDC"),
    gus: openWallet(world, "sponsor gus", "stUSDC"),
    alice: openWallet(world, "creator alice", "stUSDC"),
    bob: openWallet(world, "creator bob", "stUSDC"),
    nina: openWallet(world, "creator nina", "stUSDC"),
  };
  try {
    await prepare(world, stage, wallets);
  } catch (error) {
    world.report("usage meter", error);
    return;
  }
  const { show, sponsored, late } = stage;
  const { rita, gus, nina } = wallets;
  await Promise.all([
    repeat(world, "usage meter", INTERVAL, meter(world, stage)),
    repeat(world, "sponsor rita", 30, () => rita.fund(show.id, usdc("0.01"))),
    repeat(world, "sponsor gus", 2, () => revive(world, gus, sponsored.id)),
    repeat(world, "creator nina", 2, () => revive(world, nina, tenantOf(world, late))),
    repeat(world, "keeper", 15, () => release(world, show)),
  ]);
}

/** The streams that play a part. */
type Stage = Record<
  /** Earns for itself, and the public may add to it. */
  | "show"
  /** Pays with what sponsors bring. */
  | "sponsored"
  /** Its tenant pays for it, and late. */
  | "late"
  /** Its tenant pays for it. */
  | "song",
  PublishedStream
>;

/** Who pays. */
type Wallets = Record<"rita" | "gus" | "alice" | "bob" | "nina", Wallet>;

/** Rates, the meter, modes and policies, and the first money in the accounts. */
async function prepare(
  world: World,
  { show, sponsored, late, song }: Stage,
  { rita, gus, alice, bob, nina }: Wallets,
): Promise<void> {
  const { stUSDC } = world.manifest.contracts;
  const registrar = callAs(world, "registrar");
  const tenants = [show, sponsored, late].map((stream) => tenantOf(world, stream));
  const policy = {
    open: true,
    minimum: usdc("0.001"),
    cap: usdc("1000"),
    burst: usdc("1"),
    window: 60,
  };
  const owner = (stream: PublishedStream) => callAs(world, `creator ${stream.tenant}`);
  await Promise.all([
    registrar("addMeter", [addressOf(world, "usage meter")]),
    ...[DELIVERY, TRANSCODING].map(({ kind, unitPrice }) =>
      registrar("announceRate", [kind, stUSDC, unitPrice]),
    ),
    ...tenants.map((tenantId) => registrar("setStreamBalances", [tenantId, true])),
    owner(show)("setFundingPolicy", [show.id, stUSDC, policy]),
    owner(show)("setPayoutTerms", [tenantOf(world, show), stUSDC, usdc("0.01"), usdc("0.005")]),
    owner(sponsored)("setFundingPolicy", [sponsored.id, stUSDC, policy]),
    owner(sponsored)("setBillingMode", [sponsored.id, STREAM_ONLY]),
    owner(late)("setBillingMode", [late.id, TENANT_ONLY]),
  ]);
  await Promise.all([
    rita.fund(show.id, usdc("0.02")),
    gus.fund(sponsored.id, usdc("0.003")),
    alice.fund(tenantOf(world, song), usdc("1")),
    bob.fund(tenantOf(world, show), usdc("1")),
    nina.fund(tenantOf(world, late), usdc("0.003")),
  ]);
}

/** Each call reports what was used since the last one; now and then the same batch again, as a meter does that is not sure. */
function meter(world: World, { show, sponsored, late, song }: Stage): () => Promise<void> {
  const { stUSDC } = world.manifest.contracts;
  const random = createRandom(world.seed, "usage meter");
  const report = callAs(world, "usage meter");
  let nextId = 0n;
  const use = ({ id }: PublishedStream, kind: number, min: number, max: number) => ({
    id: nextId++,
    streamId: id,
    vault: stUSDC,
    kind,
    quantity: BigInt(Math.round(random.between(min, max))),
  });
  return async () => {
    const records = [
      use(show, TRANSCODING.kind, INTERVAL, INTERVAL),
      use(show, DELIVERY.kind, 20, 200),
      use(sponsored, DELIVERY.kind, 120, 240),
      use(late, DELIVERY.kind, 120, 240),
      use(song, DELIVERY.kind, 20, 200),
    ];
    await report("chargeUsage", [METER, records]);
    if (random.chance(0.1)) await report("chargeUsage", [METER, records]);
  };
}

/** Pays what a name has owed for a while, and puts some more beside it. */
async function revive(world: World, wallet: Wallet, id: Hex): Promise<void> {
  const { StreamBilling, stUSDC } = world.manifest.contracts;
  const [owed, since] = await world.chain.publicClient.readContract({
    address: StreamBilling,
    abi: billingAbi,
    functionName: "arrearsOf",
    args: [id, stUSDC],
  });
  if (owed === 0n || world.clock.head().timestamp < BigInt(since) + PATIENCE) return;
  await wallet.fund(id, owed + usdc("0.004"));
}

/** Anyone may release what a stream holds above its tenant's reserve. */
async function release(world: World, { id }: PublishedStream): Promise<void> {
  const { StreamBilling, stUSDC } = world.manifest.contracts;
  const args = [id, stUSDC] as const;
  const shares = await world.chain.publicClient.readContract({
    address: StreamBilling,
    abi: billingAbi,
    functionName: "releasable",
    args,
  });
  if (shares > 0n) await callAs(world, "keeper")("release", args);
}

/** Calls the billing contract as one of the accounts. */
function callAs(world: World, role: Role) {
  const address = world.manifest.contracts.StreamBilling;
  return <const name extends ContractFunctionName<typeof billingAbi, "nonpayable">>(
    functionName: name,
    args: ContractFunctionArgs<typeof billingAbi, "nonpayable", name>,
  ) =>
    send(world.chain, {
      from: addressOf(world, role),
      address,
      abi: billingAbi,
      functionName,
      args,
    });
}

/** Id of the tenant that a stream belongs to. */
function tenantOf({ manifest }: World, { tenant }: PublishedStream): Hex {
  return namehash(`${tenant}.${manifest.root}`);
}

/** An amount of stUSDC in shares. */
function usdc(amount: string): bigint {
  return parseUnits(amount, DECIMALS.stUSDC);
}
