import { expect } from "chai";
import { getAddress, maxUint256, zeroAddress } from "viem";
import { deployWeir } from "../helpers/deploy.ts";
import { deployBehindProxy } from "../helpers/proxy.ts";
import { deployInUse } from "./in-use.ts";

/** The most vaults that can ever be listed. */
const MAX_VAULTS = 16n;

describe("StreamPayment governance: fees", () => {
  it("begins with 10 % of sessions and nothing of tips", async () => {
    const { ledger, stETH } = await deployWeir();
    expect(await ledger.read.platformFees([stETH.address])).to.deep.equal([1_000, 0]);
  });

  it("takes fees up to their caps", async () => {
    const { viem, ledger, stETH, stUSDC, wallets } = await deployWeir();
    await viem.assertions.emitWithArgs(
      ledger.write.setPlatformFees([stETH.address, 2_000, 1_000], {
        account: wallets.feeSetter.account,
      }),
      ledger,
      "PlatformFeesSet",
      [getAddress(stETH.address), 2_000, 1_000],
    );
    expect(await ledger.read.platformFees([stETH.address])).to.deep.equal([2_000, 1_000]);
    expect(await ledger.read.platformFees([stUSDC.address])).to.deep.equal([1_000, 0]);
  });

  it("refuses fees above their caps", async () => {
    const { viem, ledger, stETH, wallets } = await deployWeir();
    const account = wallets.feeSetter.account;
    await viem.assertions.revertWithCustomErrorWithArgs(
      ledger.write.setPlatformFees([stETH.address, 2_001, 0], { account }),
      ledger,
      "FeeAboveCap",
      [2_001n, 2_000n],
    );
    await viem.assertions.revertWithCustomErrorWithArgs(
      ledger.write.setPlatformFees([stETH.address, 0, 1_001], { account }),
      ledger,
      "FeeAboveCap",
      [1_001n, 1_000n],
    );
  });

  it("refuses fees of a vault that is not listed", async () => {
    const { viem, ledger, weth, wallets } = await deployWeir();
    await viem.assertions.revertWithCustomErrorWithArgs(
      ledger.write.setPlatformFees([weth.address, 0, 0], { account: wallets.feeSetter.account }),
      ledger,
      "VaultNotListed",
      [getAddress(weth.address)],
    );
  });

  it("leaves a running session its fee until its heartbeat", async () => {
    const { ledger, stETH, songId, wallets, networkHelpers } = await deployInUse();
    const account = wallets.viewer.account;
    const session = () => ledger.read.sessionOf([account.address, stETH.address]);
    await ledger.write.setPlatformFees([stETH.address, 2_000, 0], {
      account: wallets.feeSetter.account,
    });
    expect((await session()).feeBps).to.equal(1_000);

    const { settledAt } = await session();
    const fees = await ledger.read.platformBalance([stETH.address]);
    await networkHelpers.time.setNextBlockTimestamp(settledAt + 1_000);
    await ledger.write.payForStreamTime([songId, stETH.address, maxUint256, maxUint256], {
      account,
    });
    expect(await ledger.read.platformBalance([stETH.address])).to.equal(fees + 1_000n);
    expect((await session()).feeBps).to.equal(2_000);

    await networkHelpers.time.setNextBlockTimestamp(settledAt + 2_000);
    await ledger.write.settle([stETH.address, [account.address]]);
    expect(await ledger.read.platformBalance([stETH.address])).to.equal(fees + 3_000n);
  });

  it("applies to the next start", async () => {
    const { ledger, stETH, songId, wallets } = await deployInUse();
    const account = wallets.viewer.account;
    await ledger.write.setPlatformFees([stETH.address, 0, 0], {
      account: wallets.feeSetter.account,
    });
    await ledger.write.startStream([songId, stETH.address, 60n, maxUint256, 0n], { account });
    expect((await ledger.read.sessionOf([account.address, stETH.address])).feeBps).to.equal(0);
  });

  it("applies to the next tip", async () => {
    const { viem, ledger, stETH, songId, wallets } = await deployInUse();
    const account = wallets.viewer.account;
    const { streamNo } = await ledger.read.termsOf([songId]);
    const tip = () => ledger.write.tip([songId, stETH.address, 10_000n], { account });
    const tipped = (fee: bigint) => [
      getAddress(account.address),
      streamNo,
      getAddress(stETH.address),
      getAddress(wallets.creator.account.address),
      10_000n,
      fee,
    ];
    await viem.assertions.emitWithArgs(tip(), ledger, "Tipped", tipped(0n) as never);
    await ledger.write.setPlatformFees([stETH.address, 1_000, 500], {
      account: wallets.feeSetter.account,
    });
    await viem.assertions.emitWithArgs(tip(), ledger, "Tipped", tipped(500n) as never);
  });
});

describe("StreamPayment governance: the platform's receiver", () => {
  it("gets what anybody withdraws for the platform", async () => {
    const { viem, ledger, stETH, weth, wallets } = await deployInUse();
    const receiver = getAddress(wallets.newOwner.account.address);
    await viem.assertions.emitWithArgs(
      ledger.write.setPlatformReceiver([receiver], { account: wallets.feeSetter.account }),
      ledger,
      "PlatformReceiverSet",
      [receiver],
    );
    expect(await ledger.read.platformReceiver()).to.equal(receiver);
    const fees = await ledger.read.platformBalance([stETH.address]);
    expect(fees > 0n).to.equal(true);
    const account = wallets.stranger.account;
    await viem.assertions.emitWithArgs(
      ledger.write.withdrawPlatform([stETH.address], { account }),
      ledger,
      "Withdrawn",
      [getAddress(stETH.address), await ledger.read.platformAccount(), receiver, fees, true],
    );
    expect(await weth.read.balanceOf([receiver])).to.equal(fees);
    expect(await weth.read.balanceOf([account.address])).to.equal(0n);
    await viem.assertions.revertWithCustomErrorWithArgs(
      ledger.write.withdrawPlatform([stETH.address], { account }),
      ledger,
      "NothingToWithdraw",
      [await ledger.read.platformAccount(), getAddress(stETH.address)],
    );
  });

  it("is somebody", async () => {
    const { viem, ledger, wallets } = await deployWeir();
    await viem.assertions.revertWithCustomError(
      ledger.write.setPlatformReceiver([zeroAddress], { account: wallets.feeSetter.account }),
      ledger,
      "ZeroAddress",
    );
  });
});

/** The suite with a third vault over WETH, not listed. */
async function deployThird() {
  const weir = await deployWeir();
  const { connection, weth, manager, wallets } = weir;
  const newVault = () =>
    deployBehindProxy(
      connection,
      "StreamVault",
      [],
      [weth.address, "Another", "ANOTHER", manager.address],
    );
  const asLister = { account: wallets.lister.account };
  return { ...weir, newVault, asLister, third: await newVault() };
}

describe("StreamPayment governance: the list of vaults", () => {
  it("grows by a vault with the initial fee", async () => {
    const { viem, ledger, stETH, stUSDC, third, weth, asLister } = await deployThird();
    await viem.assertions.emitWithArgs(
      ledger.write.listVault([third.address], asLister),
      ledger,
      "VaultListed",
      [getAddress(third.address), getAddress(weth.address), 1_000, 0],
    );
    expect(await ledger.read.isListed([third.address])).to.equal(true);
    expect(await ledger.read.vaults()).to.deep.equal(
      [stETH, stUSDC, third].map((vault) => getAddress(vault.address)),
    );
  });

  it("takes a vault once, and lets go of those it has", async () => {
    const { viem, ledger, stETH, third, asLister } = await deployThird();
    await viem.assertions.revertWithCustomErrorWithArgs(
      ledger.write.listVault([stETH.address], asLister),
      ledger,
      "VaultAlreadyListed",
      [getAddress(stETH.address)],
    );
    await viem.assertions.revertWithCustomErrorWithArgs(
      ledger.write.delistVault([third.address], asLister),
      ledger,
      "VaultNotListed",
      [getAddress(third.address)],
    );
    await viem.assertions.emitWithArgs(
      ledger.write.delistVault([stETH.address], asLister),
      ledger,
      "VaultDelisted",
      [getAddress(stETH.address)],
    );
    await viem.assertions.revertWithCustomErrorWithArgs(
      ledger.write.delistVault([stETH.address], asLister),
      ledger,
      "VaultNotListed",
      [getAddress(stETH.address)],
    );
  });

  it("takes a vault back with the fees it had, in its old place", async () => {
    const { viem, ledger, stETH, weth, wallets, asLister } = await deployThird();
    const before = await ledger.read.vaults();
    await ledger.write.setPlatformFees([stETH.address, 77, 66], {
      account: wallets.feeSetter.account,
    });
    await ledger.write.delistVault([stETH.address], asLister);
    await viem.assertions.emitWithArgs(
      ledger.write.listVault([stETH.address], asLister),
      ledger,
      "VaultListed",
      [getAddress(stETH.address), getAddress(weth.address), 77, 66],
    );
    expect(await ledger.read.vaults()).to.deep.equal(before);
  });

  it("takes a vault back during a pause, which holds for it as for all", async () => {
    const { viem, ledger, stETH, wallets, asLister } = await deployThird();
    await ledger.write.delistVault([stETH.address], asLister);
    await ledger.write.pause({ account: wallets.pauser.account });
    await ledger.write.listVault([stETH.address], asLister);
    const viewer = wallets.viewer.account;
    const deposit = () =>
      ledger.write.depositETH([stETH.address, viewer.address], { value: 1n, account: viewer });
    await viem.assertions.revertWithCustomError(deposit(), ledger, "EnforcedPause");
    await ledger.write.unpause({ account: wallets.unpauser.account });
    await deposit();
  });

  it("ends at its bound, which counts vaults that were delisted", async () => {
    const { viem, ledger, newVault, third, asLister } = await deployThird();
    await ledger.write.listVault([third.address], asLister);
    await ledger.write.delistVault([third.address], asLister);
    for (let listed = BigInt((await ledger.read.vaults()).length); listed < MAX_VAULTS; listed++) {
      await ledger.write.listVault([(await newVault()).address], asLister);
    }
    await viem.assertions.revertWithCustomErrorWithArgs(
      ledger.write.listVault([(await newVault()).address], asLister),
      ledger,
      "TooManyVaults",
      [MAX_VAULTS],
    );
    await ledger.write.listVault([third.address], asLister);
    expect(await ledger.read.isListed([third.address])).to.equal(true);
  });

  it("does not touch sessions that run in a vault that is delisted", async () => {
    const { viem, ledger, stETH, songId, wallets, networkHelpers } = await deployInUse();
    const account = wallets.viewer.account;
    const before = await ledger.read.sessionOf([account.address, stETH.address]);
    await ledger.write.delistVault([stETH.address], { account: wallets.lister.account });
    await networkHelpers.time.increaseTo(before.startedAt + 500);
    const session = await ledger.read.sessionOf([account.address, stETH.address]);
    expect(session.until).to.equal(before.until);
    expect(session.owed).to.equal(5_000n);
    await viem.assertions.revertWithCustomErrorWithArgs(
      ledger.write.payForStreamTime([songId, stETH.address, maxUint256, maxUint256], { account }),
      ledger,
      "VaultNotListed",
      [getAddress(stETH.address)],
    );
    await ledger.write.endStream([stETH.address], { account });
    await ledger.write.withdrawCreator([stETH.address, account.address], { account });
    expect(await ledger.read.balanceOf([account.address, BigInt(stETH.address)])).to.equal(0n);
  });
});
