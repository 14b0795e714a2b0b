import { expect } from "chai";
import { getAddress, maxUint256, namehash, zeroAddress } from "viem";
import { ROOT } from "../helpers/deploy.ts";
import { deployScene } from "./scene.ts";

/** Bits of the reasons why a stream is stopped. */
const STOP = { owner: 1, deleted: 2, suspended: 4 } as const;

describe("StreamMeter: startStream", () => {
  it("starts a session under the stream's price, payee and fee", async () => {
    const scene = await deployScene();
    const { stETH, song, start, at, time, fund, addressOf, events, session, balance, preview } =
      scene;
    await fund("viewer", 1_000n);
    await at(99);
    const args = [song, stETH.address, maxUint256, 10n, 0n];
    await scene.goTo(99);
    expect(await preview("startStream", args, "viewer")).to.equal(time(199));
    await at(100);
    const hash = await start("viewer", song, { maxPerSecond: 10n, maxStartFee: 0n });
    expect(await events(hash)).to.deep.equal([
      [
        "SessionStarted",
        {
          viewer: addressOf("viewer"),
          streamNo: 1,
          vault: getAddress(stETH.address),
          payee: addressOf("creator"),
          perSecond: 10n,
          feeBps: 1_000,
          until: time(200),
        },
      ],
    ]);
    expect(await session("viewer")).to.deep.equal({
      payee: addressOf("creator"),
      perSecond: 10n,
      streamNo: 1,
      startedAt: 100,
      settledAt: 100,
      until: 200,
      feeBps: 1_000,
      owed: 0n,
      running: true,
      ended: false,
    });
    expect(await balance("viewer")).to.equal(1_000n);
  });

  for (const [shares, maxSeconds, seconds, limit] of [
    [10n, maxUint256, 1, "the balance"],
    [19n, maxUint256, 1, "the balance"],
    [20n, maxUint256, 2, "the balance"],
    [1_000n, 101n, 100, "the balance"],
    [1_000n, 100n, 100, "all but the window"],
    [1_000n, 99n, 99, "the viewer's bound"],
    [1_000n, 1n, 1, "the viewer's bound"],
    [35_999n, maxUint256, 3_599, "the balance"],
    [36_000n, maxUint256, 3_600, "the balance and the window"],
    [36_010n, maxUint256, 3_600, "the window"],
    [36_010n, 3_601n, 3_600, "the window"],
  ] as const) {
    it(`lasts ${seconds} s with ${shares} shares and ${maxSeconds === maxUint256 ? "no bound" : `at most ${maxSeconds} s`}: by ${limit}`, async () => {
      const { song, start, at, fund, session } = await deployScene();
      await fund("viewer", shares);
      await at(100);
      await start("viewer", song, { maxSeconds });
      expect((await session("viewer")).until).to.equal(100 + seconds);
    });
  }

  it("needs a second's worth", async () => {
    const { stETH, song, start, fund, addressOf, refused } = await deployScene();
    const [viewer, vault] = [addressOf("viewer"), getAddress(stETH.address)];
    await refused(start("viewer", song), "BalanceTooLow", [viewer, vault, 0n, 10n]);
    await fund("viewer", 9n);
    await refused(start("viewer", song), "BalanceTooLow", [viewer, vault, 9n, 10n]);
    await fund("viewer", 1n);
    await start("viewer", song);
  });

  it("needs the start fee and a second's worth, and charges nothing otherwise", async () => {
    const { stETH, film, start, fund, at, addressOf, refused, balance, session } =
      await deployScene();
    await fund("viewer", 502n);
    await refused(start("viewer", film), "BalanceTooLow", [
      addressOf("viewer"),
      getAddress(stETH.address),
      502n,
      503n,
    ]);
    expect(await balance("viewer")).to.equal(502n);
    await fund("viewer", 1n);
    await at(100);
    await start("viewer", film);
    expect(await balance("viewer")).to.equal(3n);
    expect((await session("viewer")).until).to.equal(101);
  });

  it("counts what the session before still owes", async () => {
    const { stETH, song, film, start, fund, at, addressOf, refused } = await deployScene();
    await fund("viewer", 1_000n);
    await at(100);
    await start("viewer", song);
    await at(150);
    await refused(start("viewer", film), "BalanceTooLow", [
      addressOf("viewer"),
      getAddress(stETH.address),
      500n,
      503n,
    ]);
  });

  it("costs no more than the viewer said", async () => {
    const { song, film, start, fund, refused, session } = await deployScene();
    await fund("viewer", 1_000n);
    await refused(start("viewer", song, { maxPerSecond: 9n }), "PriceAboveBound", [10n, 9n]);
    await start("viewer", song, { maxPerSecond: 10n });
    await refused(start("viewer", film, { maxStartFee: 499n }), "StartFeeAboveBound", [500n, 499n]);
    await start("viewer", film, { maxStartFee: 500n, maxPerSecond: 3n });
    expect(await session("viewer")).to.include({ streamNo: 2, perSecond: 3n });
  });

  it("is for some time", async () => {
    const { song, start, fund, refused } = await deployScene();
    await fund("viewer", 1_000n);
    await refused(start("viewer", song, { maxSeconds: 0n }), "NoSeconds", []);
  });

  it("is of a stream that exists, is for sale and plays", async () => {
    const { registry, stETH, stUSDC, song, film, start, fund, as, refused } = await deployScene();
    await fund("viewer", 1_000n);
    const unknown = namehash(`unknown.alice.${ROOT}`);
    await refused(start("viewer", unknown), "StreamUnknown", [unknown]);
    await refused(start("viewer", film, { vault: stUSDC.address }), "StreamNotPriced", [
      film,
      getAddress(stUSDC.address),
    ]);
    await registry.write.setPrice(
      [film, { vault: stETH.address, startFee: 0n, perSecond: 0n, window: 0n }],
      as("owner"),
    );
    await refused(start("viewer", film), "StreamNotPriced", [film, getAddress(stETH.address)]);

    await registry.write.stopStream([song], as("owner"));
    await refused(start("viewer", song), "StreamStopped", [song, STOP.owner]);
    await registry.write.suspendStream([song], as("registrar"));
    await refused(start("viewer", song), "StreamStopped", [song, STOP.owner | STOP.suspended]);
    await registry.write.resumeStream([song], as("owner"));
    await registry.write.reinstateStream([song], as("registrar"));
    await start("viewer", song);
    await registry.write.deleteStream([song], as("owner"));
    await refused(start("viewer", song), "StreamStopped", [song, STOP.deleted]);
  });

  it("is in a listed vault, and not during a pause", async () => {
    const { ledger, stETH, song, start, fund, as, refused, pause } = await deployScene();
    await fund("viewer", 1_000n);
    await refused(start("viewer", song, { vault: zeroAddress }), "VaultNotListed", [zeroAddress]);
    await ledger.write.delistVault([stETH.address], as("lister"));
    await refused(start("viewer", song), "VaultNotListed", [getAddress(stETH.address)]);
    await ledger.write.listVault([stETH.address], as("lister"));
    await pause();
    await refused(start("viewer", song), "EnforcedPause", []);
  });

  it("settles the session before, which is over", async () => {
    const scene = await deployScene();
    const { stETH, song, film, start, at, time, fund, addressOf, events, moved } = scene;
    const [viewer, creator] = [addressOf("viewer"), addressOf("creator")];
    const vault = getAddress(stETH.address);
    await fund("viewer", 2_000n);
    await at(100);
    await start("viewer", song);
    await at(130);
    const hash = await start("viewer", film);
    expect(await events(hash)).to.deep.equal([
      moved("viewer", "viewer", "creator", 270n),
      moved("viewer", "viewer", scene.platformAccount, 30n),
      [
        "SessionSettled",
        {
          viewer,
          streamNo: 1,
          vault,
          settledAt: time(130),
          until: time(130),
          gross: 300n,
          fee: 30n,
        },
      ],
      moved("viewer", "viewer", "creator", 450n),
      moved("viewer", "viewer", scene.platformAccount, 50n),
      ["StartFeePaid", { viewer, streamNo: 2, vault, payee: creator, gross: 500n, fee: 50n }],
      [
        "SessionStarted",
        {
          viewer,
          streamNo: 2,
          vault,
          payee: creator,
          perSecond: 3n,
          feeBps: 1_000,
          until: time(530),
        },
      ],
    ]);
    expect(await scene.balance("viewer")).to.equal(1_200n);
    expect(await scene.balance("creator")).to.equal(720n);
    expect(await scene.platform()).to.equal(80n);
  });

  it("starts again in the same second at no cost", async () => {
    const { stETH, song, start, at, time, fund, addressOf, events, session, balance } =
      await deployScene();
    await fund("viewer", 1_000n);
    await at(100);
    await start("viewer", song);
    await at(100);
    const hash = await start("viewer", song, { maxSeconds: 7n });
    const [settled, started] = await events(hash);
    expect(settled).to.deep.equal([
      "SessionSettled",
      {
        viewer: addressOf("viewer"),
        streamNo: 1,
        vault: getAddress(stETH.address),
        settledAt: time(100),
        until: time(100),
        gross: 0n,
        fee: 0n,
      },
    ]);
    expect(started?.[0]).to.equal("SessionStarted");
    expect((await session("viewer")).until).to.equal(107);
    expect(await balance("viewer")).to.equal(1_000n);
  });

  it("says nothing of a session before that was over and settled", async () => {
    const { song, start, end, at, fund, events } = await deployScene();
    await fund("viewer", 1_000n);
    await at(100);
    await start("viewer", song);
    await at(110);
    await end("viewer");
    await at(120);
    const names = (await events(start("viewer", song))).map(([name]) => name);
    expect(names).to.deep.equal(["SessionStarted"]);
  });

  it("leaves one session of many, and charges no second twice", async () => {
    const { song, film, start, at, fund, session, balance, settle } = await deployScene();
    await fund("viewer", 10_000n);
    await at(100);
    await start("viewer", film);
    const paidToStart = 500n;
    for (let second = 101; second <= 140; ++second) {
      await at(second);
      await start("viewer", second % 2 === 0 ? film : song);
    }
    await at(150);
    await settle(["viewer"]);
    const film20 = 20n * 3n;
    const song20 = 20n * 10n;
    const last = 10n * 3n;
    expect(await balance("viewer")).to.equal(10_000n - paidToStart - film20 - song20 - last);
    expect(await session("viewer")).to.include({ streamNo: 2, startedAt: 140, settledAt: 150 });
  });

  it("runs beside a session in another vault", async () => {
    const scene = await deployScene();
    const { stUSDC, song, start, at, goTo, fund, session, owed } = scene;
    await fund("viewer", 1_000n);
    await fund("viewer", 70n, stUSDC.address);
    await at(100);
    await start("viewer", song);
    await at(110);
    await start("viewer", song, { vault: stUSDC.address });
    await goTo(115);
    expect(await owed("viewer")).to.equal(150n);
    expect(await owed("viewer", stUSDC.address)).to.equal(35n);
    expect((await session("viewer", stUSDC.address)).until).to.equal(120);
    expect((await session("viewer")).until).to.equal(200);
  });

  describe("with ETH in the same call", () => {
    it("deposits it and starts", async () => {
      const { ledger, stETH, song, at, time, as, fund, events, moved, session, balance } =
        await deployScene();
      await fund("viewer", 100n);
      await at(100);
      const hash = await ledger.write.depositETHAndStart(
        [song, stETH.address, maxUint256, 10n, 0n],
        { ...as("viewer"), value: 900n },
      );
      const [deposited, [started, terms] = []] = await events(hash);
      expect(deposited).to.deep.equal(moved("viewer", zeroAddress, "viewer", 900n));
      expect(started).to.equal("SessionStarted");
      expect(terms).to.include({ streamNo: 1, until: time(200) });
      expect(await balance("viewer")).to.equal(1_000n);
      expect((await session("viewer")).until).to.equal(200);
    });

    it("does neither if one is refused", async () => {
      const { ledger, stETH, stUSDC, usdc, song, as, addressOf, refused } = await deployScene();
      const call = (vault: typeof song, value: bigint) =>
        ledger.write.depositETHAndStart([song, vault, maxUint256, 10n, 0n], {
          ...as("viewer"),
          value,
        });
      await refused(call(stETH.address, 0n), "ZeroAmount", []);
      await refused(call(stETH.address, 9n), "BalanceTooLow", [
        addressOf("viewer"),
        getAddress(stETH.address),
        9n,
        10n,
      ]);
      await refused(call(stUSDC.address, 10n), "NotAnEtherVault", [
        getAddress(stUSDC.address),
        getAddress(usdc.address),
      ]);
    });
  });
});
