import { expect } from "chai";
import {
  concatHex,
  encodeFunctionData,
  type Hex,
  keccak256,
  parseEther,
  toHex,
  zeroHash,
} from "viem";
import { deployBilling, MODE, STOP } from "./scene.ts";

/** The scene with `song` open to the public, at most 1,000 shares of stETH in all and 100 an hour. */
async function deployOpen() {
  const scene = await deployBilling();
  await scene.open(scene.song, { minimum: 5n, burst: 100n });
  return scene;
}

describe("StreamBilling: funding", () => {
  it("of a tenant takes anybody's money, without a policy", async () => {
    const { alice, bob, eth, give, bills, pot, addressOf } = await deployBilling();
    for (const [id, part] of [
      [alice, "owner"],
      [bob, "funder"],
    ] as const) {
      expect(await bills(give(part, id, 7n))).to.deep.equal([
        [
          "Funded",
          { id, from: addressOf(part), vault: eth, shares: 7n, toArrears: 0n, isPublic: false },
        ],
      ]);
      expect(await pot(id)).to.equal(7n);
    }
  });

  it("of a stream takes its owner's money, without a policy and beyond it", async () => {
    const { song, eth, give, bills, billing, addressOf } = await deployOpen();
    const from = addressOf("owner");
    expect(await bills(give("owner", song, 5_000n))).to.deep.equal([
      ["Funded", { id: song, from, vault: eth, shares: 5_000n, toArrears: 0n, isPublic: false }],
    ]);
    await give("owner", song, 1n);
    expect((await billing.read.fundingPolicyOf([song, eth]))[1]).to.equal(0n);
    expect(await billing.read.fundingRoom([song, eth])).to.equal(100n);
  });

  it("of a stream is closed to the public by default, and another owner is the public", async () => {
    const { song, eth, usd, open, give, refusedByBilling, billing } = await deployBilling();
    for (const part of ["funder", "newOwner"] as const) {
      await refusedByBilling(give(part, song, 7n), "FundingClosed", [song, eth]);
    }
    await open(song);
    await refusedByBilling(give("funder", song, 7n, usd), "FundingClosed", [song, usd]);
    expect(await billing.read.fundingRoom([song, usd])).to.equal(0n);
  });

  it("of a stream by the public keeps to its minimum", async () => {
    const { song, eth, give, bills, addressOf, refusedByBilling } = await deployOpen();
    await refusedByBilling(give("funder", song, 4n), "FundingBelowMinimum", [4n, 5n]);
    const from = addressOf("funder");
    expect(await bills(give("funder", song, 5n))).to.deep.equal([
      ["Funded", { id: song, from, vault: eth, shares: 5n, toArrears: 0n, isPublic: true }],
    ]);
  });

  it("of a stream by the public keeps to its cap, to the unit", async () => {
    const { song, eth, open, give, billing, refusedByBilling } = await deployBilling();
    await open(song, { cap: 100n });
    await give("funder", song, 60n);
    await refusedByBilling(give("viewer", song, 41n), "FundingAboveCap", [41n, 40n]);
    expect(await billing.read.fundingRoom([song, eth])).to.equal(40n);
    await give("viewer", song, 40n);
    expect((await billing.read.fundingPolicyOf([song, eth]))[1]).to.equal(100n);
    expect(await billing.read.fundingRoom([song, eth])).to.equal(0n);
    await refusedByBilling(give("viewer", song, 1n), "FundingAboveCap", [1n, 0n]);
  });

  it("of a stream by the public keeps to its rate, which refills linearly", async () => {
    const { song, eth, give, billing, at, goTo, refusedByBilling } = await deployOpen();
    await at(100);
    await give("funder", song, 100n);
    await at(100 + 36);
    await refusedByBilling(give("viewer", song, 5n), "FundingAboveRate", [5n, 1n]);
    await goTo(100 + 35 * 36);
    expect(await billing.read.fundingRoom([song, eth])).to.equal(35n);
    await at(100 + 35 * 36);
    await refusedByBilling(give("viewer", song, 36n), "FundingAboveRate", [36n, 35n]);
    await at(100 + 35 * 36);
    await give("viewer", song, 35n);
    expect(await billing.read.fundingRoom([song, eth])).to.equal(0n);
    await goTo(100 + 35 * 36 + 3_600);
    expect(await billing.read.fundingRoom([song, eth])).to.equal(100n);
    await goTo(100 + 90 * 3_600);
    expect(await billing.read.fundingRoom([song, eth])).to.equal(100n);
  });

  it("of a stream is counted afresh under a new policy, in each vault for itself", async () => {
    const { song, eth, usd, open, give, bills, billing } = await deployOpen();
    await give("funder", song, 100n);
    await open(song, { cap: 50n, burst: 50n }, usd);
    expect(await billing.read.fundingRoom([song, eth])).to.equal(0n);
    expect(await billing.read.fundingRoom([song, usd])).to.equal(50n);
    const policy = { open: true, minimum: 2n, cap: 70n, burst: 60n, window: 9 };
    expect(await bills(open(song, policy))).to.deep.equal([
      ["FundingPolicySet", { streamId: song, vault: eth, policy }],
    ]);
    expect(await billing.read.fundingPolicyOf([song, eth])).to.deep.equal([policy, 0n]);
    expect(await billing.read.fundingRoom([song, eth])).to.equal(60n);
    await give("funder", song, 60n);
  });

  for (const [what, policy] of [
    ["a minimum of zero", { minimum: 0n }],
    ["a cap of zero", { cap: 0n }],
    ["a window of zero", { window: 0 }],
    ["a minimum above its burst", { minimum: 1_001n }],
  ] as const) {
    it(`refuses an open policy with ${what}, but not a closed one`, async () => {
      const { song, eth, open, billing, refusedByBilling } = await deployBilling();
      const whole = {
        open: true,
        minimum: 1n,
        cap: 1_000n,
        burst: 1_000n,
        window: 3_600,
        ...policy,
      };
      await refusedByBilling(open(song, policy), "FundingPolicyRefused", [whole]);
      await open(song, { ...policy, open: false });
      expect(await billing.read.fundingRoom([song, eth])).to.equal(0n);
    });
  }

  it("bounds one person with a hundred addresses as it bounds one", async () => {
    const { song, eth, give, ledger, billing, refusedByBilling, wallets } = await deployOpen();
    const id = BigInt(eth);
    for (const part of ["stranger", "creator", "receiver", "lister"] as const) {
      await ledger.write.transfer([wallets[part].account.address, id, 50n], {
        account: wallets.funder.account,
      });
    }
    await give("stranger", song, 50n);
    await give("creator", song, 50n);
    expect(await billing.read.fundingRoom([song, eth])).to.equal(0n);
    await refusedByBilling(give("receiver", song, 50n), "FundingAboveRate", [50n, 0n]);
    await give("owner", song, 5_000n);
    await billing.write.release([song, eth], { account: wallets.owner.account });
  });

  it("pays arrears first, whatever the policy, the flag, the stops and the listing", async () => {
    const scene = await deployBilling();
    const { song, alice, eth, setMode, usage, charge, billing, registry, ledger, as } = scene;
    const { give, bills, addressOf, refusedByBilling, pot, arrears } = scene;
    await setMode(song, MODE.streamOnly);
    await charge([usage(1n, song, 100n)]);
    const from = addressOf("funder");
    const paid = (shares: bigint) => [
      ["ArrearsPaid", { id: song, vault: eth, shares, left: 0n }],
      ["Funded", { id: song, from, vault: eth, shares, toArrears: shares, isPublic: false }],
    ];
    await refusedByBilling(give("funder", song, 101n), "FundingClosed", [song, eth]);
    await registry.write.stopStream([song], as("owner"));
    await refusedByBilling(give("funder", song, 101n), "StreamNotFundable", [song, STOP.owner + 0]);
    await registry.write.deleteStream([song], as("owner"));
    await billing.write.setStreamBalances([alice, false], as("registrar"));
    await refusedByBilling(give("funder", song, 101n), "StreamBalancesOff", [alice]);
    await ledger.write.delistVault([eth], as("lister"));
    await refusedByBilling(give("funder", song, 101n), "VaultNotListed", [eth]);
    expect(await bills(give("funder", song, 100n))).to.deep.equal(paid(100n));
    expect([await pot(song), await arrears(song)]).to.deep.equal([0n, 0n]);
  });

  it("counts only what is beyond the arrears towards the policy", async () => {
    const scene = await deployOpen();
    const { song, eth, setMode, usage, charge, give, bills, billing, addressOf } = scene;
    await setMode(song, MODE.streamOnly);
    await charge([usage(1n, song, 500n)]);
    await scene.refusedByBilling(give("funder", song, 504n), "FundingBelowMinimum", [4n, 5n]);
    await scene.refusedByBilling(give("funder", song, 601n), "FundingAboveRate", [101n, 100n]);
    const from = addressOf("funder");
    expect(await bills(give("funder", song, 600n))).to.deep.equal([
      ["ArrearsPaid", { id: song, vault: eth, shares: 500n, left: 0n }],
      ["Funded", { id: song, from, vault: eth, shares: 600n, toArrears: 500n, isPublic: true }],
    ]);
    expect((await billing.read.fundingPolicyOf([song, eth]))[1]).to.equal(100n);
  });

  it("is refused to a stream without stream balances, its owner's too", async () => {
    const { alice, song, bob, show, give, billing, as, refusedByBilling, eth } = await deployOpen();
    await refusedByBilling(give("newOwner", show, 7n), "StreamBalancesOff", [bob]);
    await billing.write.setStreamBalances([alice, false], as("registrar"));
    for (const part of ["owner", "funder"] as const) {
      await refusedByBilling(give(part, song, 7n), "StreamBalancesOff", [alice]);
    }
    expect(await billing.read.fundingRoom([song, eth])).to.equal(0n);
  });

  it("is refused to a stream that is stopped: the public's always, the owner's if it is deleted", async () => {
    const { song, eth, registry, as, give, billing, refusedByBilling } = await deployOpen();
    await registry.write.suspendStream([song], as("registrar"));
    await refusedByBilling(give("funder", song, 7n), "StreamNotFundable", [song, STOP.suspended]);
    await give("owner", song, 7n);
    await registry.write.stopStream([song], as("owner"));
    const both = STOP.suspended + STOP.owner;
    await refusedByBilling(give("funder", song, 7n), "StreamNotFundable", [song, both]);
    await give("owner", song, 7n);
    expect(await billing.read.fundingRoom([song, eth])).to.equal(0n);
    await registry.write.deleteStream([song], as("owner"));
    for (const part of ["owner", "funder"] as const) {
      const stops = both + STOP.deleted;
      await refusedByBilling(give(part, song, 7n), "StreamNotFundable", [song, stops]);
    }
  });

  it("keeps its policy over deletion and re-creation", async () => {
    const { song, alice, eth, registry, as, addressOf, give, billing } = await deployOpen();
    await give("funder", song, 30n);
    const before = await billing.read.fundingPolicyOf([song, eth]);
    await registry.write.deleteStream([song], as("owner"));
    await registry.write.createStream([alice, "song", addressOf("creator"), "", []], as("owner"));
    expect(await billing.read.fundingPolicyOf([song, eth])).to.deep.equal(before);
    await give("funder", song, 30n);
    expect((await billing.read.fundingPolicyOf([song, eth]))[1]).to.equal(60n);
  });

  it("is refused during a pause, of nothing, of more than there is, and for what is no name", async () => {
    const scene = await deployBilling();
    const { alice, song, root, eth, ledger, songWatch, give, refused, addressOf } = scene;
    await refused(give("owner", alice, 0n), "ZeroAmount", []);
    await refused(give("stranger", alice, 1n), "ERC6909InsufficientBalance", [
      addressOf("stranger"),
      0n,
      1n,
      BigInt(eth),
    ]);
    for (const id of [zeroHash, `0x${"ff".repeat(32)}`] as Hex[]) {
      const account = await ledger.read.accountOf([id]);
      await refused(give("owner", id, 1n), "AccountKindRefused", [account, 0]);
    }
    await refused(give("owner", root, 1n), "AccountKindRefused", [scene.platformAccount, 1]);
    const watchId = keccak256(concatHex([song, toHex("watch")]));
    await refused(give("owner", watchId, 1n), "AccountKindRefused", [songWatch, 4]);
    await scene.pause();
    await refused(give("owner", alice, 1n), "EnforcedPause", []);
  });

  it("is refused in a vault that is not listed, by the owner too", async () => {
    const { alice, song, eth, ledger, billing, as, give, refusedByBilling } = await deployOpen();
    await ledger.write.delistVault([eth], as("lister"));
    await refusedByBilling(give("owner", alice, 7n), "VaultNotListed", [eth]);
    await refusedByBilling(give("owner", song, 7n), "VaultNotListed", [eth]);
    expect(await billing.read.fundingRoom([song, eth])).to.equal(0n);
  });

  it("costs as much after a hundred payments of a unit as after one", async () => {
    const scene = await deployBilling();
    const { song, eth, ledger, as, open, give, publicClient } = scene;
    await open(song);
    await give("funder", song, 1n);
    const gasOfNext = async () => {
      const hash = await give("funder", song, 1n);
      return (await publicClient.getTransactionReceipt({ hash })).gasUsed;
    };
    const second = await gasOfNext();
    const payment = encodeFunctionData({
      abi: ledger.abi,
      functionName: "fund",
      args: [song, eth, 1n],
    });
    await ledger.write.multicall([Array.from({ length: 100 }, () => payment)], {
      ...as("funder"),
      gas: 16_000_000n,
    });
    expect(await gasOfNext()).to.equal(second);
    expect(await scene.pot(song)).to.equal(103n);
  });
});

describe("StreamBilling: money that is not funding", () => {
  it("neither fills the cap nor is held back by it: revenue", async () => {
    const { song, eth, registry, ledger, billing, as, songAccount, pot } = await deployOpen();
    await registry.write.setPayee([song, songAccount], as("owner"));
    await ledger.write.tip([song, eth, 5_000n], as("viewer"));
    expect(await pot(song)).to.equal(5_000n);
    expect((await billing.read.fundingPolicyOf([song, eth]))[1]).to.equal(0n);
    expect(await billing.read.fundingRoom([song, eth])).to.equal(100n);
  });

  it("changes nothing: shares, tokens and ETH sent to the account outside of the ledger", async () => {
    const scene = await deployOpen();
    const { song, stETH, weth, as, songAccount, pot, give, wallets, billing, eth } = scene;
    await weth.write.deposit({ value: 2_000n, ...as("stranger") });
    await weth.write.approve([stETH.address, 1_000n], as("stranger"));
    await stETH.write.deposit([1_000n, songAccount], as("stranger"));
    await weth.write.transfer([songAccount, 1_000n], as("stranger"));
    await wallets.stranger.sendTransaction({ to: songAccount, value: parseEther("1") });
    expect(await pot(song)).to.equal(0n);
    expect(await billing.read.fundingRoom([song, eth])).to.equal(100n);
    await give("funder", song, 100n);
    expect(await pot(song)).to.equal(100n);
  });

  it("is refused: transfers and deposits to the accounts of names, and the hook by anybody else", async () => {
    const scene = await deployOpen();
    const { song, eth, ledger, billing, as, songAccount, tenantAccount, refused } = scene;
    for (const account of [songAccount, tenantAccount]) {
      const transfer = ledger.write.transfer([account, BigInt(eth), 1n], as("viewer"));
      await refused(transfer, "ReceiverRefused", [account]);
      const deposit = ledger.write.depositETH([eth, account], { value: 1n, ...as("viewer") });
      await refused(deposit, "ReceiverRefused", [account]);
    }
    for (const part of ["owner", "governor", "funder"] as const) {
      const from = scene.addressOf(part);
      await scene.refusedByBilling(
        billing.write.onFunded([from, song, eth, 1n], as(part)),
        "NotTheLedger",
        [from],
      );
    }
  });
});
