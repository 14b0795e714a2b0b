import { expect } from "chai";
import { getAddress } from "viem";
import { deployScene } from "./scene.ts";

/** A session of `song` from 100 to 200 that the balance of 1,000 just affords. */
async function deployWatching() {
  const scene = await deployScene();
  const { song, start, at, fund } = scene;
  await fund("viewer", 1_000n);
  await at(100);
  await start("viewer", song);
  return scene;
}

describe("StreamMeter: endStream", () => {
  it("settles and stops the cost", async () => {
    const scene = await deployWatching();
    const { stETH, end, at, goTo, time, addressOf, events, moved, session, balance } = scene;
    await at(130);
    const hash = await end("viewer");
    expect(await events(hash)).to.deep.equal([
      moved("viewer", "viewer", "creator", 270n),
      moved("viewer", "viewer", scene.platformAccount, 30n),
      [
        "SessionSettled",
        {
          viewer: addressOf("viewer"),
          streamNo: 1,
          vault: getAddress(stETH.address),
          settledAt: time(130),
          until: time(130),
          gross: 300n,
          fee: 30n,
        },
      ],
    ]);
    await goTo(180);
    expect(await session("viewer")).to.include({
      settledAt: 130,
      until: 130,
      owed: 0n,
      running: false,
      ended: true,
    });
    expect(await balance("viewer")).to.equal(700n);
  });

  it("costs nothing in the second of the start, and says so", async () => {
    const scene = await deployWatching();
    const { stETH, end, at, time, addressOf, events, balance } = scene;
    await at(100);
    expect(await events(end("viewer"))).to.deep.equal([
      [
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
      ],
    ]);
    expect(await balance("viewer")).to.equal(1_000n);
  });

  for (const [second, gross] of [
    [199, 990n],
    [200, 1_000n],
    [201, 1_000n],
    [100_000, 1_000n],
  ] as const) {
    it(`charges ${gross} at ${second} of a session until 200`, async () => {
      const { end, at, balance, session } = await deployWatching();
      await at(second);
      await end("viewer");
      expect(await balance("viewer")).to.equal(1_000n - gross);
      const until = Math.min(second, 200);
      expect(await session("viewer")).to.include({ settledAt: until, until, ended: true });
    });
  }

  it("is announced also if all was settled before", async () => {
    const { end, settle, at, events } = await deployWatching();
    await at(250);
    await settle(["viewer"]);
    await at(260);
    const [[name, args] = []] = await events(end("viewer"));
    expect(name).to.equal("SessionSettled");
    expect(args).to.include({ gross: 0n, fee: 0n });
  });

  it("happens once", async () => {
    const { stETH, end, addressOf, refused } = await deployWatching();
    await end("viewer");
    await refused(end("viewer"), "SessionAlreadyEnded", [
      addressOf("viewer"),
      getAddress(stETH.address),
    ]);
  });

  it("is of the caller's own session in that vault", async () => {
    const { stETH, stUSDC, end, addressOf, refused, session } = await deployWatching();
    await refused(end("otherViewer"), "NoSession", [
      addressOf("otherViewer"),
      getAddress(stETH.address),
    ]);
    await refused(end("viewer", stUSDC.address), "NoSession", [
      addressOf("viewer"),
      getAddress(stUSDC.address),
    ]);
    expect((await session("viewer")).running).to.equal(true);
  });

  it("works for a vault no longer listed", async () => {
    const { ledger, stETH, end, at, as, balance } = await deployWatching();
    await ledger.write.delistVault([stETH.address], as("lister"));
    await at(130);
    await end("viewer");
    expect(await balance("viewer")).to.equal(700n);
  });

  it("lets the viewer start again", async () => {
    const { song, start, end, at, session } = await deployWatching();
    await at(130);
    await end("viewer");
    await at(140);
    await start("viewer", song);
    expect(await session("viewer")).to.include({ startedAt: 140, until: 210, ended: false });
  });
});
