import { expect } from "chai";
import { balanceOf, createStream, deploySplits, earn, watch } from "./earning.ts";
import { indexOf, type Table, tableOf } from "./table.ts";

/** Revenue of a session in these tests, in shares: one a second. */
const REVENUE = 1_000;

/** Two streams that cost the same and pay two splits of the same weights, in a vault where nobody else pays. */
async function deployTwins() {
  const scene = await deploySplits();
  const { splits, wallets } = scene;
  const holders = [
    ["creator", "funder", "relayer"],
    ["owner", "newOwner", "stranger"],
  ] as const;
  const tables = [];
  for (const [index, [first, second, third]] of holders.entries()) {
    const table = tableOf(
      [wallets[first].account.address, 3_334],
      [wallets[second].account.address, 3_333],
      [wallets[third].account.address, 3_333],
    );
    await splits.write.registerSplit([table]);
    const account = await splits.read.splitAccount([table]);
    const streamId = await createStream(scene, `twin${index}`, account, BigInt(REVENUE));
    tables.push({ table, account, streamId });
  }
  const [crumbs, once] = tables;
  if (crumbs === undefined || once === undefined) throw new Error("There must be two tables.");
  return { ...scene, crumbs, once };
}

describe("StreamSplits: crumbs", () => {
  it("pay platform and holders the same, settled and claimed a thousand times or once", async function () {
    this.timeout(300_000);
    const scene = await deployTwins();
    const { ledger, splits, stETH, wallets, networkHelpers, crumbs, once } = scene;
    const [patient, hasty] = [wallets.otherViewer.account, wallets.viewer.account];
    const claimAny = async (table: Table, index: number) => {
      const args = [table, stETH.address, BigInt(index)] as const;
      if ((await splits.read.splitBalance(args)) !== 0n) await splits.write.claimSplit(args);
    };
    const platform = () => ledger.read.platformBalance([stETH.address]);

    await watch(scene, once.streamId, "otherViewer");
    await networkHelpers.time.increase(REVENUE);
    await ledger.write.settle([stETH.address, [patient.address]]);
    const feeOnce = await platform();

    await watch(scene, crumbs.streamId, "viewer");
    for (let second = 1; second <= REVENUE; second++) {
      await ledger.write.settle([stETH.address, [hasty.address]], { gas: 300_000n });
      if (second % 10 === 0) await claimAny(crumbs.table, 0);
    }
    expect(await ledger.read.owed([hasty.address, stETH.address])).to.equal(0n);
    expect(feeOnce).to.equal(100n);
    expect((await platform()) - feeOnce).to.equal(feeOnce);

    for (const { table } of [crumbs, once]) {
      for (const [index, holder] of table.holders.entries()) {
        await claimAny(table, index);
        const entitled = (900n * BigInt(table.weights[index] ?? 0)) / 10_000n;
        expect(await balanceOf(scene, holder)).to.equal(entitled);
      }
    }
  });

  for (const revenue of [1n, 9n, 10n, 11n]) {
    it(`divide ${revenue} between creator and platform without a rest`, async () => {
      const scene = await deploySplits();
      const { ledger, stETH, wallets, networkHelpers, account } = scene;
      const viewer = wallets.viewer.account.address;
      const before = await balanceOf(scene, viewer);
      await watch(scene, await createStream(scene, "song", account, 60n));
      const { startedAt } = await ledger.read.sessionOf([viewer, stETH.address]);
      await networkHelpers.time.setNextBlockTimestamp(startedAt + Number(revenue));
      await ledger.write.settle([stETH.address, [viewer]]);
      const fee = await ledger.read.platformBalance([stETH.address]);
      expect(fee).to.equal(revenue / 10n);
      expect(await balanceOf(scene, account)).to.equal(revenue - fee);
      expect(await balanceOf(scene, viewer)).to.equal(before - revenue);
    });
  }

  it("give no holder more for claiming often", async () => {
    const scene = await deploySplits();
    const { splits, stETH, wallets, table } = scene;
    const [often, seldom] = [wallets.funder.account.address, wallets.relayer.account.address];
    for (let revenue = 1n; revenue <= 40n; revenue++) {
      await earn(scene, table, 1n);
      const args = [table, stETH.address, indexOf(table, often)] as const;
      if ((await splits.read.splitBalance(args)) !== 0n) await splits.write.claimSplit(args);
      expect(await balanceOf(scene, often)).to.equal((revenue * 3_333n) / 10_000n);
    }
    await splits.write.claimSplit([table, stETH.address, indexOf(table, seldom)]);
    expect(await balanceOf(scene, seldom)).to.equal((40n * 1_667n) / 10_000n);
  });
});
