import { expect } from "chai";
import { zeroAddress } from "viem";
import { deployBilling, MODE } from "./scene.ts";

/** The scene with 1,000 shares of stETH in the account of `song` and 500 in that of its tenant. */
async function deployFilled() {
  const scene = await deployBilling();
  await scene.give("owner", scene.song, 1_000n);
  await scene.give("owner", scene.alice, 500n);
  const { billing, registry, as, eth } = scene;
  return {
    ...scene,
    release: (part: Parameters<typeof as>[0], id = scene.song, vault = eth) =>
      billing.write.release([id, vault], as(part)),
    sweep: (part: Parameters<typeof as>[0], id = scene.song, vault = eth) =>
      billing.write.sweep([id, vault], as(part)),
    setTerms: (reserve: bigint, minimum: bigint, vault = eth) =>
      billing.write.setPayoutTerms([scene.alice, vault, reserve, minimum], as("owner")),
    remove: (id = scene.song) => registry.write.deleteStream([id], as("owner")),
    handOver: async () => {
      await registry.write.transferTenant([scene.alice, scene.addressOf("newOwner")], as("owner"));
      return registry.write.acceptTenant([scene.alice], as("newOwner"));
    },
  };
}

describe("StreamBilling.release", () => {
  it("moves what a stream has to the tenant's owner, who withdraws it", async () => {
    const scene = await deployFilled();
    const { song, eth, release, bills, events, moved, balance, billing, ledger, as } = scene;
    const before = await balance("owner");
    expect(await billing.read.releasable([song, eth])).to.equal(1_000n);
    const hash = await release("owner");
    expect(await bills(hash)).to.deep.equal([
      ["Released", { id: song, vault: eth, receiver: scene.addressOf("owner"), shares: 1_000n }],
    ]);
    expect(await events(hash)).to.deep.equal([
      moved(billing.address, scene.songAccount, "owner", 1_000n),
    ]);
    expect(await balance("owner")).to.equal(before + 1_000n);
    await ledger.write.withdrawCreator([eth, scene.addressOf("owner")], as("owner"));
    expect(await scene.weth.read.balanceOf([scene.addressOf("owner")])).to.equal(before + 1_000n);
  });

  it("pays the receiver that the tenant named, until it names the owner again", async () => {
    const scene = await deployFilled();
    const { song, alice, eth, registry, as, release, bills, balance, addressOf, events } = scene;
    const naming = registry.write.setReceiver([alice, addressOf("creator")], as("owner"));
    expect(await events(naming, registry)).to.deep.equal([
      ["ReceiverSet", { tenantId: alice, receiver: addressOf("creator") }],
    ]);
    expect(await registry.read.receiverOf([alice])).to.equal(addressOf("creator"));
    await release("owner");
    expect(await balance("creator")).to.equal(1_000n);
    await registry.write.setReceiver([alice, zeroAddress], as("owner"));
    expect(await registry.read.receiverOf([alice])).to.equal(addressOf("owner"));
    expect(await bills(release("owner", alice))).to.deep.equal([
      ["Released", { id: alice, vault: eth, receiver: addressOf("owner"), shares: 500n }],
    ]);
    expect(await scene.pot(song)).to.equal(0n);
  });

  it("pays arrears first, and fails if they take everything", async () => {
    const scene = await deployFilled();
    const { song, alice, eth, registry, ledger, billing, as, release, bills } = scene;
    const { usage, charge, setMode, refusedByBilling, arrears, pot } = scene;
    await setMode(song, MODE.streamOnly);
    await charge([usage(1n, song, 1_100n), usage(2n, alice, 600n)]);
    await registry.write.setPayee([song, scene.songAccount], as("owner"));
    await ledger.write.tip([song, eth, 100n], as("viewer"));
    expect(await billing.read.releasable([song, eth])).to.equal(0n);
    await refusedByBilling(release("owner"), "NothingToRelease", [song, eth, 0n, 0n]);
    expect([await arrears(song), await pot(song)]).to.deep.equal([100n, 100n]);
    await ledger.write.tip([song, eth, 1n], as("viewer"));
    expect(await billing.read.releasable([song, eth])).to.equal(1n);
    expect(await bills(release("owner"))).to.deep.equal([
      ["ArrearsPaid", { id: song, vault: eth, shares: 100n, left: 0n }],
      ["Released", { id: song, vault: eth, receiver: scene.addressOf("owner"), shares: 1n }],
    ]);
    expect(await arrears(alice)).to.equal(100n);
  });

  it("leaves the reserve behind and moves no less than the minimum", async () => {
    const { song, eth, setTerms, release, bills, billing, alice, give, pot, refusedByBilling } =
      await deployFilled();
    expect(await bills(setTerms(1_000n, 0n))).to.deep.equal([
      ["PayoutTermsSet", { tenantId: alice, vault: eth, reserve: 1_000n, minimum: 0n }],
    ]);
    await refusedByBilling(release("owner"), "NothingToRelease", [song, eth, 0n, 0n]);
    await setTerms(900n, 101n);
    expect(await billing.read.payoutTermsOf([alice, eth])).to.deep.equal([900n, 101n]);
    expect(await billing.read.releasable([song, eth])).to.equal(0n);
    await refusedByBilling(release("owner"), "NothingToRelease", [song, eth, 100n, 101n]);
    await give("owner", song, 1n);
    expect(await billing.read.releasable([song, eth])).to.equal(101n);
    await release("owner");
    expect(await pot(song)).to.equal(900n);
  });

  it("is the owner's and the operators', and anybody's once there is a reserve in the vault", async () => {
    const { song, alice, usd, billing, as, addressOf, setTerms, release, bills, give, ...scene } =
      await deployFilled();
    await scene.refusedByBilling(release("creator"), "NotAReleaser", [alice, addressOf("creator")]);
    const operator = addressOf("creator");
    const approve = (approved: boolean) =>
      billing.write.setPayoutOperator([alice, operator, approved], as("owner"));
    expect(await bills(approve(true))).to.deep.equal([
      ["PayoutOperatorSet", { tenantId: alice, operator, approved: true }],
    ]);
    expect(await billing.read.isPayoutOperator([alice, operator])).to.equal(true);
    await release("creator");
    await approve(false);
    await scene.refusedByBilling(release("creator", alice), "NotAReleaser", [alice, operator]);
    await setTerms(0n, 5n);
    await scene.refusedByBilling(release("stranger", alice), "NotAReleaser", [
      alice,
      addressOf("stranger"),
    ]);
    await setTerms(1n, 0n);
    await release("stranger", alice);
    expect(await scene.pot(alice)).to.equal(1n);
    await give("owner", song, 5n, usd);
    await scene.refusedByBilling(release("stranger", song, usd), "NotAReleaser", [
      alice,
      addressOf("stranger"),
    ]);
  });

  it("forgets what the last owner set when the tenant changes hands", async () => {
    const scene = await deployFilled();
    const { song, alice, eth, billing, registry, as, addressOf, setTerms, release } = scene;
    const { handOver, refusedByBilling, balance } = scene;
    await setTerms(1n, 7n);
    await billing.write.setPayoutOperator([alice, addressOf("relayer"), true], as("owner"));
    await registry.write.setReceiver([alice, addressOf("creator")], as("owner"));
    await handOver();
    expect(await billing.read.payoutTermsOf([alice, eth])).to.deep.equal([0n, 0n]);
    expect(await billing.read.isPayoutOperator([alice, addressOf("relayer")])).to.equal(false);
    for (const part of ["owner", "relayer", "stranger"] as const) {
      await refusedByBilling(release(part), "NotAReleaser", [alice, addressOf(part)]);
    }
    const before = await balance("newOwner");
    await release("newOwner");
    expect(await balance("newOwner")).to.equal(before + 1_000n);
    expect(await balance("creator")).to.equal(0n);
    expect(await billing.read.releasable([song, eth])).to.equal(0n);
  });

  it("is refused for the account of a name, the ledger and zero as receivers", async () => {
    const scene = await deployFilled();
    const { alice, ledger, registry, as, release, refused, song, pot } = scene;
    for (const receiver of [
      scene.songAccount,
      scene.tenantAccount,
      scene.songWatch,
      scene.platformAccount,
      scene.addressOf(ledger.address),
    ]) {
      await registry.write.setReceiver([alice, receiver], as("owner"));
      await refused(release("owner"), "ReceiverRefused", [receiver]);
    }
    expect(await pot(song)).to.equal(1_000n);
  });

  it("works during a pause and for a delisted vault", async () => {
    const { eth, ledger, as, pause, release, song, pot } = await deployFilled();
    await ledger.write.delistVault([eth], as("lister"));
    await pause();
    await release("owner");
    expect(await pot(song)).to.equal(0n);
  });

  it("is refused for a deleted stream: what it has is swept to the tenant, whose arrears come first", async () => {
    const { release, remove, song, pot, refused } = await deployFilled();
    await remove();
    await refused(release("owner"), "StreamIsDeleted", [song]);
    expect(await pot(song)).to.equal(1_000n);
  });

  it("is nobody's of another tenant, and of no name", async () => {
    const { alice, root, eth, billing, addressOf, release, refusedByBilling } =
      await deployFilled();
    await refusedByBilling(release("newOwner"), "NotAReleaser", [alice, addressOf("newOwner")]);
    await refusedByBilling(release("owner", root), "NodeUnknown", [root]);
    expect(await billing.read.releasable([root, eth])).to.equal(0n);
  });
});

describe("StreamBilling.sweep", () => {
  it("moves what a deleted stream has to its tenant, by anybody, again and again", async () => {
    const scene = await deployFilled();
    const { song, alice, eth, ledger, registry, as, sweep, remove, bills, events, moved } = scene;
    await registry.write.setPayee([scene.film, scene.songAccount], as("owner"));
    await remove();
    const hash = await sweep("stranger");
    expect(await bills(hash)).to.deep.equal([
      ["Swept", { streamId: song, tenantId: alice, vault: eth, shares: 1_000n }],
    ]);
    expect(await events(hash)).to.deep.equal([
      moved(scene.billing.address, scene.songAccount, scene.tenantAccount, 1_000n),
    ]);
    await ledger.write.tip([scene.film, eth, 7n], as("viewer"));
    await sweep("stranger");
    expect([await scene.pot(song), await scene.pot(alice)]).to.deep.equal([0n, 1_507n]);
  });

  it("pays the stream's arrears before, and the tenant's after", async () => {
    const scene = await deployFilled();
    const { song, alice, eth, registry, ledger, as, usage, charge, setMode, sweep, bills } = scene;
    await setMode(song, MODE.streamOnly);
    await charge([usage(1n, song, 1_100n), usage(2n, alice, 600n)]);
    await registry.write.setPayee([song, scene.songAccount], as("owner"));
    await ledger.write.tip([song, eth, 350n], as("viewer"));
    await scene.remove();
    expect(await bills(sweep("stranger"))).to.deep.equal([
      ["ArrearsPaid", { id: song, vault: eth, shares: 100n, left: 0n }],
      ["Swept", { streamId: song, tenantId: alice, vault: eth, shares: 250n }],
      ["ArrearsPaid", { id: alice, vault: eth, shares: 100n, left: 0n }],
    ]);
    expect(await scene.pot(alice)).to.equal(150n);
  });

  it("is refused while the stream stands, for a tenant, for no name, and when nothing is left", async () => {
    const scene = await deployFilled();
    const { song, alice, root, eth, usd, sweep, remove, refused, refusedByBilling } = scene;
    await refused(sweep("owner"), "StreamNotDeleted", [song]);
    await refused(sweep("owner", alice), "StreamUnknown", [alice]);
    await refusedByBilling(sweep("owner", root), "NodeUnknown", [root]);
    await remove();
    await refusedByBilling(sweep("owner", song, usd), "NothingToSweep", [song, usd]);
    await sweep("owner");
    await refusedByBilling(sweep("owner"), "NothingToSweep", [song, eth]);
  });

  it("works during a pause and for a delisted vault, and leaves the reserve out of it", async () => {
    const { song, alice, eth, ledger, as, setTerms, pause, remove, sweep, pot } =
      await deployFilled();
    await setTerms(600n, 0n);
    await ledger.write.delistVault([eth], as("lister"));
    await remove();
    await pause();
    await sweep("stranger");
    expect([await pot(song), await pot(alice)]).to.deep.equal([0n, 1_500n]);
  });

  it("ends when the stream is created again", async () => {
    const { song, alice, registry, as, addressOf, remove, sweep, refused, pot } =
      await deployFilled();
    await remove();
    await registry.write.createStream([alice, "song", addressOf("creator"), "", []], as("owner"));
    await refused(sweep("stranger"), "StreamNotDeleted", [song]);
    expect(await pot(song)).to.equal(1_000n);
  });
});

describe("StreamBilling: the accounts of names", () => {
  it("obey nobody but billing: not their owner, not governor or registrar, not an earlier approval", async () => {
    const { song, eth, ledger, as, addressOf, songAccount, refused } = await deployFilled();
    const id = BigInt(eth);
    for (const part of ["owner", "newOwner", "registrar", "governor", "relayer"] as const) {
      const caller = addressOf(part);
      await refused(
        ledger.write.transferFrom([songAccount, caller, id, 1n], as(part)),
        "ERC6909InsufficientAllowance",
        [caller, 0n, 1n, id],
      );
      for (const call of [
        ledger.write.chargeNode([song, eth, 1n], as(part)),
        ledger.write.releaseNode([song, eth, 1n], as(part)),
        ledger.write.sweepNode([song, eth], as(part)),
        ledger.write.chargeStream([song, eth, 1n], as(part)),
        ledger.write.setTenantArrears([1, false], as(part)),
        ledger.write.setStreamArrears([song, false], as(part)),
      ]) {
        await refused(call, "NotTheBilling", [caller]);
      }
      await refused(ledger.write.setStop([song, 8, false], as(part)), "NotTheRegistry", [caller]);
    }
  });
});
