import { network } from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";
import {
  type Abi,
  type Address,
  type ContractErrorArgs,
  type ContractErrorName,
  getAddress,
  type Hash,
  type Hex,
  maxUint256,
  parseEventLogs,
} from "viem";
import { deploy, type Weir } from "../helpers/deploy.ts";
import type { Wallets } from "../helpers/wallets.ts";

/** One of the wallets by its part, or any address. */
export type Who = keyof Wallets | Address;

/** What a viewer asks for at a start or heartbeat. Without bounds, the viewer agrees to anything. */
export type Wish = {
  vault?: Address;
  maxSeconds?: bigint;
  maxPerSecond?: bigint;
  maxStartFee?: bigint;
};

/** What the tests of ledger and meter start from. */
export type Scene = Awaited<ReturnType<typeof stage>>;

/** A network of its own, on which blocks may follow each other within a second. */
let connection: Promise<NetworkConnection> | undefined;

/**
 * The suite with the tenant `alice` of `owner` and her streams, all of which pay `creator`:
 *
 * | stream | in stETH | in stUSDC |
 * | --- | --- | --- |
 * | `song` | 10 a second, an hour at once | 7 a second, an hour at once |
 * | `film` | 500 to start, 3 a second, ten minutes at once | |
 * | `clip` | 700 a play, a minute | |
 *
 * The platform takes 10 % of sessions and nothing of tips. Nobody has money yet. Every call gives the same fresh state.
 */
export async function deployScene(): Promise<Scene> {
  connection ??= network.create({ override: { allowBlocksWithSameTimestamp: true } });
  const { networkHelpers } = await connection;
  const scene = await networkHelpers.loadFixture(stage);
  await scene.goTo(0); // The network's clock has gone on since the fixture was made.
  return scene;
}

async function stage(on: NetworkConnection) {
  const weir = await deploy(on);
  const { ledger, registry, stETH, stUSDC, usdc, wallets, publicClient, networkHelpers, viem } =
    weir;
  await registry.write.createTenant(["alice", wallets.owner.account.address], as("registrar"));
  const tenantId = await registry.read.tenantIdOf(["alice"]);
  const inETH = { vault: stETH.address, startFee: 0n, perSecond: 10n, window: 3_600n };
  const song = await create("song", [
    inETH,
    { vault: stUSDC.address, startFee: 0n, perSecond: 7n, window: 3_600n },
  ]);
  const film = await create("film", [{ ...inETH, startFee: 500n, perSecond: 3n, window: 600n }]);
  const clip = await create("clip", [{ ...inETH, startFee: 700n, perSecond: 0n, window: 60n }]);
  await usdc.write.approve([ledger.address, maxUint256]);
  const beginning = await networkHelpers.time.latest();

  /** Whose transaction a call is. */
  function as(part: keyof Wallets) {
    return { account: wallets[part].account };
  }

  /** A checksummed address. */
  function addressOf(who: Who): Address {
    return getAddress(who in wallets ? wallets[who as keyof Wallets].account.address : who);
  }

  async function create(label: string, prices: readonly (typeof inETH)[]): Promise<Hex> {
    const args = [tenantId, label, wallets.creator.account.address, "", prices] as const;
    await registry.write.createStream(args, as("owner"));
    return registry.read.streamIdOf([tenantId, label]);
  }

  /** The Unix time of a second of the scene. */
  const time = (second: number) => beginning + second;

  /** Makes the next block that of a second of the scene, which is not before the last block's. */
  const at = (second: number) => networkHelpers.time.setNextBlockTimestamp(time(second));

  /** Lets time pass until a second of the scene. */
  async function goTo(second: number) {
    await at(second);
    await networkHelpers.mine();
  }

  /** Gives an account shares in the ledger. */
  async function fund(who: Who, shares: bigint, vault: Address = stETH.address): Promise<Hash> {
    const account = addressOf(who);
    if (vault === stETH.address)
      return ledger.write.depositETH([vault, account], { value: shares });
    await usdc.write.mint([wallets.governor.account.address, shares]);
    return ledger.write.depositAssets([vault, shares, account]);
  }

  const start = (viewer: keyof Wallets, streamId: Hex, wish: Wish = {}) =>
    ledger.write.startStream(
      [
        streamId,
        wish.vault ?? stETH.address,
        wish.maxSeconds ?? maxUint256,
        wish.maxPerSecond ?? maxUint256,
        wish.maxStartFee ?? maxUint256,
      ],
      as(viewer),
    );

  const beat = (viewer: keyof Wallets, streamId: Hex, wish: Wish = {}) =>
    ledger.write.payForStreamTime(
      [
        streamId,
        wish.vault ?? stETH.address,
        wish.maxSeconds ?? maxUint256,
        wish.maxPerSecond ?? maxUint256,
      ],
      as(viewer),
    );

  const end = (viewer: keyof Wallets, vault: Address = stETH.address) =>
    ledger.write.endStream([vault], as(viewer));

  const settle = (viewers: readonly Who[], vault: Address = stETH.address) =>
    ledger.write.settle([vault, viewers.map(addressOf)], as("stranger"));

  const pause = () => ledger.write.pause(as("pauser"));

  const unpause = () => ledger.write.unpause(as("unpauser"));

  /** Shares of an account in the ledger. */
  const balance = (who: Who, vault: Address = stETH.address) =>
    ledger.read.balanceOf([addressOf(who), BigInt(vault)]);

  const platform = (vault: Address = stETH.address) => ledger.read.platformBalance([vault]);

  const available = (who: Who, vault: Address = stETH.address) =>
    ledger.read.available([addressOf(who), vault]);

  const owed = (who: Who, vault: Address = stETH.address) =>
    ledger.read.owed([addressOf(who), vault]);

  /** What a call of the ledger would return. */
  async function preview(
    functionName: string,
    args: readonly unknown[],
    part: keyof Wallets,
    value = 0n,
  ): Promise<unknown> {
    const call = { address: ledger.address, abi: ledger.abi as Abi, functionName, args };
    const { result } = await publicClient.simulateContract({
      ...call,
      account: addressOf(part),
      value: value as never,
    });
    return result;
  }

  /** A viewer's session, with times in seconds of the scene. */
  async function session(who: Who, vault: Address = stETH.address) {
    const view = await ledger.read.sessionOf([addressOf(who), vault]);
    const { startedAt, settledAt, until } = view;
    return {
      ...view,
      startedAt: startedAt - beginning,
      settledAt: settledAt - beginning,
      until: until - beginning,
    };
  }

  /** The events that a transaction made a contract emit, in order: names and arguments. */
  async function events(
    hash: Hash | Promise<Hash>,
    contract: { address: Address; abi: unknown } = ledger,
  ) {
    const { logs } = await publicClient.getTransactionReceipt({ hash: await hash });
    const own = logs.filter(({ address }) => getAddress(address) === getAddress(contract.address));
    return parseEventLogs({ abi: contract.abi as Abi, logs: own }).map(({ eventName, args }) => [
      eventName,
      args as Record<string, unknown>,
    ]);
  }

  /** The ledger's entry of a movement of shares; zero on one side of a deposit or withdrawal. */
  const moved = (
    caller: Who,
    sender: Who,
    receiver: Who,
    amount: bigint,
    vault: Address = stETH.address,
  ) => [
    "Transfer",
    {
      caller: addressOf(caller),
      sender: addressOf(sender),
      receiver: addressOf(receiver),
      id: BigInt(vault),
      amount,
    },
  ];

  /** Expects a call to end in an error of the ledger with these values. */
  const refused = <Name extends ContractErrorName<Weir["ledger"]["abi"]>>(
    call: Promise<unknown>,
    name: Name,
    args: ContractErrorArgs<Weir["ledger"]["abi"], Name>,
  ) =>
    viem.assertions.revertWithCustomErrorWithArgs(
      call as Promise<Hash>,
      ledger as { address: Address; abi: Abi },
      name as string,
      args as unknown[],
    );

  return {
    ...weir,
    tenantId,
    song,
    film,
    clip,
    platformAccount: await ledger.read.platformAccount(),
    songAccount: await ledger.read.accountOf([song]),
    songWatch: await ledger.read.watchAccountOf([song]),
    tenantAccount: await ledger.read.accountOf([tenantId]),
    time,
    at,
    goTo,
    as,
    addressOf,
    fund,
    start,
    beat,
    end,
    settle,
    pause,
    unpause,
    balance,
    platform,
    available,
    owed,
    preview,
    session,
    events,
    moved,
    refused,
  };
}
