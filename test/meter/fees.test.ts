import { expect } from "chai";
import { getAddress } from "viem";
import { deployScene } from "./scene.ts";

/** The viewer with 100,000 shares of each vault, and a stream at 1 a second in both. */
async function deployCheap() {
  const scene = await deployScene();
  const { registry, stETH, stUSDC, tenantId, addressOf, as, fund } = scene;
  const price = { vault: stETH.address, startFee: 0n, perSecond: 1n, window: 3_600n };
  for (const label of ["a", "b"]) {
    await registry.write.createStream(
      [tenantId, label, addressOf("creator"), "", [price, { ...price, vault: stUSDC.address }]],
      as("owner"),
    );
  }
  await fund("viewer", 100_000n);
  await fund("viewer", 100_000n, stUSDC.address);
  return {
    ...scene,
    a: await registry.read.streamIdOf([tenantId, "a"]),
    b: await registry.read.streamIdOf([tenantId, "b"]),
  };
}

describe("StreamMeter: start fees", () => {
  it("are paid once for each viewer and stream", async () => {
    const scene = await deployScene();
    const { ledger, stETH, film, clip, start, at, fund, addressOf, balance, events, end } = scene;
    const feePaid = (who: "viewer" | "otherViewer") =>
      ledger.read.startFeePaid([addressOf(who), film]);
    await fund("viewer", 10_000n);
    await fund("otherViewer", 10_000n);
    expect(await feePaid("viewer")).to.equal(false);
    await at(100);
    const names = (await events(start("viewer", film))).map(([name]) => name);
    expect(names).to.deep.equal(["Transfer", "Transfer", "StartFeePaid", "SessionStarted"]);
    expect(await balance("viewer")).to.equal(9_500n);
    expect(await feePaid("viewer")).to.equal(true);
    expect(await feePaid("otherViewer")).to.equal(false);

    await at(100);
    await end("viewer");
    await at(100);
    await start("viewer", film, { maxStartFee: 0n });
    expect(await balance("viewer")).to.equal(9_500n);

    await at(100);
    await start("viewer", clip);
    expect(await balance("viewer")).to.equal(8_800n);
    await at(100);
    const [, , paid] = await events(start("otherViewer", film));
    expect(paid).to.deep.equal([
      "StartFeePaid",
      {
        viewer: addressOf("otherViewer"),
        streamNo: 2,
        vault: getAddress(stETH.address),
        payee: addressOf("creator"),
        gross: 500n,
        fee: 50n,
      },
    ]);
    expect(await balance("otherViewer")).to.equal(9_500n);
  });

  it("stay paid in another vault, and when the fee is raised", async () => {
    const { registry, stUSDC, stETH, film, start, at, as, fund, balance } = await deployScene();
    for (const vault of [stETH.address, stUSDC.address]) {
      await registry.write.setPrice(
        [film, { vault, startFee: 600n, perSecond: 3n, window: 600n }],
        as("owner"),
      );
      await fund("viewer", 1_000n, vault);
    }
    await at(100);
    await start("viewer", film);
    expect(await balance("viewer")).to.equal(400n);
    await registry.write.setPrice(
      [film, { vault: stUSDC.address, startFee: 900n, perSecond: 3n, window: 600n }],
      as("owner"),
    );
    await start("viewer", film, { vault: stUSDC.address, maxStartFee: 0n });
    expect(await balance("viewer", stUSDC.address)).to.equal(1_000n);
  });

  it("stay paid when the stream is deleted and created again", async () => {
    const scene = await deployScene();
    const { ledger, registry, stETH, film, tenantId, start, end, at, as, fund } = scene;
    const { balance, addressOf } = scene;
    await fund("viewer", 1_000n);
    await at(100);
    await start("viewer", film);
    await at(100);
    await end("viewer");
    await registry.write.deleteStream([film], as("owner"));
    expect(await ledger.read.startFeePaid([addressOf("viewer"), film])).to.equal(true);
    const price = { vault: stETH.address, startFee: 500n, perSecond: 3n, window: 600n };
    await registry.write.createStream(
      [tenantId, "film", addressOf("creator"), "", [price]],
      as("owner"),
    );
    await start("viewer", film, { maxStartFee: 0n });
    expect(await balance("viewer")).to.equal(500n);
  });

  it("are kept when the session that they began is charged nothing", async () => {
    const { film, start, end, at, fund, balance, platform } = await deployScene();
    await fund("viewer", 503n);
    await at(100);
    await start("viewer", film);
    await at(100);
    await end("viewer");
    expect(await balance("viewer")).to.equal(3n);
    expect(await balance("creator")).to.equal(450n);
    expect(await platform()).to.equal(50n);
  });
});

describe("StreamMeter: plays at a fixed price", () => {
  it("cost the fee, and nothing for the time", async () => {
    const { clip, start, settle, at, fund, balance, session } = await deployScene();
    await fund("viewer", 700n);
    await at(100);
    await start("viewer", clip);
    expect(await session("viewer")).to.include({ perSecond: 0n, until: 160, running: true });
    await at(1_000);
    await settle(["viewer"]);
    expect(await balance("viewer")).to.equal(0n);
    expect(await balance("creator")).to.equal(630n);
  });

  it("may be repeated for nothing, with nothing", async () => {
    const { clip, start, at, fund, balance, session } = await deployScene();
    await fund("viewer", 700n);
    for (const second of [100, 130, 500]) {
      await at(second);
      await start("viewer", clip);
      expect(await session("viewer")).to.include({ startedAt: second, until: second + 60 });
    }
    expect(await balance("viewer")).to.equal(0n);
  });

  it("are never cut short by what leaves the account", async () => {
    const { ledger, stETH, clip, start, at, as, fund, addressOf, session } = await deployScene();
    await fund("viewer", 5_000n);
    await at(100);
    await start("viewer", clip);
    await at(110);
    await ledger.write.withdrawCreator([stETH.address, addressOf("viewer")], as("viewer"));
    expect(await session("viewer")).to.include({ until: 160, running: true });
  });

  it("may be bounded by the viewer", async () => {
    const { clip, start, at, fund, session } = await deployScene();
    await fund("viewer", 700n);
    await at(100);
    await start("viewer", clip, { maxSeconds: 12n });
    expect((await session("viewer")).until).to.equal(112);
  });
});

describe("StreamMeter: hybrid prices", () => {
  it("charge the fee first and then the time, of both of which the platform has its part", async () => {
    const { film, start, settle, at, fund, balance, platform, session } = await deployScene();
    await fund("viewer", 1_000n);
    await at(100);
    await start("viewer", film);
    expect((await session("viewer")).until).to.equal(266);
    await at(200);
    await settle(["viewer"]);
    expect(await balance("viewer")).to.equal(200n);
    expect(await balance("creator")).to.equal(720n);
    expect(await platform()).to.equal(80n);
  });
});

describe("StreamMeter: the platform's part", () => {
  for (const [revenue, fee] of [
    [1, 0n],
    [9, 0n],
    [10, 1n],
    [19, 1n],
    [1_000, 100n],
  ] as const) {
    it(`of ${revenue} is ${fee}, and the payee gets the rest`, async () => {
      const { a, start, settle, at, balance, platform } = await deployCheap();
      await at(100);
      await start("viewer", a);
      await at(100 + revenue);
      await settle(["viewer"]);
      expect(await platform()).to.equal(fee);
      expect(await balance("creator")).to.equal(BigInt(revenue) - fee);
      expect(await balance("viewer")).to.equal(100_000n - BigInt(revenue));
    });
  }

  it("cannot be starved by crumbs, whoever settles them", async () => {
    const { a, start, settle, at, balance, platform } = await deployCheap();
    await at(100);
    await start("viewer", a);
    for (let second = 1; second <= 105; ++second) {
      await at(100 + second);
      await settle(["viewer"]);
      expect(await platform()).to.equal(BigInt(Math.floor(second / 10)));
      expect((await balance("creator")) + (await platform())).to.equal(BigInt(second));
    }
  });

  it("cannot be starved by skipping through songs", async () => {
    const { a, b, start, at, balance, platform } = await deployCheap();
    for (let second = 0; second <= 50; ++second) {
      await at(100 + second);
      await start("viewer", second % 2 === 0 ? a : b);
    }
    expect(await platform()).to.equal(5n);
    expect(await balance("creator")).to.equal(45n);
  });

  it("cannot be starved by ending and starting again", async () => {
    const { a, start, end, at, platform } = await deployCheap();
    for (let second = 0; second < 30; ++second) {
      await at(100 + second);
      await start("viewer", a);
      await at(101 + second);
      await end("viewer");
    }
    expect(await platform()).to.equal(3n);
  });

  it("carries what rounding left from time into start fees and tips, and back", async () => {
    const scene = await deployCheap();
    const { ledger, registry, stETH, a, b, start, end, at, as, platform } = scene;
    await ledger.write.setPlatformFees([stETH.address, 1_000, 1_000], as("feeSetter"));
    await registry.write.setPrice(
      [b, { vault: stETH.address, startFee: 3n, perSecond: 1n, window: 60n }],
      as("owner"),
    );
    await at(100);
    await start("viewer", a);
    await at(104);
    await start("viewer", b);
    expect(await platform()).to.equal(0n);
    await at(106);
    await end("viewer");
    expect(await platform()).to.equal(0n);
    await ledger.write.tip([a, stETH.address, 1n], as("viewer"));
    expect(await platform()).to.equal(1n);
    await ledger.write.tip([a, stETH.address, 9n], as("viewer"));
    await at(200);
    await start("viewer", a);
    await at(201);
    await end("viewer");
    expect(await platform()).to.equal(2n);
  });

  it("is carried for each viewer and vault apart", async () => {
    const { stUSDC, a, start, settle, at, fund, platform } = await deployCheap();
    const vault = stUSDC.address;
    await fund("otherViewer", 1_000n);
    await at(100);
    await start("viewer", a);
    await at(100);
    await start("viewer", a, { vault });
    await at(100);
    await start("otherViewer", a);
    await at(109);
    await settle(["viewer", "otherViewer"]);
    await at(109);
    await settle(["viewer"], vault);
    expect(await platform()).to.equal(0n);
    expect(await platform(vault)).to.equal(0n);
    await at(110);
    await settle(["viewer"]);
    expect(await platform()).to.equal(1n);
    expect(await platform(vault)).to.equal(0n);
    await at(110);
    await settle(["otherViewer"]);
    expect(await platform()).to.equal(2n);
  });

  for (const [feeBps, fee] of [
    [0, 0n],
    [1, 0n],
    [2_000, 200n],
  ] as const) {
    it(`of 1,000 at ${feeBps} basis points is ${fee}`, async () => {
      const { ledger, stETH, a, start, settle, at, as, balance, platform } = await deployCheap();
      await ledger.write.setPlatformFees([stETH.address, feeBps, 0], as("feeSetter"));
      await at(100);
      await start("viewer", a);
      await at(1_100);
      await settle(["viewer"]);
      expect(await platform()).to.equal(fee);
      expect(await balance("creator")).to.equal(1_000n - fee);
    });
  }

  it("of one basis point comes to the unit after ten thousand", async () => {
    const { ledger, registry, stETH, a, start, settle, at, as, fund, platform } =
      await deployCheap();
    await ledger.write.setPlatformFees([stETH.address, 1, 0], as("feeSetter"));
    await registry.write.setPrice(
      [a, { vault: stETH.address, startFee: 0n, perSecond: 3_333n, window: 60n }],
      as("owner"),
    );
    await fund("viewer", 100_000n);
    await at(100);
    await start("viewer", a);
    for (const [second, fee] of [
      [1, 0n],
      [2, 0n],
      [3, 0n],
      [4, 1n],
      [6, 1n],
      [7, 2n],
    ] as const) {
      await at(100 + second);
      await settle(["viewer"]);
      expect(await platform()).to.equal(fee);
    }
  });
});
