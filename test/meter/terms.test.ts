import { expect } from "chai";
import { getAddress, namehash, zeroAddress } from "viem";
import { ROOT } from "../helpers/deploy.ts";
import { deployScene } from "./scene.ts";

/** Most shares a price may ask for, at the start or for a second. */
const MAX = 2n ** 96n - 1n;

/** Longest window of a price, in seconds. */
const MONTH = 30n * 24n * 60n * 60n;

async function deployPricing() {
  const scene = await deployScene();
  const { registry, stETH, song, as } = scene;
  const sell = (startFee: bigint, perSecond: bigint, window: bigint, vault = stETH.address) =>
    registry.write.setPrice([song, { vault, startFee, perSecond, window }], as("owner"));
  return { ...scene, sell };
}

describe("StreamMeter: prices", () => {
  for (const [startFee, perSecond, window] of [
    [0n, 1n, 10n],
    [1n, 0n, 10n],
    [1n, 1n, MONTH],
    [MAX, MAX, MONTH],
  ] as const) {
    it(`may be ${startFee} to start and ${perSecond} a second for ${window} s`, async () => {
      const { ledger, stETH, song, sell, events } = await deployPricing();
      const vault = getAddress(stETH.address);
      expect(await events(sell(startFee, perSecond, window))).to.deep.equal([
        ["PriceSet", { streamNo: 1, vault, startFee, perSecond, window: Number(window) }],
      ]);
      expect(await ledger.read.priceOf([song, vault])).to.deep.equal({
        startFee,
        perSecond,
        window: Number(window),
      });
    });
  }

  for (const [startFee, perSecond, window] of [
    [0n, 0n, 10n],
    [0n, 0n, MONTH],
    [0n, 1n, 0n],
    [1n, 0n, 0n],
    [1n, 1n, 9n],
    [1n, 1n, MONTH + 1n],
    [1n, 1n, 2n ** 256n - 1n],
    [MAX + 1n, 1n, 60n],
    [1n, MAX + 1n, 60n],
    [2n ** 256n - 1n, 2n ** 256n - 1n, 60n],
  ] as const) {
    it(`may not be ${startFee} to start and ${perSecond} a second for ${window} s`, async () => {
      const { sell, refused } = await deployPricing();
      await refused(sell(startFee, perSecond, window), "PriceRefused", [
        startFee,
        perSecond,
        window,
      ]);
    });
  }

  it("are in listed vaults; taking one back is always possible", async () => {
    const { ledger, stETH, song, sell, as, refused } = await deployPricing();
    await refused(sell(0n, 1n, 60n, zeroAddress), "VaultNotListed", [zeroAddress]);
    await ledger.write.delistVault([stETH.address], as("lister"));
    await refused(sell(0n, 1n, 60n), "VaultNotListed", [getAddress(stETH.address)]);
    await sell(0n, 0n, 0n);
    expect(await ledger.read.priceOf([song, stETH.address])).to.deep.equal({
      startFee: 0n,
      perSecond: 0n,
      window: 0,
    });
  });

  it("change nothing for a session that runs", async () => {
    const { song, sell, start, settle, at, fund, session, balance } = await deployPricing();
    await fund("viewer", 1_000n);
    await at(100);
    await start("viewer", song);
    await at(110);
    await sell(0n, 900n, 60n);
    await at(120);
    await sell(0n, 0n, 0n);
    await at(150);
    await settle(["viewer"]);
    expect(await balance("viewer")).to.equal(500n);
    expect(await session("viewer")).to.include({ perSecond: 10n, until: 200, running: true });
  });

  it("go with the stream when it is deleted, in each vault where it had one", async () => {
    const { ledger, registry, stETH, stUSDC, song, film, as, events } = await deployPricing();
    const off = { startFee: 0n, perSecond: 0n, window: 0 };
    const gone = async (streamId: typeof song) =>
      (await events(registry.write.deleteStream([streamId], as("owner"))))
        .filter(([name]) => name === "PriceSet")
        .map(([, args]) => args);
    expect(await gone(song)).to.deep.equal([
      { streamNo: 1, vault: getAddress(stETH.address), ...off },
      { streamNo: 1, vault: getAddress(stUSDC.address), ...off },
    ]);
    expect(await gone(film)).to.deep.equal([
      { streamNo: 2, vault: getAddress(stETH.address), ...off },
    ]);
    expect(await ledger.read.priceOf([song, stETH.address])).to.deep.equal(off);
  });

  it("at their highest are charged to the unit for as long as they are sold", async () => {
    const { stUSDC, song, sell, start, settle, at, fund, balance, platform } =
      await deployPricing();
    const vault = stUSDC.address;
    await sell(MAX, MAX, MONTH, vault);
    const gross = MAX * (MONTH + 1n);
    await fund("viewer", gross + 5n, vault);
    await at(100);
    await start("viewer", song, { vault });
    await at(100 + Number(MONTH) + 1);
    await settle(["viewer"], vault);
    expect(await balance("viewer", vault)).to.equal(5n);
    expect(await platform(vault)).to.equal(gross / 10n);
    expect(await balance("creator", vault)).to.equal(gross - gross / 10n);
  });
});

describe("StreamMeter: payees", () => {
  it("are credited from the next start or heartbeat on", async () => {
    const scene = await deployScene();
    const { registry, song, start, settle, at, as, fund, addressOf, events, balance } = scene;
    await fund("viewer", 1_000n);
    await at(100);
    await start("viewer", song);
    await at(110);
    const hash = await registry.write.setPayee([song, addressOf("funder")], as("owner"));
    expect(await events(hash)).to.deep.equal([
      ["PayeeSet", { streamNo: 1, payee: addressOf("funder") }],
    ]);
    await at(120);
    await settle(["viewer"]);
    expect(await balance("creator")).to.equal(180n);
    expect(await balance("funder")).to.equal(0n);
    await at(120);
    await start("viewer", song);
    await at(140);
    await settle(["viewer"]);
    expect(await balance("creator")).to.equal(180n);
    expect(await balance("funder")).to.equal(180n);
  });

  it("are neither nobody, nor the ledger, nor a watch account", async () => {
    const { ledger, registry, song, songWatch, as, refused } = await deployScene();
    for (const payee of [zeroAddress, getAddress(ledger.address), songWatch]) {
      await refused(registry.write.setPayee([song, payee], as("owner")), "PayeeRefused", [payee]);
    }
  });

  it("may be any other account, also of a name", async () => {
    const scene = await deployScene();
    const { ledger, registry, song, as } = scene;
    for (const payee of [scene.songAccount, scene.tenantAccount, scene.platformAccount]) {
      await registry.write.setPayee([song, payee], as("owner"));
      expect((await ledger.read.termsOf([song])).payee).to.equal(payee);
    }
  });
});

describe("StreamMeter: numbers", () => {
  it("are given to tenants and streams in order, once for each name", async () => {
    const scene = await deployScene();
    const { ledger, registry, tenantId, as, addressOf, events } = scene;
    const bob = namehash(`bob.${ROOT}`);
    const tenant = await registry.write.createTenant(["bob", addressOf("owner")], as("registrar"));
    expect(await events(tenant)).to.deep.equal([
      [
        "TenantNumbered",
        { tenantId: bob, tenantNo: 2, account: await ledger.read.accountOf([bob]) },
      ],
    ]);
    const streamId = namehash(`show.bob.${ROOT}`);
    const create = () =>
      registry.write.createStream([bob, "show", addressOf("creator"), "", []], as("owner"));
    expect(await events(create())).to.deep.equal([
      [
        "StreamNumbered",
        {
          streamId,
          streamNo: 4,
          account: await ledger.read.accountOf([streamId]),
          watchAccount: await ledger.read.watchAccountOf([streamId]),
        },
      ],
      ["PayeeSet", { streamNo: 4, payee: addressOf("creator") }],
    ]);
    await registry.write.deleteStream([streamId], as("owner"));
    const again = (await events(create())).map(([name]) => name);
    expect(again).to.deep.equal(["PayeeSet", "StopsSet"]);
    expect(await ledger.read.termsOf([streamId])).to.deep.equal({
      payee: addressOf("creator"),
      streamNo: 4,
      tenantNo: 2,
      run: 1,
      stops: 0,
    });
    expect((await registry.read.tenantOf([tenantId])).tenantNo).to.equal(1);
  });
});
