import { expect } from "chai";
import { zeroAddress } from "viem";
import { deployBilling, MODE } from "./scene.ts";

/** The scene with 10,000 shares of stETH in the account of `alice`. */
async function deployFunded() {
  const scene = await deployBilling();
  await scene.give("owner", scene.alice, 10_000n);
  const { billing, as, addressOf } = scene;
  return {
    ...scene,
    rotate: (meterNo: number, key: Parameters<typeof addressOf>[0]) =>
      billing.write.setMeterKey([meterNo, addressOf(key)], as("meterKeeper")),
  };
}

describe("StreamBilling: meters", () => {
  it("are counted from 1 and report with their own key alone", async () => {
    const scene = await deployFunded();
    const { alice, billing, as, addressOf, bills, usage, charge, refusedByBilling } = scene;
    const adding = billing.write.addMeter([addressOf("creator")], as("meterKeeper"));
    expect(await bills(adding)).to.deep.equal([
      ["MeterKeySet", { meterNo: 3, key: addressOf("creator") }],
    ]);
    expect(await billing.read.meterKey([3])).to.equal(addressOf("creator"));
    for (const [meterNo, key] of [
      [3, "relayer"],
      [3, "otherViewer"],
      [1, "otherViewer"],
      [1, "creator"],
      [0, "relayer"],
      [4, "relayer"],
      [1, "owner"],
      [1, "governor"],
      [1, "meterKeeper"],
    ] as const) {
      await refusedByBilling(charge([usage(1n, alice, 5n)], { meterNo, key }), "NotTheMeter", [
        meterNo,
        addressOf(key),
      ]);
    }
  });

  it("without a key report nothing", async () => {
    const { alice, billing, addressOf, rotate, usage, charge, refusedByBilling } =
      await deployFunded();
    await rotate(1, zeroAddress);
    expect(await billing.read.meterKey([1])).to.equal(zeroAddress);
    await refusedByBilling(charge([usage(1n, alice, 5n)]), "NotTheMeter", [
      1,
      addressOf("relayer"),
    ]);
    await refusedByBilling(charge([]), "NotTheMeter", [1, addressOf("relayer")]);
  });

  it("that do not exist have no key to be changed", async () => {
    const { rotate, refusedByBilling } = await deployFunded();
    for (const meterNo of [0, 3, 2 ** 32 - 1]) {
      await refusedByBilling(rotate(meterNo, "creator"), "MeterUnknown", [meterNo]);
    }
  });

  it("keep what they charged over a change of key: the same batch again charges nothing", async () => {
    const scene = await deployFunded();
    const { alice, song, pot, bills, usage, charge, skipped, charged, rotate } = scene;
    const batch = [usage(1n, alice, 5n), usage(2n, song, 7n)];
    await charge(batch);
    await rotate(1, "creator");
    await scene.refusedByBilling(charge(batch), "NotTheMeter", [1, scene.addressOf("relayer")]);
    const next = usage(3n, alice, 1n);
    expect(await bills(charge([...batch, next], { key: "creator" }))).to.deep.equal([
      skipped(1n),
      skipped(2n),
      charged(next, { mode: MODE.tenantOnly, amount: 1n, fromStream: 0n, fromTenant: 1n }),
    ]);
    expect(await pot(alice)).to.equal(9_987n);
  });

  it("have ids of their own: none can use up another's", async () => {
    const scene = await deployFunded();
    const { alice, billing, pot, bills, usage, charge, charged } = scene;
    const record = usage(1n, alice, 5n);
    await charge([record], { meterNo: 2, key: "otherViewer" });
    expect(await billing.read.isCharged([1, 1n])).to.equal(false);
    expect(await bills(charge([record]))).to.deep.equal([
      charged(record, { mode: MODE.tenantOnly, amount: 5n, fromStream: 0n, fromTenant: 5n }),
    ]);
    expect(await pot(alice)).to.equal(9_990n);
  });

  it("may share a key, and stay two", async () => {
    const { alice, pot, usage, charge, rotate } = await deployFunded();
    await rotate(2, "relayer");
    await charge([usage(1n, alice, 5n)]);
    await charge([usage(1n, alice, 5n)], { meterNo: 2 });
    expect(await pot(alice)).to.equal(9_990n);
  });

  it("with a stolen key cost a tenant no more than its cap of the day, whatever they report", async () => {
    const scene = await deployFunded();
    const { alice, song, film, eth, billing, as, usage, charge, pot, arrears, platform } = scene;
    await billing.write.setTenantCap([alice, eth, 300n], as("governor"));
    await charge(
      Array.from({ length: 30 }, (_, index) =>
        usage(BigInt(index), [alice, song, film][index % 3] ?? alice, 40n),
      ),
    );
    expect(await platform()).to.equal(280n);
    expect(await pot(alice)).to.equal(9_720n);
    expect([await arrears(alice), await arrears(song), await arrears(film)]).to.deep.equal([
      0n,
      0n,
      0n,
    ]);
  });
});
