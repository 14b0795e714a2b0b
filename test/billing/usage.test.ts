import { expect } from "chai";
import { encodeFunctionData, type Hex, zeroHash } from "viem";
import { type BillingScene, DAY, deployBilling, MODE, REFUSAL, STOP } from "./scene.ts";

/** The scene with money in the accounts of `song` and of its tenant, in stETH. */
async function deployFunded({ song, alice }: { song: bigint; alice: bigint }) {
  const scene = await deployBilling();
  if (song > 0n) await scene.give("owner", scene.song, song);
  if (alice > 0n) await scene.give("owner", scene.alice, alice);
  return scene;
}

/** What the accounts of `song` and of its tenant hold and owe, and what the platform got. */
async function booksOf({ song, alice, pot, arrears, platform }: BillingScene) {
  return {
    song: await pot(song),
    alice: await pot(alice),
    songOwes: await arrears(song),
    aliceOwes: await arrears(alice),
    platform: await platform(),
  };
}

describe("StreamBilling: whose balance pays", () => {
  it("StreamFirst: the stream's, then the tenant's, in one event with both parts", async () => {
    const scene = await deployFunded({ song: 3n, alice: 10n });
    const { song, usage, charge, charged, events, moved, billing, songAccount } = scene;
    const record = usage(1n, song, 5n);
    const hash = await charge([record]);
    expect(await scene.bills(hash)).to.deep.equal([
      charged(record, { mode: MODE.streamFirst, amount: 5n, fromStream: 3n, fromTenant: 2n }),
    ]);
    expect(await events(hash)).to.deep.equal([
      moved(billing.address, songAccount, scene.platformAccount, 3n),
      moved(billing.address, scene.tenantAccount, scene.platformAccount, 2n),
    ]);
    expect(await booksOf(scene)).to.deep.equal({
      song: 0n,
      alice: 8n,
      songOwes: 0n,
      aliceOwes: 0n,
      platform: 5n,
    });
  });

  it("StreamFirst: leaves the tenant alone while the stream can pay, to the unit", async () => {
    const scene = await deployFunded({ song: 5n, alice: 10n });
    const record = scene.usage(1n, scene.song, 5n);
    expect(await scene.bills(scene.charge([record]))).to.deep.equal([
      scene.charged(record, {
        mode: MODE.streamFirst,
        amount: 5n,
        fromStream: 5n,
        fromTenant: 0n,
      }),
    ]);
    expect(await scene.pot(scene.alice)).to.equal(10n);
  });

  it("StreamFirst: the stream owes what neither has", async () => {
    const scene = await deployFunded({ song: 3n, alice: 10n });
    const { song, eth, usage, charge, charged, stopsOf, billing, time, at } = scene;
    const record = usage(1n, song, 20n);
    await at(100);
    expect(await scene.bills(charge([record]))).to.deep.equal([
      charged(record, { mode: MODE.streamFirst, amount: 20n, fromStream: 3n, fromTenant: 10n }),
    ]);
    expect(await billing.read.arrearsOf([song, eth])).to.deep.equal([7n, time(100)]);
    expect(await stopsOf(song)).to.equal(STOP.arrears);
    expect(await scene.arrears(scene.alice)).to.equal(0n);
  });

  it("StreamOnly: the stream's; it owes the rest, is suspended, and the tenant is untouched", async () => {
    const scene = await deployFunded({ song: 3n, alice: 10n });
    const { song, setMode, usage, charge, charged, events, moved } = scene;
    await setMode(song, MODE.streamOnly);
    const record = usage(1n, song, 5n);
    const hash = await charge([record]);
    expect(await scene.bills(hash)).to.deep.equal([
      charged(record, { mode: MODE.streamOnly, amount: 5n, fromStream: 3n, fromTenant: 0n }),
    ]);
    const { streamNo, run } = await scene.ledger.read.termsOf([song]);
    expect(await events(hash)).to.deep.equal([
      moved(scene.billing.address, scene.songAccount, scene.platformAccount, 3n),
      ["StopsSet", { streamNo, stops: STOP.arrears, run }],
    ]);
    expect(await booksOf(scene)).to.deep.equal({
      song: 0n,
      alice: 10n,
      songOwes: 2n,
      aliceOwes: 0n,
      platform: 3n,
    });
  });

  for (const enabled of [true, false]) {
    it(`TenantOnly${enabled ? "" : ", as without stream balances"}: the tenant owes all, and the stream is untouched`, async () => {
      const scene = await deployFunded({ song: 100n, alice: 0n });
      const { song, alice, usage, charge, charged, billing, as, ledger, stopsOf } = scene;
      await scene.setMode(song, enabled ? MODE.tenantOnly : MODE.streamOnly);
      await billing.write.setStreamBalances([alice, enabled], as("registrar"));
      const record = usage(1n, song, 5n);
      const hash = await charge([record]);
      expect(await scene.bills(hash)).to.deep.equal([
        charged(record, { mode: MODE.tenantOnly, amount: 5n, fromStream: 0n, fromTenant: 0n }),
      ]);
      const { tenantNo } = await ledger.read.termsOf([song]);
      expect(await scene.events(hash)).to.deep.equal([
        ["TenantArrearsSet", { tenantNo, inArrears: true }],
      ]);
      expect(await stopsOf(song)).to.equal(0);
      expect(await booksOf(scene)).to.deep.equal({
        song: 100n,
        alice: 0n,
        songOwes: 0n,
        aliceOwes: 5n,
        platform: 0n,
      });
    });
  }

  it("the tenant's, for what belongs to no stream", async () => {
    const scene = await deployFunded({ song: 100n, alice: 7n });
    const record = scene.usage(1n, scene.alice, 5n);
    expect(await scene.bills(scene.charge([record]))).to.deep.equal([
      scene.charged(record, { mode: MODE.tenantOnly, amount: 5n, fromStream: 0n, fromTenant: 5n }),
    ]);
    expect(await scene.pot(scene.alice)).to.equal(2n);
  });

  it("the tenant's, for a deleted stream", async () => {
    const scene = await deployFunded({ song: 100n, alice: 7n });
    const { song, registry, as, usage, charge, charged } = scene;
    await registry.write.deleteStream([song], as("owner"));
    const record = usage(1n, song, 5n);
    expect(await scene.bills(charge([record]))).to.deep.equal([
      charged(record, { mode: MODE.tenantOnly, amount: 5n, fromStream: 0n, fromTenant: 5n }),
    ]);
    expect(await scene.pot(song)).to.equal(100n);
  });

  it("each vault's own: shares of one never pay for another", async () => {
    const scene = await deployFunded({ song: 3n, alice: 10n });
    const { song, alice, usd, usage, charge, charged, arrears } = scene;
    const record = usage(1n, song, 5n, { vault: usd });
    expect((await scene.bills(charge([record])))[0]).to.deep.equal(
      charged(record, { mode: MODE.streamFirst, amount: 5n, fromStream: 0n, fromTenant: 0n }),
    );
    expect(await arrears(song, usd)).to.equal(5n);
    expect(await booksOf(scene)).to.deep.include({ song: 3n, alice: 10n, songOwes: 0n });
    expect(await scene.pot(alice, usd)).to.equal(0n);
  });

  it("as the mode says, while the tenant has stream balances", async () => {
    const scene = await deployBilling();
    const { song, billing, setMode, bills, as } = scene;
    for (const mode of [MODE.streamOnly, MODE.tenantOnly, MODE.streamFirst]) {
      expect(await bills(setMode(song, mode))).to.deep.equal([
        ["BillingModeSet", { streamId: song, mode }],
      ]);
      expect(await billing.read.billingModeOf([song])).to.deep.equal([mode, mode]);
    }
    await billing.write.setStreamBalances([scene.alice, false], as("registrar"));
    await setMode(song, MODE.streamOnly);
    expect(await billing.read.billingModeOf([song])).to.deep.equal([
      MODE.streamOnly,
      MODE.tenantOnly,
    ]);
    await billing.write.setStreamBalances([scene.alice, true], as("registrar"));
    expect(await billing.read.billingModeOf([song])).to.deep.equal([
      MODE.streamOnly,
      MODE.streamOnly,
    ]);
  });

  it("as one of three modes, and no other", async () => {
    const { song, billing, wallets, viem } = await deployBilling();
    const { owner } = wallets;
    const sound = encodeFunctionData({
      abi: billing.abi,
      functionName: "setBillingMode",
      args: [song, MODE.streamOnly],
    });
    for (const [mode, byte] of [
      [MODE.streamOnly, "02"],
      [3, "03"],
      [255, "ff"],
    ] as const) {
      const data: Hex = `0x${sound.slice(2, -2)}${byte}`;
      const sending = owner.sendTransaction({ to: billing.address, data });
      if (mode === MODE.streamOnly) await sending;
      else await viem.assertions.revert(sending);
    }
    expect(await billing.read.billingModeOf([song])).to.deep.equal([2, 2]);
  });
});

describe("StreamBilling: records", () => {
  it("with a known id are skipped, whatever their body, and the rest goes on", async () => {
    const scene = await deployFunded({ song: 0n, alice: 100n });
    const { song, film, bob, usd, usage, charge, skipped, charged, bills } = scene;
    const first = usage(1n, song, 5n);
    await charge([first]);
    const last = usage(2n, song, 1n);
    expect(
      await bills(
        charge([
          first,
          usage(1n, song, 6n),
          usage(1n, film, 5n),
          usage(1n, bob, 5n),
          usage(1n, song, 5n, { vault: usd }),
          usage(1n, song, 5n, { kind: 2 }),
          usage(1n, zeroHash, 0n),
          last,
        ]),
      ),
    ).to.deep.equal([
      ...Array.from({ length: 7 }, () => skipped(1n)),
      charged(last, { mode: MODE.streamFirst, amount: 1n, fromStream: 0n, fromTenant: 1n }),
    ]);
    expect(await scene.pot(scene.alice)).to.equal(94n);
  });

  it("with the same id in one batch are charged once", async () => {
    const scene = await deployFunded({ song: 0n, alice: 100n });
    const { song, usage, charge, skipped, charged, bills } = scene;
    const record = usage(7n, song, 5n);
    expect(await bills(charge([record, record]))).to.deep.equal([
      charged(record, { mode: MODE.streamFirst, amount: 5n, fromStream: 0n, fromTenant: 5n }),
      skipped(7n),
    ]);
    expect(await scene.pot(scene.alice)).to.equal(95n);
  });

  it("may have any id: the borders of the words that keep them, and the largest", async () => {
    const { alice, usage, charge, billing } = await deployFunded({ song: 0n, alice: 100n });
    const ids = [0n, 1n, 255n, 256n, 2n ** 255n, 2n ** 256n - 1n];
    await charge(ids.map((id) => usage(id, alice, 1n)));
    for (const id of ids) expect(await billing.read.isCharged([1, id])).to.equal(true);
    for (const id of [2n, 254n, 257n, 2n ** 256n - 2n]) {
      expect(await billing.read.isCharged([1, id])).to.equal(false);
    }
  });

  it("that are refused say why, keep their ids and do not hinder the others", async () => {
    const scene = await deployFunded({ song: 0n, alice: 100n });
    const { song, alice, usd, ledger, billing, as, usage, charge, declined, charged } = scene;
    const { bills } = scene;
    await ledger.write.delistVault([usd], as("lister"));
    await billing.write.setTenantCap([alice, scene.eth, 10n], as("governor"));
    const refusedOnes = [
      [usage(1n, zeroHash, 1n), REFUSAL.unknownName],
      [usage(2n, scene.root, 1n), REFUSAL.unknownName],
      [usage(3n, song, 1n, { vault: usd }), REFUSAL.notListed],
      [usage(4n, song, 1n, { vault: scene.addressOf("stranger") }), REFUSAL.notListed],
      [usage(5n, song, 0n), REFUSAL.nothingToCharge],
      [usage(6n, song, 1n, { kind: 9 }), REFUSAL.nothingToCharge],
      [usage(7n, song, 11n), REFUSAL.aboveCap],
    ] as const;
    const last = usage(8n, song, 10n);
    expect(await bills(charge([...refusedOnes.map(([record]) => record), last]))).to.deep.equal([
      ...refusedOnes.map(([record, reason]) => declined(record, reason)),
      charged(last, { mode: MODE.streamFirst, amount: 10n, fromStream: 0n, fromTenant: 10n }),
    ]);
    for (const [{ id }] of refusedOnes) {
      expect(await billing.read.isCharged([1, id])).to.equal(false);
    }
    const again = usage(1n, song, 1n);
    await billing.write.setTenantCap([alice, scene.eth, 0n], as("governor"));
    expect(await bills(charge([again]))).to.deep.equal([
      charged(again, { mode: MODE.streamFirst, amount: 1n, fromStream: 0n, fromTenant: 1n }),
    ]);
  });

  it("of a stream that is created after a refusal are charged when they come again", async () => {
    const scene = await deployFunded({ song: 0n, alice: 100n });
    const { alice, registry, as, addressOf, usage, charge, declined, charged, bills } = scene;
    const later = await registry.read.streamIdOf([alice, "later"]);
    const record = usage(1n, later, 5n);
    expect(await bills(charge([record]))).to.deep.equal([declined(record, REFUSAL.unknownName)]);
    await registry.write.createStream([alice, "later", addressOf("creator"), "", []], as("owner"));
    expect(await bills(charge([record]))).to.deep.equal([
      charged(record, { mode: MODE.streamFirst, amount: 5n, fromStream: 0n, fromTenant: 5n }),
    ]);
  });

  it("are refused as a whole during a pause, and their ids stay unused", async () => {
    const scene = await deployFunded({ song: 0n, alice: 100n });
    const { alice, billing, pause, unpause, usage, charge, charged, bills } = scene;
    const record = usage(1n, alice, 5n);
    await pause();
    await scene.refusedByBilling(charge([record]), "EnforcedPause", []);
    expect(await billing.read.isCharged([1, 1n])).to.equal(false);
    await unpause();
    expect(await bills(charge([record]))).to.deep.equal([
      charged(record, { mode: MODE.tenantOnly, amount: 5n, fromStream: 0n, fromTenant: 5n }),
    ]);
  });

  it("of no number are a batch as well", async () => {
    const { charge, bills } = await deployBilling();
    expect(await bills(charge([]))).to.deep.equal([]);
  });
});

describe("StreamBilling: the rate card", () => {
  it("changes with notice, at the second announced", async () => {
    const scene = await deployFunded({ song: 0n, alice: 1_000n });
    const { alice, eth, billing, as, at, goTo, time, usage, charge, bills, pot } = scene;
    await at(10);
    const announced = billing.write.announceRate([1, eth, 3n], as("rateSetter"));
    const from = time(10 + 7 * DAY);
    expect(await bills(announced)).to.deep.equal([
      ["RateAnnounced", { kind: 1, vault: eth, unitPrice: 3n, from }],
    ]);
    expect(await billing.read.rateOf([1, eth])).to.deep.equal([1n, 3n, from]);
    await goTo(9 + 7 * DAY);
    expect(await billing.read.rateOf([1, eth])).to.deep.equal([1n, 3n, from]);
    await at(9 + 7 * DAY);
    await charge([usage(1n, alice, 10n)]);
    expect(await pot(alice)).to.equal(990n);
    await at(10 + 7 * DAY);
    await charge([usage(2n, alice, 10n)]);
    expect(await pot(alice)).to.equal(960n);
    expect(await billing.read.rateOf([1, eth])).to.deep.equal([3n, 3n, from]);
  });

  it("replaces what was announced and is not in force yet", async () => {
    const { eth, billing, as, at, goTo, time } = await deployBilling();
    await at(10);
    await billing.write.announceRate([1, eth, 3n], as("rateSetter"));
    await at(7 * DAY);
    await billing.write.announceRate([1, eth, 4n], as("rateSetter"));
    const from = time(14 * DAY);
    await goTo(8 * DAY);
    expect(await billing.read.rateOf([1, eth])).to.deep.equal([1n, 4n, from]);
    await goTo(14 * DAY);
    expect(await billing.read.rateOf([1, eth])).to.deep.equal([4n, 4n, from]);
  });

  it("refuses what costs nothing any more", async () => {
    const { song, eth, billing, as, goTo, usage, charge, declined, bills } = await deployBilling();
    await billing.write.announceRate([1, eth, 0n], as("rateSetter"));
    await goTo(8 * DAY);
    const record = usage(1n, song, 5n);
    expect(await bills(charge([record]))).to.deep.equal([
      declined(record, REFUSAL.nothingToCharge),
    ]);
  });

  it("bills quantity × unit price without overflow, up to the cap", async () => {
    const scene = await deployBilling();
    const { song, eth, billing, as, goTo, usage, charge, declined, bills, arrears } = scene;
    const most = 2n ** 96n - 1n;
    await billing.write.announceRate([3, eth, most], as("rateSetter"));
    await billing.write.setTenantCap([scene.alice, eth, most], as("governor"));
    await goTo(8 * DAY);
    const [all, one] = [usage(1n, song, most, { kind: 3 }), usage(2n, song, 1n, { kind: 3 })];
    expect((await bills(charge([all, one])))[0]).to.deep.equal(declined(all, REFUSAL.aboveCap));
    expect(await arrears(song)).to.equal(most);
    await goTo(9 * DAY);
    await charge([usage(1n, song, most), usage(3n, song, 1n)]);
    expect(await arrears(song)).to.equal(2n * most);
  });
});

describe("StreamBilling: caps", () => {
  it("bound what a tenant is charged on a day, for all meters and streams together", async () => {
    const scene = await deployBilling();
    const { song, film, alice, eth, billing, as, at, usage, charge, bills, declined } = scene;
    await billing.write.setTenantCap([alice, eth, 100n], as("governor"));
    await at(DAY - 10);
    await charge([usage(1n, song, 60n)]);
    await charge([usage(1n, film, 40n)], { meterNo: 2, key: "otherViewer" });
    expect(await billing.read.capOf([alice, eth])).to.deep.equal([100n, 100n]);
    const record = usage(2n, alice, 1n);
    await at(DAY - 1);
    expect(await bills(charge([record]))).to.deep.equal([declined(record, REFUSAL.aboveCap)]);
    await at(DAY);
    expect((await bills(charge([record])))[0]?.[0]).to.equal("UsageCharged");
    expect(await billing.read.capOf([alice, eth])).to.deep.equal([100n, 1n]);
  });

  it("count what became arrears, and not what was refused or skipped", async () => {
    const { song, alice, eth, billing, usage, charge } = await deployBilling();
    await charge([usage(1n, song, 5n), usage(1n, song, 5n), usage(2n, song, 2_000_000n)]);
    expect(await billing.read.capOf([alice, eth])).to.deep.equal([1_000_000n, 5n]);
  });

  it("are one for each vault and each tenant", async () => {
    const scene = await deployBilling();
    const { song, show, alice, bob, eth, usd, billing, as, usage, charge, bills } = scene;
    await billing.write.setTenantCap([alice, eth, 5n], as("governor"));
    await charge([usage(1n, song, 5n), usage(2n, song, 9n, { vault: usd }), usage(3n, show, 8n)]);
    expect(await billing.read.capOf([alice, eth])).to.deep.equal([5n, 5n]);
    expect(await billing.read.capOf([alice, usd])).to.deep.equal([1_000_000n, 9n]);
    expect(await billing.read.capOf([bob, eth])).to.deep.equal([1_000_000n, 8n]);
    expect(await bills(billing.write.setTenantCap([alice, eth, 0n], as("governor")))).to.deep.equal(
      [["TenantCapSet", { tenantId: alice, vault: scene.eth, cap: 0n }]],
    );
    expect(await billing.read.capOf([alice, eth])).to.deep.equal([1_000_000n, 5n]);
  });

  it("of zero by default charge nothing", async () => {
    const { song, alice, eth, billing, as, usage, charge, bills, declined } = await deployBilling();
    expect(await bills(billing.write.setDefaultCap([eth, 0n], as("governor")))).to.deep.equal([
      ["DefaultCapSet", { vault: eth, cap: 0n }],
    ]);
    const record = usage(1n, song, 1n);
    expect(await bills(charge([record]))).to.deep.equal([declined(record, REFUSAL.aboveCap)]);
    await billing.write.setTenantCap([alice, eth, 1n], as("governor"));
    expect((await bills(charge([record])))[0]?.[0]).to.equal("UsageCharged");
  });

  it("that are lowered below what was charged refuse the rest of the day", async () => {
    const { song, alice, eth, billing, as, usage, charge, bills, declined } = await deployBilling();
    await charge([usage(1n, song, 50n)]);
    await billing.write.setTenantCap([alice, eth, 10n], as("governor"));
    const record = usage(2n, song, 1n);
    expect(await bills(charge([record]))).to.deep.equal([declined(record, REFUSAL.aboveCap)]);
    expect(await billing.read.capOf([alice, eth])).to.deep.equal([10n, 50n]);
  });
});
