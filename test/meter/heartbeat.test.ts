import { expect } from "chai";
import { getAddress, namehash } from "viem";
import { ROOT } from "../helpers/deploy.ts";
import { deployScene } from "./scene.ts";

/** Shares that the viewer has at first. */
const FUNDS = 10_000n;

/** A session of `song` from 100 to 200, with more than enough money. */
async function deployWatching() {
  const scene = await deployScene();
  const { song, start, at, fund } = scene;
  await fund("viewer", FUNDS);
  await at(100);
  await start("viewer", song, { maxSeconds: 100n });
  return scene;
}

describe("StreamMeter: payForStreamTime", () => {
  it("settles, and prolongs the session under a fresh quote", async () => {
    const scene = await deployWatching();
    const { ledger, registry, stETH, song, beat, at, time, as, addressOf, events, moved } = scene;
    const vault = getAddress(stETH.address);
    await registry.write.setPayee([song, addressOf("funder")], as("owner"));
    await registry.write.setPrice(
      [song, { vault, startFee: 0n, perSecond: 20n, window: 300n }],
      as("owner"),
    );
    await ledger.write.setPlatformFees([vault, 500, 0], as("feeSetter"));
    await at(150);
    const hash = await beat("viewer", song, { maxPerSecond: 20n });
    expect(await events(hash)).to.deep.equal([
      moved("viewer", "viewer", "creator", 450n),
      moved("viewer", "viewer", scene.platformAccount, 50n),
      [
        "SessionSettled",
        {
          viewer: addressOf("viewer"),
          streamNo: 1,
          vault,
          settledAt: time(150),
          until: time(200),
          gross: 500n,
          fee: 50n,
        },
      ],
      [
        "SessionExtended",
        {
          viewer: addressOf("viewer"),
          streamNo: 1,
          vault,
          payee: addressOf("funder"),
          perSecond: 20n,
          feeBps: 500,
          until: time(450),
        },
      ],
    ]);
    expect(await scene.session("viewer")).to.include({
      payee: addressOf("funder"),
      perSecond: 20n,
      startedAt: 100,
      settledAt: 150,
      until: 450,
      feeBps: 500,
    });
    await at(160);
    await scene.settle(["viewer"]);
    expect(await scene.balance("funder")).to.equal(190n);
    expect(await scene.balance("creator")).to.equal(450n);
    expect(await scene.balance("viewer")).to.equal(FUNDS - 700n);
  });

  it("gains at least five seconds on a session that runs", async () => {
    const { song, beat, at, time, refused, session } = await deployWatching();
    await at(150);
    await refused(beat("viewer", song, { maxSeconds: 50n }), "HeartbeatTooSoon", [
      time(200),
      time(200),
      5,
    ]);
    await refused(beat("viewer", song, { maxSeconds: 54n }), "HeartbeatTooSoon", [
      time(200),
      time(204),
      5,
    ]);
    await beat("viewer", song, { maxSeconds: 55n });
    expect((await session("viewer")).until).to.equal(205);
  });

  it("cannot cut a session short", async () => {
    const { song, beat, at, time, refused } = await deployWatching();
    await at(150);
    await refused(beat("viewer", song, { maxSeconds: 1n }), "HeartbeatTooSoon", [
      time(200),
      time(151),
      5,
    ]);
  });

  it("may gain less once the session has run out, and not a second before", async () => {
    const { song, beat, at, time, refused, session } = await deployWatching();
    await at(199);
    await refused(beat("viewer", song, { maxSeconds: 5n }), "HeartbeatTooSoon", [
      time(200),
      time(204),
      5,
    ]);
    await at(200);
    await beat("viewer", song, { maxSeconds: 1n });
    expect(await session("viewer")).to.include({ settledAt: 200, until: 201, running: true });
  });

  it("lasts as long as the balance after settlement affords", async () => {
    const { song, beat, start, at, fund, session, refused, addressOf, stETH } = await deployScene();
    await fund("viewer", 1_000n);
    await at(100);
    await start("viewer", song, { maxSeconds: 10n });
    await at(105);
    await beat("viewer", song);
    expect((await session("viewer")).until).to.equal(200);
    await at(200);
    await refused(beat("viewer", song), "BalanceTooLow", [
      addressOf("viewer"),
      getAddress(stETH.address),
      0n,
      10n,
    ]);
  });

  describe("never charges the gap", () => {
    it("after the session ran out", async () => {
      const { song, beat, at, goTo, balance, owed, session } = await deployWatching();
      await at(1_000);
      await beat("viewer", song);
      expect(await balance("viewer")).to.equal(FUNDS - 1_000n);
      expect(await session("viewer")).to.include({ startedAt: 100, settledAt: 1_000, owed: 0n });
      await goTo(1_010);
      expect(await owed("viewer")).to.equal(100n);
    });

    it("after the session ran out and was settled", async () => {
      const { song, beat, settle, at, balance, events } = await deployWatching();
      await at(500);
      await settle(["viewer"]);
      await at(1_000);
      const names = (await events(beat("viewer", song))).map(([name]) => name);
      expect(names).to.deep.equal(["SessionExtended"]);
      expect(await balance("viewer")).to.equal(FUNDS - 1_000n);
    });

    it("after a stop", async () => {
      const { registry, song, beat, at, as, balance, session, settle } = await deployWatching();
      await at(130);
      await registry.write.stopStream([song], as("owner"));
      await at(150);
      await registry.write.resumeStream([song], as("owner"));
      await at(180);
      await beat("viewer", song, { maxSeconds: 60n });
      expect(await balance("viewer")).to.equal(FUNDS - 300n);
      expect(await session("viewer")).to.include({ settledAt: 180, until: 240 });
      await at(190);
      await settle(["viewer"]);
      expect(await balance("viewer")).to.equal(FUNDS - 400n);
    });

    it("after a pause", async () => {
      const { song, beat, at, pause, unpause, balance, session, settle } = await deployWatching();
      await at(130);
      await pause();
      await at(150);
      await unpause();
      await at(180);
      await beat("viewer", song, { maxSeconds: 60n });
      expect(await balance("viewer")).to.equal(FUNDS - 300n);
      expect(await session("viewer")).to.include({ settledAt: 180, until: 240 });
      await at(190);
      await settle(["viewer"]);
      expect(await balance("viewer")).to.equal(FUNDS - 400n);
    });
  });

  it("is needed: a top-up alone revives nothing and prolongs nothing", async () => {
    const { song, start, beat, at, goTo, fund, session, owed, balance, events } =
      await deployScene();
    await fund("viewer", 100n);
    await at(100);
    await start("viewer", song);
    await at(105);
    const names = (await events(fund("viewer", 1_000n))).map(([name]) => name);
    expect(names).to.deep.equal(["Transfer"]);
    expect((await session("viewer")).until).to.equal(110);
    await at(200);
    await fund("viewer", 1_000n);
    await goTo(300);
    expect(await session("viewer")).to.include({ until: 110, running: false });
    expect(await owed("viewer")).to.equal(100n);
    await at(310);
    await beat("viewer", song);
    expect(await session("viewer")).to.include({ until: 510, running: true });
    expect(await balance("viewer")).to.equal(2_000n);
  });

  it("keeps a paid play going at no cost", async () => {
    const { clip, start, beat, at, fund, session, balance, events } = await deployScene();
    await fund("viewer", 700n);
    await at(100);
    await start("viewer", clip);
    await at(120);
    const names = (await events(beat("viewer", clip))).map(([name]) => name);
    expect(names).to.deep.equal(["SessionExtended"]);
    expect(await session("viewer")).to.include({ startedAt: 100, until: 180, running: true });
    expect(await balance("viewer")).to.equal(0n);
  });

  describe("is refused", () => {
    it("without a session, in another vault, or to another viewer", async () => {
      const { stETH, stUSDC, song, beat, addressOf, refused } = await deployWatching();
      await refused(beat("otherViewer", song), "NoSession", [
        addressOf("otherViewer"),
        getAddress(stETH.address),
      ]);
      await refused(beat("viewer", song, { vault: stUSDC.address }), "NoSession", [
        addressOf("viewer"),
        getAddress(stUSDC.address),
      ]);
    });

    it("after the viewer ended the session", async () => {
      const { stETH, song, beat, end, addressOf, refused } = await deployWatching();
      await end("viewer");
      await refused(beat("viewer", song), "SessionAlreadyEnded", [
        addressOf("viewer"),
        getAddress(stETH.address),
      ]);
    });

    it("for another stream than the session's", async () => {
      const { registry, stETH, film, beat, as, addressOf, refused } = await deployWatching();
      await registry.write.setPrice(
        [film, { vault: stETH.address, startFee: 0n, perSecond: 3n, window: 600n }],
        as("owner"),
      );
      await refused(beat("viewer", film), "SessionOfOtherStream", [
        addressOf("viewer"),
        getAddress(stETH.address),
        1,
      ]);
    });

    it("while a start fee is due", async () => {
      const { registry, stETH, song, beat, at, as, refused } = await deployWatching();
      await registry.write.setPrice(
        [song, { vault: stETH.address, startFee: 1n, perSecond: 10n, window: 300n }],
        as("owner"),
      );
      await at(150);
      await refused(beat("viewer", song), "StartFeeDue", [song, 1n]);
    });

    it("above the viewer's bound, or for no time", async () => {
      const { song, beat, refused } = await deployWatching();
      await refused(beat("viewer", song, { maxPerSecond: 9n }), "PriceAboveBound", [10n, 9n]);
      await refused(beat("viewer", song, { maxSeconds: 0n }), "NoSeconds", []);
    });

    it("when a start would be: unknown, stopped, off sale, delisted, paused", async () => {
      const scene = await deployWatching();
      const { ledger, registry, stETH, song, beat, as, refused, pause } = scene;
      const unknown = namehash(`unknown.alice.${ROOT}`);
      const vault = getAddress(stETH.address);
      await refused(beat("viewer", unknown), "StreamUnknown", [unknown]);
      await registry.write.stopStream([song], as("owner"));
      await refused(beat("viewer", song), "StreamStopped", [song, 1]);
      await registry.write.resumeStream([song], as("owner"));
      await registry.write.setPrice(
        [song, { vault, startFee: 0n, perSecond: 0n, window: 0n }],
        as("owner"),
      );
      await refused(beat("viewer", song), "StreamNotPriced", [song, vault]);
      await ledger.write.delistVault([vault], as("lister"));
      await refused(beat("viewer", song), "VaultNotListed", [vault]);
      await ledger.write.listVault([vault], as("lister"));
      await pause();
      await refused(beat("viewer", song), "EnforcedPause", []);
    });
  });

  it("needs no start fee that was paid, whatever it is now", async () => {
    const { registry, stETH, film, start, beat, at, as, fund, session } = await deployScene();
    await fund("viewer", 5_000n);
    await at(100);
    await start("viewer", film, { maxSeconds: 10n });
    await registry.write.setPrice(
      [film, { vault: stETH.address, startFee: 9_999n, perSecond: 3n, window: 600n }],
      as("owner"),
    );
    await at(105);
    await beat("viewer", film);
    expect(await session("viewer")).to.include({ until: 705, running: true });
  });
});
