import { expect } from "chai";
import { getAddress, type Hex, keccak256, toHex, zeroAddress } from "viem";
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

describe("StreamMeter: settle", () => {
  it("turns what is owed into money of the payee and the platform", async () => {
    const scene = await deployWatching();
    const { stETH, settle, at, time, addressOf, events, moved, balance, platform, session } = scene;
    await at(130);
    const hash = await settle(["viewer"]);
    expect(await events(hash)).to.deep.equal([
      moved("stranger", "viewer", "creator", 270n),
      moved("stranger", "viewer", scene.platformAccount, 30n),
      [
        "SessionSettled",
        {
          viewer: addressOf("viewer"),
          streamNo: 1,
          vault: getAddress(stETH.address),
          settledAt: time(130),
          until: time(200),
          gross: 300n,
          fee: 30n,
        },
      ],
    ]);
    expect(await balance("viewer")).to.equal(700n);
    expect(await balance("creator")).to.equal(270n);
    expect(await platform()).to.equal(30n);
    expect(await session("viewer")).to.include({ settledAt: 130, until: 200, running: true });
  });

  for (const [second, gross] of [
    [100, 0n],
    [101, 10n],
    [199, 990n],
    [200, 1_000n],
    [201, 1_000n],
    [100_000_000, 1_000n],
  ] as const) {
    it(`moves ${gross} at ${second} of a session until 200, as the views foretell`, async () => {
      const { settle, at, goTo, balance, owed, available, session } = await deployWatching();
      await goTo(second);
      const until = Math.min(second, 200);
      expect(await owed("viewer")).to.equal(gross);
      expect(await available("viewer")).to.equal(1_000n - gross);
      expect(await session("viewer")).to.include({
        settledAt: 100,
        until: 200,
        owed: gross,
        running: second < 200,
        ended: false,
      });
      await at(second);
      await settle(["viewer"]);
      expect(await balance("viewer")).to.equal(1_000n - gross);
      expect(await owed("viewer")).to.equal(0n);
      expect(await session("viewer")).to.include({ settledAt: until, until: 200, owed: 0n });
    });
  }

  it("takes exactly the balance when it runs out, however late, and leaves no debt", async () => {
    const { song, start, settle, at, fund, balance, platform } = await deployScene();
    await fund("viewer", 1_009n);
    await at(100);
    await start("viewer", song);
    await at(1_000_000);
    await settle(["viewer"]);
    expect(await balance("viewer")).to.equal(9n);
    expect((await balance("creator")) + (await platform())).to.equal(1_000n);
    await fund("viewer", 5_000n);
    await at(2_000_000);
    await settle(["viewer"]);
    expect(await balance("viewer")).to.equal(5_009n);
  });

  it("comes to the same in one step and in a hundred, to the unit", async () => {
    const { stUSDC, song, start, settle, at, fund, balance, platform } = await deployScene();
    const vault = stUSDC.address;
    await fund("viewer", 10_000n, vault);
    await fund("otherViewer", 10_000n, vault);
    await at(100);
    await start("viewer", song, { vault });
    for (let second = 101; second <= 203; ++second) {
      await at(second);
      await settle(["viewer"], vault);
    }
    const inSteps = { creator: await balance("creator", vault), platform: await platform(vault) };
    await at(300);
    await start("otherViewer", song, { vault });
    await at(403);
    await settle(["otherViewer"], vault);
    expect(await balance("otherViewer", vault)).to.equal(10_000n - 721n);
    expect((await balance("creator", vault)) - inSteps.creator).to.equal(inSteps.creator);
    expect((await platform(vault)) - inSteps.platform).to.equal(inSteps.platform);
    expect(inSteps).to.deep.equal({ creator: 649n, platform: 72n });
  });

  it("skips whoever owes nothing, twice or unknown, and never reverts", async () => {
    const { settle, at, addressOf, events, balance, songAccount } = await deployWatching();
    await at(130);
    const hash = await settle([
      zeroAddress,
      "otherViewer",
      "viewer",
      songAccount,
      "viewer",
      addressOf("creator"),
    ]);
    const names = (await events(hash)).map(([name]) => name);
    expect(names).to.deep.equal(["Transfer", "Transfer", "SessionSettled"]);
    expect(await balance("viewer")).to.equal(700n);
    await at(130);
    expect(await events(settle(["viewer"]))).to.deep.equal([]);
    expect(await events(settle([]))).to.deep.equal([]);
    expect(await events(settle(["viewer"], zeroAddress))).to.deep.equal([]);
    expect(await events(settle(["viewer"], addressOf("stranger")))).to.deep.equal([]);
  });

  it("works while paused, and for a vault no longer listed", async () => {
    const { ledger, stETH, settle, at, as, pause, balance } = await deployWatching();
    await ledger.write.delistVault([stETH.address], as("lister"));
    await at(150);
    await settle(["viewer"]);
    expect(await balance("viewer")).to.equal(500n);
    await at(160);
    await pause();
    await at(500);
    await settle(["viewer"]);
    expect(await balance("viewer")).to.equal(400n);
  });

  it("announces that a session without a rate is over", async () => {
    const scene = await deployScene();
    const { stETH, clip, start, settle, at, time, fund, addressOf, events, session } = scene;
    await fund("viewer", 700n);
    await at(100);
    await start("viewer", clip);
    await at(159);
    expect(await events(settle(["viewer"]))).to.deep.equal([]);
    await at(160);
    expect(await events(settle(["viewer"]))).to.deep.equal([
      [
        "SessionSettled",
        {
          viewer: addressOf("viewer"),
          streamNo: 3,
          vault: getAddress(stETH.address),
          settledAt: time(160),
          until: time(160),
          gross: 0n,
          fee: 0n,
        },
      ],
    ]);
    expect(await session("viewer")).to.include({ settledAt: 160, until: 160, running: false });
    await at(170);
    expect(await events(settle(["viewer"]))).to.deep.equal([]);
  });

  it("takes a hundred viewers in one call or in two", async () => {
    const scene = await deployScene();
    const { ledger, stETH, song, settle, at, fund, balance, platform, networkHelpers } = scene;
    const viewers = Array.from(
      { length: 100 },
      (_, index): Hex => getAddress(`0x${keccak256(toHex(`viewer ${index}`)).slice(-40)}`),
    );
    for (const viewer of viewers) {
      await fund(viewer, 1_000n);
      await networkHelpers.impersonateAccount(viewer);
      await networkHelpers.setBalance(viewer, 10n ** 18n);
    }
    for (const account of viewers) {
      await at(2_000);
      await ledger.write.startStream([song, stETH.address, 90n, 10n, 0n], { account });
    }
    await at(2_050);
    await settle(viewers);
    expect(await balance("creator")).to.equal(45_000n);
    expect(await platform()).to.equal(5_000n);
    await at(2_060);
    await settle(viewers.slice(0, 50));
    await at(2_060);
    await settle(viewers.slice(50));
    expect(await balance("creator")).to.equal(54_000n);
    expect(await platform()).to.equal(6_000n);
    expect(await balance(viewers[99] as Hex)).to.equal(400n);
  });

  it("by strangers, every second, costs viewer and payee nothing", async () => {
    const { settle, at, balance, platform } = await deployWatching();
    for (let second = 101; second <= 137; ++second) {
      await at(second);
      await settle(["viewer"]);
    }
    expect(await balance("viewer")).to.equal(1_000n - 370n);
    expect(await balance("creator")).to.equal(333n);
    expect(await platform()).to.equal(37n);
  });

  describe("and a withdrawal of the viewer's in the same second", () => {
    for (const order of ["settle first", "withdraw first"] as const) {
      it(`pay the payee every second before: ${order}`, async () => {
        const { ledger, stETH, settle, at, as, addressOf, balance, platform, available } =
          await deployWatching();
        const withdraw = async () => {
          const args = [stETH.address, addressOf("viewer")] as const;
          await ledger.write.withdrawCreator(args, as("viewer"));
        };
        const calls = [async () => void (await settle(["viewer"])), withdraw];
        for (const call of order === "settle first" ? calls : calls.toReversed()) {
          await at(150);
          await call();
        }
        expect(await balance("creator")).to.equal(450n);
        expect(await platform()).to.equal(50n);
        expect(await balance("viewer")).to.equal(0n);
        await at(1_000);
        await settle(["viewer"]);
        expect(await balance("creator")).to.equal(450n);
        expect(await available("viewer")).to.equal(0n);
      });
    }
  });
});
