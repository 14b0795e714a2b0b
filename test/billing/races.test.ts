import { expect } from "chai";
import { DAY, deployBilling, MODE } from "./scene.ts";

/** Gas for a transaction whose cost cannot be estimated before the block's others have run. */
const gas = 1_000_000n;

describe("StreamBilling: races within a block", () => {
  for (const order of [
    ["song", "film"],
    ["film", "song"],
  ] as const) {
    it(`for the tenant's last unit: ${order[0]} takes it before ${order[1]} does`, async () => {
      const scene = await deployBilling();
      const { alice, billing, as, usage, inOneBlock, give, pot, arrears, platform } = scene;
      await give("owner", alice, 1n);
      const [first, second] = [scene[order[0]], scene[order[1]]];
      const receipts = await inOneBlock(
        () => billing.write.chargeUsage([1, [usage(1n, first, 1n)]], { ...as("relayer"), gas }),
        () =>
          billing.write.chargeUsage([2, [usage(1n, second, 1n)]], { ...as("otherViewer"), gas }),
      );
      expect(receipts.map(({ status }) => status)).to.deep.equal(["success", "success"]);
      expect(await pot(alice)).to.equal(0n);
      expect([await arrears(first), await arrears(second)]).to.deep.equal([0n, 1n]);
      expect(await platform()).to.equal(1n);
      expect([await scene.stopsOf(first), await scene.stopsOf(second)]).to.deep.equal([0, 8]);
    });
  }

  it("of a release just before a big record: what is owed is paid by the next funding", async () => {
    const scene = await deployBilling();
    const { alice, eth, billing, as, usage, inOneBlock, give, pot, arrears, platform } = scene;
    await give("owner", alice, 1_000n);
    await inOneBlock(
      () => billing.write.release([alice, eth], { ...as("owner"), gas }),
      () => billing.write.chargeUsage([1, [usage(1n, alice, 900n)]], { ...as("relayer"), gas }),
    );
    expect([await pot(alice), await arrears(alice)]).to.deep.equal([0n, 900n]);
    await give("owner", alice, 950n);
    expect([await pot(alice), await arrears(alice)]).to.deep.equal([50n, 0n]);
    expect(await platform()).to.equal(900n);
  });

  it("of a release just after a big record: it moves what is left, which may be nothing", async () => {
    const scene = await deployBilling();
    const { alice, eth, billing, as, usage, inOneBlock, give, pot, arrears } = scene;
    await give("owner", alice, 1_000n);
    const receipts = await inOneBlock(
      () => billing.write.chargeUsage([1, [usage(1n, alice, 1_900n)]], { ...as("relayer"), gas }),
      () => billing.write.release([alice, eth], { ...as("owner"), gas }),
    );
    expect(receipts.map(({ status }) => status)).to.deep.equal(["success", "reverted"]);
    expect([await pot(alice), await arrears(alice)]).to.deep.equal([0n, 900n]);
  });

  it("of a record sent twice, and of one id sent with two bodies", async () => {
    const scene = await deployBilling();
    const { alice, song, billing, as, usage, inOneBlock, give, pot, platform } = scene;
    await give("owner", alice, 1_000n);
    const send = (id: bigint, name: typeof song, quantity: bigint) => () =>
      billing.write.chargeUsage([1, [usage(id, name, quantity)]], { ...as("relayer"), gas });
    await inOneBlock(
      send(1n, alice, 10n),
      send(1n, alice, 10n),
      send(2n, song, 20n),
      send(2n, alice, 500n),
    );
    expect([await pot(alice), await platform()]).to.deep.equal([970n, 30n]);
  });

  it("of deleting a stream before its record and creating it again after: the tenant pays", async () => {
    const scene = await deployBilling();
    const { alice, song, registry, billing, as, addressOf, usage, inOneBlock, give } = scene;
    await scene.setMode(song, MODE.streamOnly);
    await give("owner", alice, 100n);
    const receipts = await inOneBlock(
      () => registry.write.deleteStream([song], { ...as("owner"), gas }),
      () => billing.write.chargeUsage([1, [usage(1n, song, 150n)]], { ...as("relayer"), gas }),
      () =>
        registry.write.createStream([alice, "song", addressOf("creator"), "", []], {
          ...as("owner"),
          gas,
        }),
    );
    expect(receipts.every(({ status }) => status === "success")).to.equal(true);
    expect([await scene.arrears(song), await scene.arrears(alice)]).to.deep.equal([0n, 50n]);
    expect(await scene.pot(alice)).to.equal(0n);
  });

  it("of two sponsors for the last room: the second is refused and keeps the money", async () => {
    const scene = await deployBilling();
    const { song, eth, ledger, as, open, inOneBlock, pot, balance } = scene;
    await open(song, { cap: 100n });
    const before = await balance("viewer");
    const receipts = await inOneBlock(
      () => ledger.write.fund([song, eth, 60n], { ...as("funder"), gas }),
      () => ledger.write.fund([song, eth, 60n], { ...as("viewer"), gas }),
    );
    expect(receipts.map(({ status }) => status)).to.deep.equal(["success", "reverted"]);
    expect([await pot(song), await balance("viewer")]).to.deep.equal([60n, before]);
  });

  it("of funding and of a record: what comes first decides who owes, never how much", async () => {
    for (const fundedFirst of [true, false]) {
      const scene = await deployBilling();
      const { song, eth, ledger, billing, as, usage, inOneBlock, setMode } = scene;
      await setMode(song, MODE.streamOnly);
      const fund = () => ledger.write.fund([song, eth, 100n], { ...as("owner"), gas });
      const bill = () =>
        billing.write.chargeUsage([1, [usage(1n, song, 70n)]], { ...as("relayer"), gas });
      await inOneBlock(...(fundedFirst ? [fund, bill] : [bill, fund]));
      expect([await scene.pot(song), await scene.arrears(song)]).to.deep.equal([30n, 0n]);
      expect(await scene.platform()).to.equal(70n);
      expect(await scene.stopsOf(song)).to.equal(0);
      expect((await ledger.read.termsOf([song])).run).to.equal(fundedFirst ? 0 : 1);
    }
  });

  it("of a bill and its payment within one second: no session outlives the stop", async () => {
    const scene = await deployBilling();
    const { song, eth, ledger, billing, as, usage, inOneBlock, setMode, start, at } = scene;
    await setMode(song, MODE.streamOnly);
    await at(10);
    await start("viewer", song);
    await at(60);
    await inOneBlock(
      () => billing.write.chargeUsage([1, [usage(1n, song, 70n)]], { ...as("relayer"), gas }),
      () => ledger.write.fund([song, eth, 70n], { ...as("funder"), gas }),
    );
    await scene.goTo(500);
    expect(await scene.owed("viewer")).to.equal(500n);
    expect((await scene.session("viewer")).running).to.equal(false);
    await start("viewer", song);
  });

  it("of two meters for the last of a tenant's cap", async () => {
    const scene = await deployBilling();
    const { alice, eth, billing, as, usage, inOneBlock, at } = scene;
    await billing.write.setTenantCap([alice, eth, 10n], as("governor"));
    await at(DAY);
    await inOneBlock(
      () => billing.write.chargeUsage([1, [usage(1n, alice, 6n)]], { ...as("relayer"), gas }),
      () => billing.write.chargeUsage([2, [usage(1n, alice, 6n)]], { ...as("otherViewer"), gas }),
    );
    expect(await billing.read.capOf([alice, eth])).to.deep.equal([10n, 6n]);
    expect(await billing.read.isCharged([2, 1n])).to.equal(false);
  });
});
