import {
  type Abi,
  type Address,
  type ContractErrorArgs,
  type ContractErrorName,
  getAddress,
  type Hash,
  type Hex,
} from "viem";
import { RATE_NOTICE, type Weir } from "../helpers/deploy.ts";
import type { Wallets } from "../helpers/wallets.ts";
import { deployScene, type Scene } from "../meter/scene.ts";

/** Seconds of a day. */
export const DAY = 86_400;

/** How a stream's usage is paid, in the order of the contract's numbers. */
export const MODE = { streamFirst: 0, tenantOnly: 1, streamOnly: 2 } as const;

/** Why a record is refused. */
export const REFUSAL = { unknownName: 1, notListed: 2, nothingToCharge: 3, aboveCap: 4 } as const;

/** Reasons to stop a stream, one bit each. */
export const STOP = { owner: 1, deleted: 2, suspended: 4, arrears: 8 } as const;

/** Most shares that a tenant is charged on a day in each vault, unless it has a cap of its own. */
export const CAP = 1_000_000n;

/** What each of {@link SPENDERS} has in the ledger at first, in each vault. */
export const PURSE = 10_000_000n;

/** Who has money in the ledger. */
const SPENDERS = ["owner", "newOwner", "funder", "viewer"] as const;

/** What a meter reports. */
export type Usage = { id: bigint; streamId: Hex; vault: Address; kind: number; quantity: bigint };

/** Terms for public funding. */
export type Policy = { open: boolean; minimum: bigint; cap: bigint; burst: bigint; window: number };

/** What the tests of billing start from. */
export type BillingScene = Awaited<ReturnType<typeof stage>>;

let helpers: Promise<Scene["networkHelpers"]> | undefined;

/**
 * The scene of the meter's tests with billing in use:
 *
 * - the tenant `alice` of `owner` has stream balances and the streams `song`, `film` and `clip`, which bill stream first;
 * - the tenant `bob` of `newOwner` has no stream balances, and one stream, `show`;
 * - a unit of kind 1 costs one share of either vault, one of kind 2 costs five shares of stETH;
 * - `relayer` holds the key of meter 1, `otherViewer` that of meter 2;
 * - a tenant is charged at most {@link CAP} a day in each vault;
 * - `owner`, `newOwner`, `funder` and `viewer` have {@link PURSE} in each vault; the accounts of names are empty.
 *
 * Second 0 is a midnight, UTC. Every call gives the same fresh state.
 */
export async function deployBilling(): Promise<BillingScene> {
  helpers ??= deployScene().then(({ networkHelpers }) => networkHelpers);
  const scene = await (await helpers).loadFixture(stage);
  await scene.goTo(0); // The network's clock has gone on since the fixture was made.
  return scene;
}

async function stage() {
  const scene = await deployScene();
  const { ledger, registry, billing, stETH, stUSDC, publicClient, networkHelpers, viem } = scene;
  const { as, addressOf } = scene;
  const [eth, usd] = [getAddress(stETH.address), getAddress(stUSDC.address)];

  await registry.write.createTenant(["bob", addressOf("newOwner")], as("registrar"));
  const bob = await registry.read.tenantIdOf(["bob"]);
  const price = { vault: eth, startFee: 0n, perSecond: 10n, window: 3_600n };
  await registry.write.createStream(
    [bob, "show", addressOf("creator"), "", [price]],
    as("newOwner"),
  );
  await billing.write.setStreamBalances([scene.tenantId, true], as("registrar"));
  for (const [kind, vault, unitPrice] of [
    [1, eth, 1n],
    [1, usd, 1n],
    [2, eth, 5n],
  ] as const) {
    await billing.write.announceRate([kind, vault, unitPrice], as("rateSetter"));
  }
  for (const key of ["relayer", "otherViewer"] as const) {
    await billing.write.addMeter([addressOf(key)], as("meterKeeper"));
  }
  for (const { address } of [stETH, stUSDC]) {
    await billing.write.setDefaultCap([address, CAP], as("governor"));
    for (const part of SPENDERS) await scene.fund(part, PURSE, address);
  }

  const notBefore = (await networkHelpers.time.latest()) + RATE_NOTICE;
  const midnight = Math.ceil(notBefore / DAY) * DAY;

  /** The Unix time of a second of the scene. */
  const time = (second: number) => midnight + second;

  /** Makes the next block that of a second of the scene, which is not before the last block's. */
  const at = (second: number) => networkHelpers.time.setNextBlockTimestamp(time(second));

  /** Lets time pass until a second of the scene. */
  async function goTo(second: number) {
    await at(second);
    await networkHelpers.mine();
  }

  /** A record of usage: of kind 1 in stETH unless said otherwise, so that its quantity is its price. */
  const usage = (
    id: bigint,
    streamId: Hex,
    quantity: bigint,
    { vault = eth, kind = 1 }: { vault?: Address; kind?: number } = {},
  ): Usage => ({ id, streamId, vault, kind, quantity });

  /** A meter's batch, meter 1's unless said otherwise. */
  const charge = (
    records: readonly Usage[],
    { meterNo = 1, key = "relayer" }: { meterNo?: number; key?: keyof Wallets } = {},
  ) => billing.write.chargeUsage([meterNo, records], as(key));

  /** Somebody moves shares of their own to the account of a tenant or stream. */
  const give = (part: keyof Wallets, id: Hex, shares: bigint, vault: Address = eth) =>
    ledger.write.fund([id, vault, shares], as(part));

  const setMode = (streamId: Hex, mode: number) =>
    billing.write.setBillingMode([streamId, mode], as("owner"));

  /** Opens a stream of `owner` to the public. */
  const open = (streamId: Hex, policy: Partial<Policy> = {}, vault: Address = eth) =>
    billing.write.setFundingPolicy(
      [
        streamId,
        vault,
        { open: true, minimum: 1n, cap: 1_000n, burst: 1_000n, window: 3_600, ...policy },
      ],
      as("owner"),
    );

  /** What the account of a tenant or stream holds. */
  const pot = async (id: Hex, vault: Address = eth) =>
    ledger.read.balanceOf([await ledger.read.accountOf([id]), BigInt(vault)]);

  /** What a tenant or stream owes. */
  const arrears = async (id: Hex, vault: Address = eth) =>
    (await billing.read.arrearsOf([id, vault]))[0];

  const stopsOf = async (streamId: Hex) => (await ledger.read.termsOf([streamId])).stops;

  /** Billing's own events of a transaction, in order: names and arguments. */
  const bills = (hash: Hash | Promise<Hash>) => scene.events(hash, billing);

  /** The event that charges a record of usage. */
  const charged = (
    { id, streamId, vault, kind, quantity }: Usage,
    parts: { mode: number; amount: bigint; fromStream: bigint; fromTenant: bigint },
    { tenantId = scene.tenantId, meterNo = 1 }: { tenantId?: Hex; meterNo?: number } = {},
  ) => [
    "UsageCharged",
    { streamId, tenantId, meterNo, id, vault: addressOf(vault), kind, quantity, ...parts },
  ];

  const skipped = (id: bigint, meterNo = 1) => ["UsageSkipped", { meterNo, id }];

  const declined = ({ id, streamId }: Usage, reason: number, meterNo = 1) => [
    "UsageRefused",
    { meterNo, id, streamId, reason },
  ];

  /** Expects a call to end in an error of billing with these values. */
  const refusedByBilling = <Name extends ContractErrorName<Weir["billing"]["abi"]>>(
    call: Promise<unknown>,
    name: Name,
    args: ContractErrorArgs<Weir["billing"]["abi"], Name>,
  ) =>
    viem.assertions.revertWithCustomErrorWithArgs(
      call as Promise<Hash>,
      billing as { address: Address; abi: Abi },
      name as string,
      args as unknown[],
    );

  /** Sends several transactions and mines them all in one block, in their order. */
  async function inOneBlock(...sends: readonly (() => Promise<Hash>)[]) {
    const { testClient } = scene;
    await testClient.setAutomine(false);
    const hashes: Hash[] = [];
    for (const send of sends) hashes.push(await send());
    await networkHelpers.mine();
    await testClient.setAutomine(true);
    const receipts = await Promise.all(
      hashes.map((hash) => publicClient.getTransactionReceipt({ hash })),
    );
    if (new Set(receipts.map(({ blockNumber }) => blockNumber)).size !== 1) {
      throw new Error("The transactions were not mined in one block.");
    }
    return receipts;
  }

  return {
    ...scene,
    alice: scene.tenantId,
    bob,
    show: await registry.read.streamIdOf([bob, "show"]),
    eth,
    usd,
    time,
    at,
    goTo,
    usage,
    charge,
    give,
    setMode,
    open,
    pot,
    arrears,
    stopsOf,
    bills,
    charged,
    skipped,
    declined,
    refusedByBilling,
    inOneBlock,
  };
}
