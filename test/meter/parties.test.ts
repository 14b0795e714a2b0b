import { expect } from "chai";
import { deployScene, type Who } from "./scene.ts";

/** The song with another payee, and the viewer with 1,000 shares. */
async function deployPaying(payee: (scene: Awaited<ReturnType<typeof deployScene>>) => Who) {
  const scene = await deployScene();
  const { registry, song, as, fund, addressOf } = scene;
  await registry.write.setPayee([song, addressOf(payee(scene))], as("owner"));
  await fund("viewer", 1_000n);
  return scene;
}

describe("StreamMeter: who pays whom", () => {
  it("a viewer who is the payee loses the fee alone, and can always leave", async () => {
    const scene = await deployPaying(() => "viewer");
    const { ledger, stETH, song, start, end, at, as, addressOf, balance, platform } = scene;
    await at(100);
    await start("viewer", song);
    await at(150);
    await end("viewer");
    expect(await balance("viewer")).to.equal(950n);
    expect(await platform()).to.equal(50n);
    await at(200);
    await start("viewer", song);
    await at(250);
    await ledger.write.withdrawCreator([stETH.address, addressOf("viewer")], as("viewer"));
    expect(await balance("viewer")).to.equal(450n);
    expect(await platform()).to.equal(100n);
    await at(250);
    await ledger.write.withdrawCreator([stETH.address, addressOf("viewer")], as("viewer"));
    expect(await balance("viewer")).to.equal(0n);
  });

  it("a payee that is a contract which takes nothing is credited like any other", async () => {
    const { viem } = await deployScene();
    const deaf = await viem.deployContract("MockRevertingToken");
    const { song, start, end, at, balance } = await deployPaying(() => deaf.address);
    await at(100);
    await start("viewer", song);
    await at(150);
    await end("viewer");
    expect(await balance(deaf.address)).to.equal(450n);
  });

  it("the platform as payee gets both parts", async () => {
    const scene = await deployPaying(({ platformAccount }) => platformAccount);
    const { song, start, end, at, platform, balance } = scene;
    await at(100);
    await start("viewer", song);
    await at(150);
    await end("viewer");
    expect(await platform()).to.equal(500n);
    expect(await balance("viewer")).to.equal(500n);
  });

  for (const account of ["songAccount", "tenantAccount"] as const) {
    it(`${account} takes revenue, though no transfer`, async () => {
      const scene = await deployPaying((one) => one[account]);
      const { song, start, end, at, balance } = scene;
      await at(100);
      await start("viewer", song);
      await at(150);
      await end("viewer");
      expect(await balance(scene[account])).to.equal(450n);
    });
  }

  it("two viewers who pay each other keep their books apart", async () => {
    const scene = await deployPaying(() => "otherViewer");
    const { registry, film, song, stETH, as, addressOf, fund, start, settle, at } = scene;
    await registry.write.setPrice(
      [film, { vault: stETH.address, startFee: 0n, perSecond: 10n, window: 600n }],
      as("owner"),
    );
    await registry.write.setPayee([film, addressOf("viewer")], as("owner"));
    await fund("otherViewer", 1_000n);
    await at(100);
    await start("viewer", song);
    await at(100);
    await start("otherViewer", film);
    await at(150);
    await settle(["viewer", "otherViewer"]);
    expect(await scene.balance("viewer")).to.equal(950n);
    expect(await scene.balance("otherViewer")).to.equal(950n);
    expect(await scene.platform()).to.equal(100n);
    expect((await scene.session("viewer")).until).to.equal(200);
    expect((await scene.session("otherViewer")).until).to.equal(200);
  });
});
