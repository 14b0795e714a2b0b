import { expect } from "chai";
import { encodeFunctionData } from "viem";
import { deployBilling, MODE, STOP } from "./scene.ts";

describe("Billing from end to end", () => {
  it("a stream lives on its own revenue: seconds played pay its arrears, and it plays again", async () => {
    const scene = await deployBilling();
    const { song, eth, ledger, registry, billing, as, at, goTo, start, settle, setMode } = scene;
    const { usage, charge, pot, arrears, stopsOf, platform, refused, beat } = scene;
    await registry.write.setPayee([song, scene.songAccount], as("owner"));
    await setMode(song, MODE.streamOnly);
    await at(100);
    await start("viewer", song);
    await at(200);
    await charge([usage(1n, song, 1_200n)]);
    expect([await arrears(song), await stopsOf(song)]).to.deep.equal([1_200n, STOP.arrears]);
    await goTo(300);
    await refused(beat("viewer", song), "StreamStopped", [song, STOP.arrears]);
    await settle(["viewer"]);
    expect([await pot(song), await platform()]).to.deep.equal([900n, 100n]);
    expect(await stopsOf(song)).to.equal(STOP.arrears);
    await billing.write.settleArrears([song, eth], as("stranger"));
    expect([await pot(song), await arrears(song)]).to.deep.equal([0n, 300n]);
    await ledger.write.tip([song, eth, 400n], as("funder"));
    await billing.write.settleArrears([song, eth], as("stranger"));
    expect([await pot(song), await arrears(song), await stopsOf(song)]).to.deep.equal([
      100n,
      0n,
      0,
    ]);
    await start("viewer", song);
    expect((await scene.session("viewer")).running).to.equal(true);
    expect(await platform()).to.equal(1_300n);
  });

  it("a sponsor deposits and funds a stream in one transaction", async () => {
    const scene = await deployBilling();
    const { song, usd, ledger, usdc, stUSDC, as, addressOf, open, bills, events } = scene;
    await open(song, {}, usd);
    await usdc.write.mint([addressOf("stranger"), 600n]);
    await usdc.write.approve([ledger.address, 600n], as("stranger"));
    const { abi } = ledger;
    const hash = await ledger.write.multicall(
      [
        [
          encodeFunctionData({
            abi,
            functionName: "depositAssets",
            args: [usd, 600n, addressOf("stranger")],
          }),
          encodeFunctionData({ abi, functionName: "fund", args: [song, usd, 600n] }),
        ],
      ],
      as("stranger"),
    );
    expect(await bills(hash)).to.deep.equal([
      [
        "Funded",
        {
          id: song,
          from: addressOf("stranger"),
          vault: usd,
          shares: 600n,
          toArrears: 0n,
          isPublic: true,
        },
      ],
    ]);
    expect(await events(hash)).to.deep.equal([
      scene.moved(
        "stranger",
        "0x0000000000000000000000000000000000000000",
        "stranger",
        600n,
        stUSDC.address,
      ),
      scene.moved("stranger", "stranger", scene.songAccount, 600n, stUSDC.address),
    ]);
    expect(await scene.pot(song, usd)).to.equal(600n);
  });

  it("a sponsor whose money is refused keeps all of it, the deposit too", async () => {
    const { song, usd, ledger, usdc, as, addressOf, refusedByBilling } = await deployBilling();
    await usdc.write.mint([addressOf("stranger"), 600n]);
    await usdc.write.approve([ledger.address, 600n], as("stranger"));
    const { abi } = ledger;
    const deposit = encodeFunctionData({
      abi,
      functionName: "depositAssets",
      args: [usd, 600n, addressOf("stranger")],
    });
    const fund = encodeFunctionData({ abi, functionName: "fund", args: [song, usd, 600n] });
    await refusedByBilling(
      ledger.write.multicall([[deposit, fund]], as("stranger")),
      "FundingClosed",
      [song, usd],
    );
    expect(await usdc.read.balanceOf([addressOf("stranger")])).to.equal(600n);
  });

  it("sponsors' money, sessions and tips end in the wallet of the receiver, less the platform's part", async () => {
    const scene = await deployBilling();
    const { song, alice, eth, ledger, registry, billing, as, addressOf, weth } = scene;
    const { at, start, end, open, give, usage, charge, platform } = scene;
    await registry.write.setPayee([song, scene.songAccount], as("owner"));
    await registry.write.setReceiver([alice, addressOf("creator")], as("owner"));
    await billing.write.setPayoutTerms([alice, eth, 200n, 50n], as("owner"));
    await open(song);
    await give("funder", song, 1_000n);
    await at(100);
    await start("viewer", song);
    await at(200);
    await end("viewer");
    await ledger.write.tip([song, eth, 300n], as("viewer"));
    await charge([usage(1n, song, 700n)]);
    expect(await scene.pot(song)).to.equal(1_000n + 900n + 300n - 700n);
    await billing.write.release([song, eth], as("stranger"));
    expect(await scene.pot(song)).to.equal(200n);
    expect(await ledger.read.creatorBalances([addressOf("creator"), eth])).to.equal(1_300n);
    await ledger.write.withdrawCreator([eth, addressOf("creator")], as("creator"));
    expect(await weth.read.balanceOf([addressOf("creator")])).to.equal(1_300n);
    expect(await platform()).to.equal(800n);
    await ledger.write.withdrawPlatform([eth], as("stranger"));
    expect(await weth.read.balanceOf([addressOf("receiver")])).to.equal(800n);
  });

  it("a deleted stream's money pays what it owed, then what its tenant owed, and then the tenant", async () => {
    const scene = await deployBilling();
    const { song, film, alice, eth, ledger, registry, billing, as, usage, charge, setMode } = scene;
    await setMode(song, MODE.streamOnly);
    await charge([usage(1n, song, 100n), usage(2n, alice, 50n)]);
    await registry.write.deleteStream([song], as("owner"));
    await registry.write.setPayee([film, scene.songAccount], as("owner"));
    await ledger.write.tip([film, eth, 175n], as("viewer"));
    await scene.pause();
    await billing.write.sweep([song, eth], as("stranger"));
    expect([await scene.arrears(song), await scene.arrears(alice)]).to.deep.equal([0n, 0n]);
    expect(await scene.pot(alice)).to.equal(25n);
    expect(await scene.stopsOf(song)).to.equal(STOP.deleted);
    await billing.write.release([alice, eth], as("owner"));
    expect(await scene.pot(alice)).to.equal(0n);
  });
});
