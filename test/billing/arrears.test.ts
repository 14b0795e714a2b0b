import { expect } from "chai";
import { DAY, deployBilling, MODE, STOP } from "./scene.ts";

/** The scene with `song` billing on its own and owing 100 shares of stETH since second 50. */
async function deployOwing() {
  const scene = await deployBilling();
  const { song, setMode, usage, charge, at } = scene;
  await setMode(song, MODE.streamOnly);
  await at(50);
  await charge([usage(1n, song, 100n)]);
  return scene;
}

/** The scene with `alice` owing 100 shares of stETH. */
async function deployTenantOwing() {
  const scene = await deployBilling();
  await scene.charge([scene.usage(1n, scene.alice, 100n)]);
  return scene;
}

describe("StreamBilling: arrears of a stream", () => {
  it("grow bill by bill, since the first", async () => {
    const { song, eth, usage, charge, bills, billing, at, time } = await deployOwing();
    await at(60);
    expect((await bills(charge([usage(2n, song, 7n)]))).slice(1)).to.deep.equal([]);
    expect(await billing.read.arrearsOf([song, eth])).to.deep.equal([107n, time(50)]);
    expect(await billing.read.isInArrears([song])).to.equal(true);
  });

  it("stop the stream at the second of the bill, and refuse a start and a heartbeat", async () => {
    const scene = await deployBilling();
    const { song, setMode, usage, charge, at, start, beat, owed, goTo, refused } = scene;
    await setMode(song, MODE.streamOnly);
    await at(10);
    await start("viewer", song);
    await at(50);
    await charge([usage(1n, song, 100n)]);
    await goTo(90);
    expect(await owed("viewer")).to.equal(400n);
    await refused(beat("viewer", song), "StreamStopped", [song, STOP.arrears]);
    await refused(start("viewer", song), "StreamStopped", [song, STOP.arrears]);
  });

  it("are paid by funding before anything else, and the last payment resumes the stream", async () => {
    const scene = await deployOwing();
    const { song, eth, give, bills, events, moved, stopsOf, pot, ledger, start, addressOf } = scene;
    const { run, streamNo } = await ledger.read.termsOf([song]);
    const part = await give("owner", song, 40n);
    expect(await bills(part)).to.deep.equal([
      ["ArrearsPaid", { id: song, vault: eth, shares: 40n, left: 60n }],
      [
        "Funded",
        {
          id: song,
          from: addressOf("owner"),
          vault: eth,
          shares: 40n,
          toArrears: 40n,
          isPublic: false,
        },
      ],
    ]);
    expect(await stopsOf(song)).to.equal(STOP.arrears);
    const rest = await give("owner", song, 75n);
    expect(await bills(rest)).to.deep.equal([
      ["ArrearsPaid", { id: song, vault: eth, shares: 60n, left: 0n }],
      [
        "Funded",
        {
          id: song,
          from: addressOf("owner"),
          vault: eth,
          shares: 75n,
          toArrears: 60n,
          isPublic: false,
        },
      ],
    ]);
    expect(await events(rest)).to.deep.equal([
      moved("owner", "owner", scene.songAccount, 75n),
      moved(scene.billing.address, scene.songAccount, scene.platformAccount, 60n),
      ["StopsSet", { streamNo, stops: 0, run: run + 1 }],
    ]);
    expect(await pot(song)).to.equal(15n);
    await start("viewer", song);
  });

  it("that return count from their return", async () => {
    const { song, eth, give, usage, charge, bills, billing, at, time } = await deployOwing();
    await give("owner", song, 100n);
    expect(await billing.read.arrearsOf([song, eth])).to.deep.equal([0n, time(50)]);
    await at(500);
    expect((await bills(charge([usage(2n, song, 7n)]))).slice(1)).to.deep.equal([]);
    expect(await billing.read.arrearsOf([song, eth])).to.deep.equal([7n, time(500)]);
  });

  it("are one for each vault: only the last vault's last payment resumes the stream", async () => {
    const scene = await deployOwing();
    const { song, usd, usage, charge, give, bills, stopsOf, billing } = scene;
    expect((await bills(charge([usage(2n, song, 9n, { vault: usd })]))).slice(1)).to.deep.equal([]);
    expect((await bills(give("owner", song, 100n))).map(([name]) => name)).to.deep.equal([
      "ArrearsPaid",
      "Funded",
    ]);
    expect(await stopsOf(song)).to.equal(STOP.arrears);
    expect(await billing.read.isInArrears([song])).to.equal(true);
    expect((await bills(give("owner", song, 9n, usd))).map(([name]) => name)).to.deep.equal([
      "ArrearsPaid",
      "Funded",
    ]);
    expect(await stopsOf(song)).to.equal(0);
    expect(await billing.read.isInArrears([song])).to.equal(false);
  });

  it("are paid out of revenue before the next bill", async () => {
    const scene = await deployOwing();
    const { song, eth, registry, ledger, as, usage, charge, charged, bills } = scene;
    await registry.write.setPayee([song, scene.songAccount], as("owner"));
    await ledger.write.tip([song, eth, 130n], as("viewer"));
    const record = usage(2n, song, 60n);
    expect(await bills(charge([record]))).to.deep.equal([
      ["ArrearsPaid", { id: song, vault: eth, shares: 100n, left: 0n }],
      charged(record, { mode: MODE.streamOnly, amount: 60n, fromStream: 30n, fromTenant: 0n }),
    ]);
  });

  it("do not lift what else stops the stream, nor does that lift them", async () => {
    const { song, registry, as, give, stopsOf } = await deployOwing();
    await registry.write.stopStream([song], as("owner"));
    await registry.write.suspendStream([song], as("registrar"));
    expect(await stopsOf(song)).to.equal(STOP.owner + STOP.suspended + STOP.arrears);
    await registry.write.resumeStream([song], as("owner"));
    expect(await stopsOf(song)).to.equal(STOP.suspended + STOP.arrears);
    await give("owner", song, 100n);
    expect(await stopsOf(song)).to.equal(STOP.suspended);
    await registry.write.reinstateStream([song], as("registrar"));
    expect(await stopsOf(song)).to.equal(0);
  });

  it("are not shed by deleting the stream and creating it again", async () => {
    const scene = await deployOwing();
    const { song, alice, registry, as, addressOf, stopsOf, arrears, billing, start, refused } =
      scene;
    await registry.write.deleteStream([song], as("owner"));
    expect(await stopsOf(song)).to.equal(STOP.deleted + STOP.arrears);
    await registry.write.createStream([alice, "song", addressOf("creator"), "", []], as("owner"));
    expect(await stopsOf(song)).to.equal(STOP.arrears);
    expect(await arrears(song)).to.equal(100n);
    expect(await billing.read.isInArrears([song])).to.equal(true);
    await refused(start("viewer", song), "StreamStopped", [song, STOP.arrears]);
    expect(await billing.read.billingModeOf([song])).to.deep.equal([2, 2]);
  });

  it("are not shed by deleting and creating the stream in one block either", async () => {
    const { song, alice, registry, as, addressOf, stopsOf, arrears, inOneBlock } =
      await deployOwing();
    const receipts = await inOneBlock(
      () => registry.write.deleteStream([song], { ...as("owner"), gas: 1_000_000n }),
      () =>
        registry.write.createStream([alice, "song", addressOf("creator"), "", []], {
          ...as("owner"),
          gas: 1_000_000n,
        }),
    );
    expect(receipts.map(({ status }) => status)).to.deep.equal(["success", "success"]);
    expect(await stopsOf(song)).to.equal(STOP.arrears);
    expect(await arrears(song)).to.equal(100n);
  });

  it("stay with the name when the tenant changes hands, when it loses stream balances, and over modes", async () => {
    const scene = await deployOwing();
    const { song, alice, registry, billing, as, addressOf, arrears, stopsOf, setMode } = scene;
    await setMode(song, MODE.tenantOnly);
    await billing.write.setStreamBalances([alice, false], as("registrar"));
    await registry.write.transferTenant([alice, addressOf("newOwner")], as("owner"));
    await registry.write.acceptTenant([alice], as("newOwner"));
    expect(await arrears(song)).to.equal(100n);
    expect(await stopsOf(song)).to.equal(STOP.arrears);
    await scene.give("funder", song, 100n);
    expect(await stopsOf(song)).to.equal(0);
  });
});

describe("StreamBilling: arrears of a tenant", () => {
  it("refuse the starts and heartbeats of every stream that may draw on it", async () => {
    const scene = await deployBilling();
    const { song, film, alice, ledger, usage, charge, start, beat, at, goTo, refused } = scene;
    const { tenantNo } = await ledger.read.termsOf([song]);
    await at(10);
    await start("viewer", song);
    await charge([usage(1n, alice, 100n)]);
    await goTo(100);
    expect((await scene.session("viewer")).running).to.equal(true);
    await refused(beat("viewer", song), "TenantInArrears", [song, tenantNo]);
    await refused(start("viewer", film), "TenantInArrears", [film, tenantNo]);
    expect(await scene.stopsOf(film)).to.equal(0);
  });

  it("leave a stream that never draws on it alone, as long as it does not", async () => {
    const scene = await deployBilling();
    const { song, alice, billing, as, ledger, start, beat, setMode, goTo, refused } = scene;
    const { tenantNo } = await ledger.read.termsOf([song]);
    await setMode(song, MODE.streamOnly);
    await scene.charge([scene.usage(1n, alice, 100n)]);
    expect(await billing.read.isSelfReliant([song])).to.equal(true);
    await start("viewer", song);
    await billing.write.setStreamBalances([alice, false], as("registrar"));
    expect(await billing.read.isSelfReliant([song])).to.equal(false);
    await goTo(100);
    await refused(beat("viewer", song), "TenantInArrears", [song, tenantNo]);
  });

  it("keep its streams in their modes, so that none can leave it alone with the debt", async () => {
    const { song, alice, eth, setMode, give, refusedByBilling } = await deployTenantOwing();
    await refusedByBilling(setMode(song, MODE.streamOnly), "TenantOwes", [alice]);
    await give("owner", alice, 100n, eth);
    await setMode(song, MODE.streamOnly);
  });

  it("can be written off by who sets the rates, and by nobody else", async () => {
    const { alice, eth, billing, as, bills, refusedByBilling } = await deployTenantOwing();
    const forgive = (shares: bigint) =>
      billing.write.forgiveArrears([alice, eth, shares], as("rateSetter"));
    expect(await bills(forgive(40n))).to.deep.equal([
      ["ArrearsForgiven", { id: alice, vault: eth, shares: 40n, left: 60n }],
    ]);
    expect(await billing.read.isInArrears([alice])).to.equal(true);
    expect(await bills(forgive(1_000n))).to.deep.equal([
      ["ArrearsForgiven", { id: alice, vault: eth, shares: 60n, left: 0n }],
    ]);
    expect(await billing.read.isInArrears([alice])).to.equal(false);
    await refusedByBilling(forgive(1n), "NothingToForgive", [alice, eth]);
  });

  it("can be paid to the unit, whatever reaches the account in between, in a pause and a delisted vault", async () => {
    const scene = await deployTenantOwing();
    const { alice, eth, ledger, as, give, bills, pot, pause, refused, addressOf } = scene;
    const pay = (most: bigint) => ledger.write.payArrears([alice, eth, most], as("funder"));
    expect(await bills(pay(30n))).to.deep.equal([
      ["ArrearsPaid", { id: alice, vault: eth, shares: 30n, left: 70n }],
      [
        "Funded",
        {
          id: alice,
          from: addressOf("funder"),
          vault: eth,
          shares: 30n,
          toArrears: 30n,
          isPublic: false,
        },
      ],
    ]);
    await give("owner", alice, 1n);
    await ledger.write.delistVault([eth], as("lister"));
    await pause();
    await pay(70n);
    expect(await pot(alice)).to.equal(0n);
    expect(await scene.arrears(alice)).to.equal(0n);
    await refused(pay(1n), "ZeroAmount", []);
  });

  it("are paid by funding, and the last payment lets its streams play", async () => {
    const scene = await deployTenantOwing();
    const { song, alice, eth, ledger, give, bills, events, moved, start, addressOf } = scene;
    const { tenantNo } = await ledger.read.termsOf([song]);
    expect(await ledger.read.isInArrears([tenantNo])).to.equal(true);
    const hash = await give("funder", alice, 130n);
    expect(await bills(hash)).to.deep.equal([
      ["ArrearsPaid", { id: alice, vault: eth, shares: 100n, left: 0n }],
      [
        "Funded",
        {
          id: alice,
          from: addressOf("funder"),
          vault: eth,
          shares: 130n,
          toArrears: 100n,
          isPublic: false,
        },
      ],
    ]);
    expect(await events(hash)).to.deep.equal([
      moved("funder", "funder", scene.tenantAccount, 130n),
      moved(scene.billing.address, scene.tenantAccount, scene.platformAccount, 100n),
      ["TenantArrearsSet", { tenantNo, inArrears: false }],
    ]);
    expect(await ledger.read.isInArrears([tenantNo])).to.equal(false);
    await start("viewer", song);
  });

  it("are paid before its balance pays for a stream", async () => {
    const scene = await deployBilling();
    const { song, alice, eth, registry, as, usage, charge, charged, bills } = scene;
    const { ledger } = scene;
    await charge([usage(1n, alice, 100n)]);
    await registry.write.setPayee([scene.film, scene.tenantAccount], as("owner"));
    await ledger.write.tip([scene.film, eth, 130n], as("viewer"));
    const record = usage(2n, song, 40n);
    expect(await bills(charge([record]))).to.deep.equal([
      ["ArrearsPaid", { id: alice, vault: eth, shares: 100n, left: 0n }],
      charged(record, { mode: MODE.streamFirst, amount: 40n, fromStream: 0n, fromTenant: 30n }),
    ]);
  });

  it("are none of another tenant's", async () => {
    const { bob, show, arrears, billing, start } = await deployTenantOwing();
    expect(await arrears(bob)).to.equal(0n);
    expect(await billing.read.isInArrears([bob])).to.equal(false);
    await start("viewer", show);
  });
});

describe("StreamBilling.settleArrears", () => {
  it("pays from what revenue brought, by anybody, also during a pause and for a delisted vault", async () => {
    const scene = await deployOwing();
    const { song, eth, registry, ledger, billing, as, bills, stopsOf, arrears, pot } = scene;
    await registry.write.setPayee([song, scene.songAccount], as("owner"));
    await ledger.write.tip([song, eth, 30n], as("viewer"));
    expect(await arrears(song)).to.equal(100n);
    await scene.pause();
    await ledger.write.delistVault([eth], as("lister"));
    expect(await bills(billing.write.settleArrears([song, eth], as("stranger")))).to.deep.equal([
      ["ArrearsPaid", { id: song, vault: eth, shares: 30n, left: 70n }],
    ]);
    expect(await stopsOf(song)).to.equal(STOP.arrears);
    expect(await pot(song)).to.equal(0n);
  });

  it("does nothing where nothing is owed, or nothing there to pay with", async () => {
    const { song, film, eth, usd, billing, as, bills, give, pot } = await deployOwing();
    await give("owner", film, 10n);
    for (const [id, vault] of [
      [song, eth],
      [song, usd],
      [film, eth],
    ] as const) {
      expect(await bills(billing.write.settleArrears([id, vault], as("stranger")))).to.deep.equal(
        [],
      );
    }
    expect(await pot(film)).to.equal(10n);
  });

  it("never lets the tenant's money pay for the stream, nor the stream's for the tenant", async () => {
    const { song, alice, eth, billing, usage, charge, give, arrears, bills, pot } =
      await deployOwing();
    await give("owner", alice, 30n);
    expect(await bills(billing.write.settleArrears([song, eth]))).to.deep.equal([]);
    expect(await pot(alice)).to.equal(30n);
    await give("owner", song, 150n);
    await charge([usage(2n, alice, 80n)]);
    expect(await bills(billing.write.settleArrears([alice, eth]))).to.deep.equal([]);
    expect([await pot(song), await arrears(alice)]).to.deep.equal([50n, 50n]);
  });

  it("refuses what is no name", async () => {
    const { root, eth, billing, refusedByBilling } = await deployBilling();
    await refusedByBilling(billing.write.settleArrears([root, eth]), "NodeUnknown", [root]);
  });
});

describe("StreamBilling: what is owed and what was charged", () => {
  it("add up to the bills, over days of bills, payments and sweeps", async () => {
    const scene = await deployBilling();
    const { song, film, alice, usage, charge, give, at, platform, arrears, setMode } = scene;
    await setMode(film, MODE.streamOnly);
    let billed = 0n;
    for (const day of [0, 1, 2, 3]) {
      await at(day * DAY + 1_000);
      const records = [song, film, alice].map((id, index) =>
        usage(BigInt(day * 3 + index), id, BigInt(100 * (day + 1) + index)),
      );
      billed += records.reduce((sum, { quantity }) => sum + quantity, 0n);
      await charge(records);
      await give("owner", [song, film, alice, song][day] ?? alice, 150n);
      const owed = (await Promise.all([song, film, alice].map((id) => arrears(id)))).reduce(
        (sum, shares) => sum + shares,
      );
      expect((await platform()) + owed).to.equal(billed);
    }
  });
});
