import { expect } from "chai";
import { deployBilling, MODE } from "./scene.ts";

describe("StreamBilling: batches", () => {
  /** The most gas that one transaction may use. */
  const TRANSACTION_GAS = 16_777_216n;

  it("of 500 records fit into one transaction, also if each of them becomes arrears", async () => {
    const scene = await deployBilling();
    const { song, film, clip, billing, publicClient, usage, as } = scene;
    await scene.give("owner", scene.alice, 100n);
    const records = Array.from({ length: 500 }, (_, index) =>
      usage(BigInt(index), [song, film, clip][index % 3] ?? song, 7n),
    );
    const gas = TRANSACTION_GAS - 1n;
    const hash = await billing.write.chargeUsage([1, records], { ...as("relayer"), gas });
    const receipt = await publicClient.getTransactionReceipt({ hash });
    expect(receipt.status).to.equal("success");
    expect(receipt.gasUsed < TRANSACTION_GAS).to.equal(true);
    expect((await scene.bills(hash)).filter(([name]) => name === "UsageCharged")).to.have.length(
      500,
    );
    const owed = await Promise.all([song, film, clip].map((id) => scene.arrears(id)));
    expect((await scene.platform()) + owed.reduce((sum, shares) => sum + shares)).to.equal(3_500n);
  });

  it("may be sent in parts and then whole: each record is charged once", async () => {
    const scene = await deployBilling();
    const { song, alice, film, bills, usage, charge, give, pot, platform } = scene;
    await give("owner", alice, 10_000n);
    const whole = Array.from({ length: 12 }, (_, index) =>
      usage(BigInt(250 + index), [song, alice, film][index % 3] ?? song, BigInt(index + 1)),
    );
    await charge(whole.slice(0, 5));
    await charge(whole.slice(3, 9));
    expect((await bills(charge(whole))).map(([name]) => name)).to.deep.equal([
      ...Array.from({ length: 9 }, () => "UsageSkipped"),
      ...Array.from({ length: 3 }, () => "UsageCharged"),
    ]);
    expect(await platform()).to.equal(78n);
    expect(await pot(alice)).to.equal(10_000n - 78n);
  });

  it("charge the same in parts and whole while the money runs dry", async () => {
    const books = async (sizes: readonly number[]) => {
      const scene = await deployBilling();
      const { song, film, alice, usage, charge, give, setMode, pot, arrears, platform } = scene;
      await setMode(film, MODE.streamOnly);
      await give("owner", song, 11n);
      await give("owner", film, 9n);
      await give("owner", alice, 20n);
      const whole = Array.from({ length: 12 }, (_, index) =>
        usage(BigInt(index), [song, film, alice][index % 3] ?? song, BigInt(index + 1)),
      );
      let from = 0;
      for (const size of sizes) {
        await charge(whole.slice(from, from + size));
        from += size;
      }
      await charge(whole);
      const names = [song, film, alice];
      return {
        pots: await Promise.all(names.map((id) => pot(id))),
        owed: await Promise.all(names.map((id) => arrears(id))),
        platform: await platform(),
      };
    };
    const atOnce = await books([12]);
    expect(atOnce.platform + atOnce.owed.reduce((sum, shares) => sum + shares)).to.equal(78n);
    expect(atOnce.pots).to.deep.equal([0n, 0n, 0n]);
    expect(await books([1, 2, 3, 6])).to.deep.equal(atOnce);
    expect(await books([5, 5])).to.deep.equal(atOnce);
  });
});
