import { expect } from "chai";
import { deployScene } from "./scene.ts";

/** A session of `song` from 100, with money for 1,000 s, and the ways to stop and resume. */
async function deployWatching() {
  const scene = await deployScene();
  const { registry, song, tenantId, start, at, as, fund, addressOf } = scene;
  await fund("viewer", 10_000n);
  await at(100);
  await start("viewer", song);
  const price = { vault: scene.stETH.address, startFee: 0n, perSecond: 10n, window: 3_600n };
  return {
    ...scene,
    stop: () => registry.write.stopStream([song], as("owner")),
    resume: () => registry.write.resumeStream([song], as("owner")),
    suspend: () => registry.write.suspendStream([song], as("registrar")),
    reinstate: () => registry.write.reinstateStream([song], as("registrar")),
    remove: () => registry.write.deleteStream([song], as("owner")),
    recreate: () =>
      registry.write.createStream(
        [tenantId, "song", addressOf("creator"), "", [price]],
        as("owner"),
      ),
  };
}

describe("StreamMeter: stops", () => {
  it("end a session at their second, whenever it is settled", async () => {
    const { stop, settle, at, goTo, balance, session, owed } = await deployWatching();
    await at(130);
    await stop();
    expect(await session("viewer")).to.include({ until: 130, owed: 300n, running: false });
    await goTo(5_000);
    expect(await owed("viewer")).to.equal(300n);
    await at(5_000);
    await settle(["viewer"]);
    expect(await balance("viewer")).to.equal(9_700n);
    expect(await session("viewer")).to.include({ settledAt: 130, until: 130, ended: false });
  });

  it("in the second of the start cost nothing", async () => {
    const { stop, settle, at, balance } = await deployWatching();
    await at(100);
    await stop();
    await at(500);
    await settle(["viewer"]);
    expect(await balance("viewer")).to.equal(10_000n);
  });

  it("after the end change nothing", async () => {
    const { song, start, stop, settle, at, balance, session } = await deployWatching();
    await at(100);
    await start("viewer", song, { maxSeconds: 20n });
    await at(121);
    await stop();
    await at(500);
    await settle(["viewer"]);
    expect(await balance("viewer")).to.equal(9_800n);
    expect((await session("viewer")).until).to.equal(120);
  });

  it("count from the first: suspended, reinstated, suspended, then settled", async () => {
    const { suspend, reinstate, settle, at, balance, session } = await deployWatching();
    await at(130);
    await suspend();
    await at(140);
    await reinstate();
    await at(200);
    await suspend();
    await at(300);
    await settle(["viewer"]);
    expect(await balance("viewer")).to.equal(9_700n);
    expect(await session("viewer")).to.include({ settledAt: 130, until: 130 });
  });

  it("of another reason do not move the first", async () => {
    const { ledger, song, stop, resume, suspend, reinstate, settle, at, time, balance } =
      await deployWatching();
    await at(130);
    await stop();
    await at(150);
    await suspend();
    await at(160);
    await resume();
    await at(170);
    await stop();
    await at(180);
    await reinstate();
    expect(await ledger.read.stoppedAt([song, 0])).to.equal(time(130));
    expect(await ledger.read.stoppedAt([song, 1])).to.equal(0);
    expect(await ledger.read.termsOf([song])).to.include({ run: 0, stops: 1 });
    await at(190);
    await resume();
    expect(await ledger.read.termsOf([song])).to.include({ run: 1, stops: 0 });
    await settle(["viewer"]);
    expect(await balance("viewer")).to.equal(9_700n);
  });

  it("are not undone: resuming revives no session", async () => {
    const { stop, resume, settle, at, goTo, session, balance } = await deployWatching();
    await at(130);
    await stop();
    await at(131);
    await resume();
    await goTo(200);
    expect(await session("viewer")).to.include({ until: 130, running: false });
    await at(200);
    await settle(["viewer"]);
    expect(await balance("viewer")).to.equal(9_700n);
  });

  it("leave sessions of the next run alone, even if all happens in one second", async () => {
    const { song, start, stop, resume, settle, at, session, balance } = await deployWatching();
    for (const call of [stop, resume, stop, resume]) {
      await at(130);
      await call();
    }
    await at(130);
    await start("viewer", song);
    expect(await session("viewer")).to.include({ startedAt: 130, running: true });
    await at(150);
    await settle(["viewer"]);
    expect(await balance("viewer")).to.equal(9_500n);
    await at(160);
    await stop();
    await at(200);
    await settle(["viewer"]);
    expect(await balance("viewer")).to.equal(9_400n);
  });

  it("end each session of a stream, and none of another", async () => {
    const { film, start, stop, at, fund, goTo, session } = await deployWatching();
    await fund("otherViewer", 10_000n);
    await fund("funder", 10_000n);
    await at(110);
    await start("otherViewer", film);
    await at(120);
    await start("funder", film);
    await at(130);
    await stop();
    await goTo(200);
    expect((await session("viewer")).running).to.equal(false);
    expect((await session("otherViewer")).running).to.equal(true);
    expect((await session("funder")).running).to.equal(true);
  });

  it("include deletion, and survive it", async () => {
    const { remove, recreate, song, start, settle, at, session, balance } = await deployWatching();
    await at(130);
    await remove();
    await at(140);
    await recreate();
    await at(150);
    await start("viewer", song);
    expect(await session("viewer")).to.include({ startedAt: 150, settledAt: 150, running: true });
    expect(await balance("viewer")).to.equal(9_700n);
    await at(160);
    await remove();
    await at(500);
    await settle(["viewer"]);
    expect(await balance("viewer")).to.equal(9_600n);
  });

  it("are said by the ledger", async () => {
    const { ledger, song, stop, suspend, resume, reinstate, at, time, events } =
      await deployWatching();
    const stops = (hash: Promise<`0x${string}`>) => events(hash);
    await at(130);
    expect(await stops(stop())).to.deep.equal([["StopsSet", { streamNo: 1, stops: 1, run: 0 }]]);
    expect(await stops(suspend())).to.deep.equal([["StopsSet", { streamNo: 1, stops: 5, run: 0 }]]);
    expect(await stops(resume())).to.deep.equal([["StopsSet", { streamNo: 1, stops: 4, run: 0 }]]);
    expect(await stops(reinstate())).to.deep.equal([
      ["StopsSet", { streamNo: 1, stops: 0, run: 1 }],
    ]);
    expect(await ledger.read.stoppedAt([song, 0])).to.equal(time(130));
  });
});

describe("StreamMeter: a stop and a pause of one session", () => {
  for (const [stopped, paused, until] of [
    [130, 150, 130],
    [150, 130, 130],
    [130, 130, 130],
  ] as const) {
    it(`end it at the first: stopped at ${stopped}, paused at ${paused}`, async () => {
      const { stop, pause, unpause, resume, settle, at, balance, session } = await deployWatching();
      const calls = [
        { second: stopped, call: stop },
        { second: paused, call: pause },
      ].toSorted((a, b) => a.second - b.second);
      for (const { second, call } of calls) {
        await at(second);
        await call();
      }
      await at(200);
      await unpause();
      await at(300);
      await resume();
      await at(400);
      await settle(["viewer"]);
      expect((await session("viewer")).until).to.equal(until);
      expect(await balance("viewer")).to.equal(10_000n - 10n * BigInt(until - 100));
    });
  }
});
