import { expect } from "chai";
import { deployAlice } from "./alice.ts";

/** Bits of the reasons why a stream is stopped. */
const STOP = { owner: 1, deleted: 2, suspended: 4 } as const;

/** One action for each reason and the one that takes it back. */
async function deployStoppable() {
  const alice = await deployAlice();
  const { registry, tenantId, streamId, wallets } = alice;
  const asOwner = { account: wallets.owner.account };
  const asRegistrar = { account: wallets.registrar.account };
  const actions = {
    owner: {
      set: () => registry.write.stopStream([streamId], asOwner),
      clear: () => registry.write.resumeStream([streamId], asOwner),
    },
    suspended: {
      set: () => registry.write.suspendStream([streamId], asRegistrar),
      clear: () => registry.write.reinstateStream([streamId], asRegistrar),
    },
    deleted: {
      set: () => registry.write.deleteStream([streamId], asOwner),
      clear: () =>
        registry.write.createStream(
          [tenantId, "song", wallets.creator.account.address, "", []],
          asOwner,
        ),
    },
  };
  const stops = async () => (await registry.read.streamOf([streamId])).stops;
  return { ...alice, actions, stops };
}

describe("StreamRegistry stops", () => {
  it("names the reasons", async () => {
    const { registry } = await deployStoppable();
    expect(await registry.read.STOP_OWNER()).to.equal(STOP.owner);
    expect(await registry.read.STOP_DELETED()).to.equal(STOP.deleted);
    expect(await registry.read.STOP_SUSPENDED()).to.equal(STOP.suspended);
  });

  for (const first of ["owner", "suspended"] as const) {
    const second = first === "owner" ? "suspended" : "owner";
    for (const cleared of ["owner", "suspended"] as const) {
      it(`keeps the other reason: ${first}, then ${second}, then ${cleared} taken back`, async () => {
        const { ledger, streamId, actions, stops } = await deployStoppable();
        await actions[first].set();
        expect(await stops()).to.equal(STOP[first]);
        await actions[second].set();
        expect(await stops()).to.equal(STOP.owner | STOP.suspended);
        await actions[cleared].clear();
        const left = cleared === "owner" ? "suspended" : "owner";
        expect(await stops()).to.equal(STOP[left]);
        expect((await ledger.read.termsOf([streamId])).run).to.equal(0);
        await actions[left].clear();
        expect(await ledger.read.termsOf([streamId])).to.include({ stops: 0, run: 1 });
      });
    }
  }

  for (const reasons of [[], ["owner"], ["suspended"], ["owner", "suspended"]] as const) {
    it(`survive deletion and re-creation: ${reasons.join(" and ") || "none"}`, async () => {
      const { actions, stops } = await deployStoppable();
      const expected = reasons.reduce((bits: number, reason) => bits | STOP[reason], 0);
      for (const reason of reasons) await actions[reason].set();
      await actions.deleted.set();
      expect(await stops()).to.equal(expected | STOP.deleted);
      await actions.deleted.clear();
      expect(await stops()).to.equal(expected);
      for (const reason of reasons) await actions[reason].clear();
      expect(await stops()).to.equal(0);
    });
  }

  for (const reason of ["owner", "suspended"] as const) {
    it(`are not set or taken back twice: ${reason}`, async () => {
      const { viem, registry, streamId, actions } = await deployStoppable();
      const unchanged = (call: Promise<`0x${string}`>, stops: number) =>
        viem.assertions.revertWithCustomErrorWithArgs(call, registry, "StopUnchanged", [
          streamId,
          stops,
          STOP[reason],
        ]);
      await unchanged(actions[reason].clear(), 0);
      await actions[reason].set();
      await unchanged(actions[reason].set(), STOP[reason]);
      await actions[reason].clear();
      await unchanged(actions[reason].clear(), 0);
    });
  }

  it("end a running session at that second, and no viewer starts until all are taken back", async () => {
    const { viem, ledger, stETH, streamId, wallets, actions, networkHelpers, publicClient } =
      await deployStoppable();
    const asViewer = { account: wallets.viewer.account };
    const start = () => ledger.write.startStream([streamId, stETH.address, 60n, 10n, 5n], asViewer);
    await ledger.write.depositETH([stETH.address, wallets.viewer.account.address], {
      ...asViewer,
      value: 10_000n,
    });
    await start();
    await networkHelpers.time.increase(10);
    const hash = await actions.owner.set();
    const { blockNumber } = await publicClient.getTransactionReceipt({ hash });
    const { timestamp } = await publicClient.getBlock({ blockNumber });
    await networkHelpers.time.increase(10);
    const session = await ledger.read.sessionOf([wallets.viewer.account.address, stETH.address]);
    expect(session.until).to.equal(Number(timestamp));
    await actions.suspended.set();
    await actions.owner.clear();
    await viem.assertions.revertWithCustomErrorWithArgs(start(), ledger, "StreamStopped", [
      streamId,
      STOP.suspended,
    ]);
    await actions.suspended.clear();
    await start();
  });
});
