import { expect } from "chai";
import { getAddress, maxUint256 } from "viem";
import { deployInUse, type InUse } from "./in-use.ts";

const DAY = 86_400;

/** Shares of the viewer's session per second. */
const RATE = 10n;

/** The viewer's session for stETH, as it stands. */
function sessionOf({ ledger, stETH, wallets }: InUse) {
  return ledger.read.sessionOf([wallets.viewer.account.address, stETH.address]);
}

function balanceOf({ ledger, stETH, wallets }: InUse): Promise<bigint> {
  return ledger.read.balanceOf([wallets.viewer.account.address, BigInt(stETH.address)]);
}

/** Pauses at this second. */
async function pauseAt({ ledger, networkHelpers, wallets }: InUse, second: number): Promise<void> {
  await networkHelpers.time.setNextBlockTimestamp(second);
  await ledger.write.pause({ account: wallets.pauser.account });
}

/** Unpauses `seconds` later. */
async function unpauseAfter(
  { ledger, networkHelpers, wallets }: InUse,
  seconds: number,
): Promise<void> {
  await networkHelpers.time.increase(seconds);
  await ledger.write.unpause({ account: wallets.unpauser.account });
}

/** The suite in use, paused when the viewer's session is 200 seconds old. */
async function deployPaused() {
  const scene = await deployInUse();
  const { startedAt } = await sessionOf(scene);
  const pausedAt = startedAt + 200;
  const before = await balanceOf(scene);
  await pauseAt(scene, pausedAt);
  return { ...scene, startedAt, pausedAt, before };
}

describe("A pause: what sessions are charged", () => {
  it("charges to the second at which it began, however late it is settled", async () => {
    const scene = await deployPaused();
    const { viem, ledger, stETH, wallets, pausedAt, before } = scene;
    const viewer = wallets.viewer.account.address;
    await unpauseAfter(scene, DAY);
    await viem.assertions.emitWithArgs(
      ledger.write.settle([stETH.address, [viewer]]),
      ledger,
      "SessionSettled",
      [
        getAddress(viewer),
        (await sessionOf(scene)).streamNo,
        getAddress(stETH.address),
        pausedAt,
        pausedAt,
        200n * RATE,
        20n * RATE,
      ],
    );
    expect(await balanceOf(scene)).to.equal(before - 200n * RATE);
    expect(await ledger.read.owed([viewer, stETH.address])).to.equal(0n);
  });

  it("says during it what is owed, and that nothing runs", async () => {
    const scene = await deployPaused();
    const { ledger, stETH, wallets, networkHelpers, pausedAt, before } = scene;
    await networkHelpers.time.increase(DAY);
    const session = await sessionOf(scene);
    expect(session.until).to.equal(pausedAt);
    expect(session.owed).to.equal(200n * RATE);
    expect(session.running).to.equal(false);
    expect(session.ended).to.equal(false);
    const account = wallets.viewer.account.address;
    expect(await ledger.read.available([account, stETH.address])).to.equal(before - 200n * RATE);
  });

  it("counts the first of two pauses", async () => {
    const scene = await deployPaused();
    const { ledger, stETH, wallets, networkHelpers, before } = scene;
    await unpauseAfter(scene, DAY);
    await pauseAt(scene, (await networkHelpers.time.latest()) + 100);
    await unpauseAfter(scene, DAY);
    await ledger.write.settle([stETH.address, [wallets.viewer.account.address]]);
    expect(await balanceOf(scene)).to.equal(before - 200n * RATE);
  });

  it("charges a session between two pauses to the second of the second", async () => {
    const scene = await deployPaused();
    const { ledger, stETH, songId, wallets } = scene;
    await unpauseAfter(scene, DAY);
    await ledger.write.startStream([songId, stETH.address, maxUint256, RATE, 0n], {
      account: wallets.viewer.account,
    });
    const before = await balanceOf(scene);
    await pauseAt(scene, (await sessionOf(scene)).startedAt + 50);
    await unpauseAfter(scene, DAY);
    await ledger.write.settle([stETH.address, [wallets.viewer.account.address]]);
    expect(await balanceOf(scene)).to.equal(before - 50n * RATE);
  });

  it("charges no more than the session's own end if that came first", async () => {
    const scene = await deployInUse();
    const { ledger, stETH, songId, wallets } = scene;
    const viewer = wallets.viewer.account;
    await ledger.write.startStream([songId, stETH.address, 30n, RATE, 0n], { account: viewer });
    const before = await balanceOf(scene);
    await pauseAt(scene, (await sessionOf(scene)).until + 1);
    await unpauseAfter(scene, DAY);
    await ledger.write.settle([stETH.address, [viewer.address]]);
    expect(await balanceOf(scene)).to.equal(before - 30n * RATE);
  });

  it("lets sessions be ended during it, once", async () => {
    const scene = await deployPaused();
    const { viem, ledger, stETH, wallets, networkHelpers, pausedAt, before } = scene;
    const asViewer = { account: wallets.viewer.account };
    await networkHelpers.time.increase(DAY);
    await ledger.write.endStream([stETH.address], asViewer);
    expect(await balanceOf(scene)).to.equal(before - 200n * RATE);
    const session = await sessionOf(scene);
    expect(session.ended).to.equal(true);
    expect(session.settledAt).to.equal(pausedAt);
    await viem.assertions.revertWithCustomErrorWithArgs(
      ledger.write.endStream([stETH.address], asViewer),
      ledger,
      "SessionAlreadyEnded",
      [getAddress(asViewer.account.address), getAddress(stETH.address)],
    );
  });

  it("lets everything that is not owed be withdrawn during it", async () => {
    const scene = await deployPaused();
    const { ledger, weth, stETH, wallets, networkHelpers, before } = scene;
    const viewer = wallets.viewer.account;
    const creator = wallets.creator.account.address;
    await networkHelpers.time.increase(DAY);
    const [held, earned] = [
      await weth.read.balanceOf([viewer.address]),
      await ledger.read.creatorBalances([creator, stETH.address]),
    ];
    await ledger.write.withdrawAssets([stETH.address, before - 200n * RATE, viewer.address], {
      account: viewer,
    });
    expect(await weth.read.balanceOf([viewer.address])).to.equal(held + before - 200n * RATE);
    expect(await balanceOf(scene)).to.equal(0n);
    expect(await ledger.read.creatorBalances([creator, stETH.address])).to.equal(
      earned + 180n * RATE,
    );
  });

  it("revives nothing when it ends", async () => {
    const scene = await deployPaused();
    const { ledger, stETH, wallets, networkHelpers, pausedAt } = scene;
    const viewer = wallets.viewer.account;
    await unpauseAfter(scene, DAY);
    await ledger.write.depositETH([stETH.address, viewer.address], {
      value: 100n,
      account: viewer,
    });
    await networkHelpers.time.increase(DAY);
    const session = await sessionOf(scene);
    expect(session.running).to.equal(false);
    expect(session.until).to.equal(pausedAt);
    expect(session.owed).to.equal(200n * RATE);
  });

  it("lets a heartbeat after it start the clock again", async () => {
    const scene = await deployPaused();
    const { ledger, stETH, songId, wallets, networkHelpers, startedAt, before } = scene;
    await unpauseAfter(scene, DAY);
    await ledger.write.payForStreamTime([songId, stETH.address, maxUint256, RATE], {
      account: wallets.viewer.account,
    });
    const beat = await networkHelpers.time.latest();
    expect(await balanceOf(scene)).to.equal(before - 200n * RATE);
    const revived = await sessionOf(scene);
    expect(revived.startedAt).to.equal(startedAt);
    expect(revived.settledAt).to.equal(beat);
    expect(revived.running).to.equal(true);
    await networkHelpers.time.increaseTo(beat + 30);
    expect((await sessionOf(scene)).owed).to.equal(30n * RATE);
  });
});
