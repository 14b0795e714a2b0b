/**
 * A story that touches every event: several viewers, streams, payees and tenants; start fees, free replays, heartbeats
 * under new prices and payees, withdrawals that shorten, stops before and after settlement, two pauses, splits, tips.
 */
import { type Address, encodeFunctionData, type Hash, keccak256, zeroAddress } from "viem";
import type { Weir } from "../../helpers/deploy.ts";
import { signAttestation } from "../../registry/attestation.ts";

/** A text that only looks like markup, SQL and an end of line. */
const SAVAGE = `<b>Ça ira</b> "'; drop table stream; -- \\ \n ♪`;

/** What the story leaves behind for the checks. */
export type Story = {
  firstBlock: bigint;
  tenants: Record<"alice" | "bob", Hash>;
  streams: Record<"song" | "film" | "play" | "album" | "other", Hash>;
  /** The split that earns from `album`. */
  split: { account: Address; table: { holders: Address[]; weights: number[] } };
  viewers: Address[];
};

/**
 * Tells the story on a chain.
 * @param weir The suite it is told on.
 * @returns What it made.
 */
export async function tell(weir: Weir): Promise<Story> {
  const { wallets, ledger, registry, splits, stETH, stUSDC, usdc, weth, testClient } = weir;
  const { owner, newOwner, creator, viewer, otherViewer, stranger, relayer, funder } = wallets;
  const as = (wallet: typeof owner) => ({ account: wallet.account });
  const address = (wallet: typeof owner) => wallet.account.address;
  const ETH = stETH.address;
  const USDC = stUSDC.address;
  const MAX = 2n ** 96n;
  /** Lets seconds pass before the next block. */
  const later = async (seconds: number) => {
    const { timestamp } = await weir.publicClient.getBlock();
    await testClient.setNextBlockTimestamp({ timestamp: timestamp + BigInt(seconds) });
  };
  const settle = (vault: Address, ...viewers: Address[]) =>
    ledger.write.settle([vault, viewers], as(relayer));

  const firstBlock = await weir.publicClient.getBlockNumber();

  // Names.
  await registry.write.createTenant(["alice", address(owner)], as(wallets.registrar));
  await registry.write.createTenant(["bob", address(creator)], as(wallets.registrar));
  await registry.write.reserveLabels([["admin", "www"], true]);
  await registry.write.reserveLabels([["www"], false]);
  const tenants = {
    alice: await registry.read.tenantIdOf(["alice"]),
    bob: await registry.read.tenantIdOf(["bob"]),
  };
  const holders = [address(creator), address(funder), address(stranger)].sort((a, b) =>
    a.toLowerCase() < b.toLowerCase() ? -1 : 1,
  );
  const table = { holders, weights: [5_001, 3_333, 1_666] };
  await splits.write.registerSplit([table], as(stranger));
  const splitAccount = await splits.read.splitAccount([table]);

  const price = (vault: Address, startFee: bigint, perSecond: bigint, window: bigint) => ({
    vault,
    startFee,
    perSecond,
    window,
  });
  const create = async (
    wallet: typeof owner,
    tenantId: Hash,
    label: string,
    payee: Address,
    ...prices: ReturnType<typeof price>[]
  ) => {
    await registry.write.createStream(
      [tenantId, label, payee, `ipfs://${label}`, prices],
      as(wallet),
    );
    return registry.read.streamIdOf([tenantId, label]);
  };
  const streams = {
    song: await create(
      owner,
      tenants.alice,
      "song",
      address(creator),
      price(ETH, 0n, 7n, 600n),
      price(USDC, 0n, 3n, 60n),
    ),
    film: await create(owner, tenants.alice, "film", address(owner), price(ETH, 1_003n, 13n, 900n)),
    play: await create(
      owner,
      tenants.alice,
      "play",
      address(creator),
      price(ETH, 505n, 0n, 3_600n),
    ),
    album: await create(owner, tenants.alice, "album", splitAccount, price(USDC, 17n, 11n, 300n)),
    other: await create(
      creator,
      tenants.bob,
      "other",
      address(creator),
      price(ETH, 1n, 1n, 2_592_000n),
    ),
  };
  await registry.write.setText([streams.song, "description", SAVAGE], as(owner));
  await registry.write.setText([streams.song, "url", "https://example.org"], as(owner));
  await registry.write.setText([streams.song, "url", ""], as(owner));
  await registry.write.setText([tenants.alice, "avatar", "ipfs://alice"], as(owner));
  await registry.write.setUri([streams.song, "ipfs://song-2"], as(owner));

  // Attestations: of a tenant and its streams; one is withdrawn.
  const { timestamp } = await weir.publicClient.getBlock();
  const attest = async (id: Hash, nonce: bigint) => {
    const attestation = {
      id,
      owner: address(owner),
      contentHash: keccak256(id),
      expiry: Number(timestamp) + 86_400,
      nonce,
    };
    const signature = await signAttestation(wallets.verifier, registry.address, attestation);
    await registry.write.verify([attestation, address(wallets.verifier), signature]);
  };
  await attest(tenants.alice, 1n);
  await attest(streams.song, 2n);
  await attest(streams.film, 3n);
  await attest(streams.album, 4n);
  await registry.write.revokeVerification([streams.album], as(wallets.verifier));

  // Money.
  await usdc.write.mint([address(viewer), 1_000_000n]);
  await usdc.write.mint([address(otherViewer), 1_000_000n]);
  await usdc.write.approve([ledger.address, MAX], as(viewer));
  await usdc.write.approve([USDC, MAX], as(otherViewer));
  await ledger.write.depositAssets([USDC, 5_000n, address(viewer)], as(viewer));
  await stUSDC.write.deposit([8_000n, address(otherViewer)], as(otherViewer));
  await stUSDC.write.approve([ledger.address, MAX], as(otherViewer));
  await ledger.write.deposit([USDC, 8_000n, address(otherViewer)], as(otherViewer));
  await ledger.write.depositETH([ETH, address(otherViewer)], {
    ...as(otherViewer),
    value: 40_000n,
  });
  await ledger.write.depositETHAndStart([streams.song, ETH, 500n, 7n, 0n], {
    ...as(viewer),
    value: 20_000n,
  });

  // Settled in pieces; a heartbeat under a new price and payee.
  await later(10);
  await settle(ETH, address(viewer));
  await registry.write.setPrice([streams.song, price(ETH, 0n, 9n, 600n)], as(owner));
  await registry.write.setPayee([streams.song, address(funder)], as(owner));
  await later(21);
  await ledger.write.payForStreamTime([streams.song, ETH, 600n, 9n], as(viewer));
  await later(3);
  await settle(ETH, address(viewer), address(otherViewer));

  // A second vault at the same time; a split as payee.
  await ledger.write.startStream([streams.album, USDC, 250n, 11n, 17n], as(viewer));
  await ledger.write.startStream([streams.album, USDC, 250n, 11n, 17n], as(otherViewer));
  await later(40);
  await settle(USDC, address(viewer));
  await splits.write.claimSplit([table, USDC, 1n], as(stranger));

  // A withdrawal shortens; the session runs out; a top-up alone revives nothing; a heartbeat does.
  const spare = await ledger.read.available([address(viewer), ETH]);
  await later(7);
  await ledger.write.withdraw([ETH, spare - 600n, address(viewer)], as(viewer));
  await later(300);
  await ledger.write.depositETH([ETH, address(viewer)], { ...as(viewer), value: 30_000n });
  await later(50);
  await ledger.write.payForStreamTime([streams.song, ETH, 600n, 9n], as(viewer));

  // A stop nobody settles before the stream is resumed and stopped again; two reasons at once.
  await later(12);
  await registry.write.stopStream([streams.song], as(owner));
  await later(5);
  await registry.write.suspendStream([streams.song], as(wallets.registrar));
  await registry.write.resumeStream([streams.song], as(owner));
  await later(5);
  await registry.write.reinstateStream([streams.song], as(wallets.registrar));
  await later(8);
  await ledger.write.startStream([streams.song, ETH, 600n, 9n, 0n], as(otherViewer));
  await later(9);
  await registry.write.stopStream([streams.song], as(owner));
  await later(30);
  await settle(ETH, address(viewer), address(otherViewer));
  await registry.write.resumeStream([streams.song], as(owner));

  // Switching streams settles; a start fee is paid once; replays are free.
  await ledger.write.payForStreamTime([streams.song, ETH, 600n, 9n], as(viewer));
  await later(15);
  await ledger.write.startStream([streams.film, ETH, 900n, 13n, 1_003n], as(viewer));
  await later(11);
  await ledger.write.startStream([streams.play, ETH, 3_600n, 0n, 505n], as(viewer));
  await later(60);
  await ledger.write.startStream([streams.film, ETH, 900n, 13n, 0n], as(viewer));

  // A pause with sessions running, settled during it and after it.
  await ledger.write.startStream([streams.other, ETH, 2_000n, 1n, 1n], as(otherViewer));
  await later(25);
  await ledger.write.pause(as(wallets.pauser));
  await later(10);
  await settle(ETH, address(viewer));
  await later(100);
  await ledger.write.unpause(as(wallets.unpauser));
  await later(20);
  await ledger.write.payForStreamTime([streams.film, ETH, 900n, 13n], as(viewer));
  await later(16);
  await ledger.write.pause(as(wallets.pauser));
  await later(10);
  await ledger.write.unpause(as(wallets.unpauser));
  await ledger.write.endStream([ETH], as(viewer));

  // Fees change for what starts from now on; tips with and without a fee, one of them shortening the tipper's session.
  await ledger.write.setPlatformFees([ETH, 1_250, 300], as(wallets.feeSetter));
  await ledger.write.startStream([streams.song, ETH, 600n, 9n, 0n], as(viewer));
  await later(4);
  const rest = await ledger.read.available([address(viewer), ETH]);
  await ledger.write.tip([streams.film, ETH, rest - 500n], as(viewer));
  await ledger.write.setPlatformFees([ETH, 1_250, 0], as(wallets.feeSetter));
  await ledger.write.tip([streams.album, USDC, 777n], as(otherViewer));

  // Two starts in one transaction: the first lives no second.
  await ledger.write.multicall(
    [
      [streams.song, streams.other].map((streamId) =>
        encodeFunctionData({
          abi: ledger.abi,
          functionName: "startStream",
          args: [streamId, ETH, 600n, MAX, MAX],
        }),
      ),
    ],
    as(otherViewer),
  );

  // Owners' own transfers, allowances, operators; to oneself.
  const id = BigInt(ETH);
  await ledger.write.transfer([address(stranger), id, 1_234n], as(otherViewer));
  await ledger.write.transfer([address(stranger), id, 34n], as(stranger));
  await ledger.write.approve([address(relayer), id, 500n], as(stranger));
  await ledger.write.transferFrom([address(stranger), address(funder), id, 300n], as(relayer));
  await ledger.write.setOperator([address(relayer), true], as(stranger));
  await ledger.write.transferFrom([address(stranger), address(funder), id, 600n], as(relayer));
  await ledger.write.setOperator([address(relayer), false], as(stranger));

  // Claims.
  await ledger.write.withdrawCreator([ETH, address(creator)], as(creator));
  await ledger.write.withdrawPlatform([ETH], as(stranger));
  await splits.write.claimSplit([table, USDC, 0n], as(stranger));
  await ledger.write.withdrawAssets([USDC, 100n, address(stranger)], as(viewer));

  // A donation is skimmed; a vault is delisted and listed again, at the end of everything about it.
  await weth.write.deposit({ ...as(stranger), value: 99n });
  await weth.write.transfer([ETH, 99n], as(stranger));
  await stETH.write.skim([address(funder)], as(wallets.feeSetter));
  await ledger.write.delistVault([USDC], as(wallets.lister));
  await ledger.write.listVault([USDC], as(wallets.lister));
  await ledger.write.setPlatformReceiver([address(funder)], as(wallets.feeSetter));

  // A tenant changes hands; a stream is deleted and created again under a tenant's new owner.
  await registry.write.transferTenant([tenants.bob, address(newOwner)], as(creator));
  await registry.write.transferTenant([tenants.bob, zeroAddress], as(creator));
  await registry.write.transferTenant([tenants.bob, address(newOwner)], as(creator));
  await registry.write.acceptTenant([tenants.bob], as(newOwner));
  await registry.write.transferTenant([tenants.alice, address(newOwner)], as(owner));
  await registry.write.setText([streams.play, "description", "A play"], as(owner));
  await registry.write.deleteStream([streams.play], as(owner));
  await create(owner, tenants.alice, "play", address(owner), price(ETH, 1n, 2n, 30n));
  await registry.write.deleteStream([streams.film], as(owner));

  // Something runs to the end and beyond.
  await ledger.write.startStream([streams.album, USDC, 100n, 11n, 17n], as(viewer));
  await ledger.write.startStream([streams.song, ETH, 30n, 9n, 0n], as(viewer));
  await later(20);
  await settle(ETH, address(viewer));

  return {
    firstBlock,
    tenants,
    streams,
    split: { account: splitAccount, table },
    viewers: [address(viewer), address(otherViewer)],
  };
}
