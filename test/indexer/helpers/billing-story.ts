/**
 * A story that touches every event of billing: streams that pay first, alone, and not at all; bills in two vaults that
 * nobody can pay, and their payment by owner, public and revenue; records that are refused or known; releases and sweeps;
 * tenants that change hands.
 */
import { type Address, type Hash, zeroAddress } from "viem";
import type { Weir } from "../../helpers/deploy.ts";
import { KINDS, openBilling } from "./billing.ts";

/** What the story leaves behind for the checks. */
export type BillingStory = {
  firstBlock: bigint;
  tenants: Record<"alice" | "bob", Hash>;
  streams: Record<"show" | "solo" | "film" | "late" | "other", Hash>;
};

/** The modes of the contract. */
const [STREAM_FIRST, TENANT_ONLY, STREAM_ONLY] = [0, 1, 2];

/** Tells the story on a chain. */
export async function tellBilling(weir: Weir): Promise<BillingStory> {
  const { wallets, ledger, registry, billing, stETH, stUSDC, testClient, publicClient } = weir;
  const { owner, newOwner, creator, viewer, otherViewer, stranger, relayer, funder } = wallets;
  const as = (wallet: typeof owner) => ({ account: wallet.account });
  const address = (wallet: typeof owner) => wallet.account.address;
  const [ETH, USDC] = [stETH.address, stUSDC.address];
  const { egress, transcoding, storage } = KINDS;
  /** Lets seconds pass before the next block. */
  const later = async (seconds: number) => {
    const { timestamp } = await publicClient.getBlock();
    await testClient.setNextBlockTimestamp({ timestamp: timestamp + BigInt(seconds) });
  };

  const firstBlock = await publicClient.getBlockNumber();
  const { announce, charge, endow, fund } = await openBilling(weir);
  for (const wallet of [owner, creator, viewer, otherViewer]) await endow(wallet, 10_000n);

  // Names. The meter credits the accounts of two streams and of a tenant, so that revenue pays bills.
  await registry.write.createTenant(["alice", address(owner)], as(wallets.registrar));
  await registry.write.createTenant(["bob", address(creator)], as(wallets.registrar));
  const tenants = {
    alice: await registry.read.tenantIdOf(["alice"]),
    bob: await registry.read.tenantIdOf(["bob"]),
  };
  const create = async (wallet: typeof owner, tenantId: Hash, label: string, payee?: Address) => {
    const id = await registry.read.streamIdOf([tenantId, label]);
    const prices = [USDC, ETH].map((vault) => ({
      vault,
      startFee: 11n,
      perSecond: 7n,
      window: 600n,
    }));
    const credited = payee ?? (await ledger.read.accountOf([id]));
    await registry.write.createStream([tenantId, label, credited, "ipfs://", prices], as(wallet));
    return id;
  };
  const aliceAccount = await ledger.read.accountOf([tenants.alice]);
  // Money that is there before the name: an ordinary transfer to an ordinary account.
  const late = await registry.read.streamIdOf([tenants.bob, "late"]);
  const lateAccount = await ledger.read.accountOf([late]);
  await ledger.write.transfer([lateAccount, BigInt(USDC), 77n], as(viewer));
  const streams = {
    show: await create(owner, tenants.alice, "show"),
    solo: await create(owner, tenants.alice, "solo"),
    film: await create(owner, tenants.alice, "film", aliceAccount),
    late: await create(creator, tenants.bob, "late"),
    other: await create(creator, tenants.bob, "other", address(creator)),
  };
  const { show, solo, film, other } = streams;
  const use = (streamId: Hash, vault: Address, quantity: bigint, kind: number = egress) => ({
    streamId,
    vault,
    kind,
    quantity,
  });

  // While the tenant has no stream balances, it pays for all of them.
  await fund(owner, tenants.alice, USDC, 300n);
  await charge(use(show, USDC, 5n), use(solo, USDC, 2n, transcoding));
  await billing.write.setStreamBalances([tenants.alice, true], as(wallets.registrar));
  await billing.write.setStreamBalances([tenants.bob, true], as(wallets.registrar));
  await billing.write.setBillingMode([solo, STREAM_ONLY], as(owner));
  await billing.write.setBillingMode([film, TENANT_ONLY], as(owner));
  await billing.write.setBillingMode([other, STREAM_ONLY], as(creator));
  await billing.write.setBillingMode([other, STREAM_FIRST], as(creator));

  // Public funding under a policy, and the owner's without one.
  const policy = { open: true, minimum: 10n, cap: 500n, burst: 200n, window: 1_000 };
  await billing.write.setFundingPolicy([show, USDC, { ...policy, cap: 400n }], as(owner));
  await fund(viewer, show, USDC, 15n);
  await billing.write.setFundingPolicy([show, USDC, policy], as(owner));
  await billing.write.setFundingPolicy([solo, ETH, { ...policy, open: false }], as(owner));
  // The sponsor watches meanwhile: funding settles the session first.
  await ledger.write.startStream([show, USDC, 600n, 7n, 11n], as(viewer));
  await later(9);
  await fund(viewer, show, USDC, 50n);
  await fund(owner, show, USDC, 20n);

  // Paid by the stream; by stream and tenant; known; refused for every reason.
  await charge(use(show, USDC, 10n), use(show, USDC, 45n), use(tenants.alice, USDC, 3n));
  const refused = [
    use(`0x${"12".repeat(32)}`, USDC, 1n),
    use(show, wallets.stranger.account.address, 1n),
    use(show, USDC, 1n, storage),
    use(show, USDC, 0n),
    use(show, USDC, 2n ** 80n),
  ];
  await charge(...refused);
  await billing.write.chargeUsage([1, [{ ...use(show, USDC, 1n), id: 0n }]], as(relayer));
  await billing.write.setTenantCap([tenants.bob, USDC, 200n], as(wallets.governor));
  await charge(use(other, USDC, 60n));

  // A stream runs dry in two vaults and is suspended, with a session running.
  await ledger.write.startStream([solo, USDC, 600n, 7n, 11n], as(otherViewer));
  await later(20);
  await charge(use(solo, USDC, 100n), use(solo, ETH, 6n), use(solo, USDC, 1n, transcoding));
  await later(5);
  // Its revenue pays, when somebody says so; then a stranger to it, as far as the arrears go; then somebody the rest.
  await ledger.write.settle([USDC, [address(otherViewer)]], as(stranger));
  await billing.write.settleArrears([solo, USDC], as(stranger));
  await fund(viewer, solo, USDC, 100n);
  await fund(otherViewer, solo, ETH, 10n);
  await fund(viewer, solo, USDC, (await billing.read.arrearsOf([solo, USDC]))[0]);
  await fund(viewer, solo, ETH, (await billing.read.arrearsOf([solo, ETH]))[0]);

  // A tenant in arrears; what it earns meanwhile pays them before the next bill is taken from it.
  await charge(use(film, USDC, 60n));
  await charge(use(film, ETH, 6n));
  await billing.write.forgiveArrears([tenants.alice, ETH, 2n], as(wallets.rateSetter));
  await ledger.write.payArrears([tenants.alice, ETH, 1n], as(viewer));
  await ledger.write.tip([film, USDC, 1_000n], as(viewer));
  await ledger.write.tip([film, ETH, 1_000n], as(viewer));
  await ledger.write.tip([show, USDC, 30n], as(viewer));
  await charge(use(film, ETH, 1n));
  await charge(use(show, USDC, 80n));

  // Again, and the owner pays more than is owed.
  await charge(use(film, ETH, 400n));
  await fund(owner, tenants.alice, ETH, 2_000n);

  // Releases: by the owner, by an operator, by anyone above a reserve, to the receiver.
  await fund(owner, show, USDC, 500n);
  await billing.write.release([show, USDC], as(owner));
  await billing.write.setPayoutOperator([tenants.alice, address(relayer), true], as(owner));
  await billing.write.setPayoutOperator([tenants.alice, address(stranger), true], as(owner));
  await billing.write.setPayoutOperator([tenants.alice, address(stranger), false], as(owner));
  await registry.write.setReceiver([tenants.alice, address(funder)], as(owner));
  await billing.write.release([tenants.alice, ETH], as(relayer));
  await billing.write.setPayoutTerms([tenants.alice, USDC, 25n, 40n], as(owner));
  await fund(owner, show, USDC, 100n);
  await billing.write.release([show, USDC], as(stranger));
  await billing.write.setPayoutTerms([tenants.alice, ETH, 0n, 5_000n], as(owner));

  // What a deleted stream holds is its tenant's, whose debt it pays; its usage is billed to the tenant.
  await billing.write.setPayoutTerms([tenants.bob, USDC, 0n, 1n], as(creator));
  await registry.write.deleteStream([late], as(creator));
  await charge(use(late, USDC, 10n));
  await billing.write.sweep([late, USDC], as(stranger));
  await fund(creator, other, USDC, 100n);

  // The meter's key changes and is revoked; rates that are not in force yet; tenants change hands.
  await billing.write.addMeter([address(stranger)], as(wallets.meterKeeper));
  await billing.write.setMeterKey([2, zeroAddress], as(wallets.meterKeeper));
  await announce(transcoding, 20n);
  await registry.write.setReceiver([tenants.bob, address(funder)], as(creator));
  await billing.write.setPayoutOperator([tenants.bob, address(relayer), true], as(creator));
  await registry.write.transferTenant([tenants.bob, address(newOwner)], as(creator));
  await registry.write.acceptTenant([tenants.bob], as(newOwner));
  await billing.write.setStreamBalances([tenants.bob, false], as(wallets.registrar));

  // In arrears to the end: a stream, and a tenant whose streams may not start.
  await charge(use(solo, ETH, 3n));
  await charge(use(tenants.bob, ETH, 2n));

  return { firstBlock, tenants, streams };
}
