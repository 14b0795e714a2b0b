import { expect } from "chai";
import { getAddress, namehash } from "viem";
import { ROOT } from "../helpers/deploy.ts";
import { deployScene } from "./scene.ts";

/** The viewer with 1,000 shares, and a way to tip with them. */
async function deployTipping() {
  const scene = await deployScene();
  const { ledger, stETH, song, as, fund } = scene;
  await fund("viewer", 1_000n);
  const tip = (amount: bigint, streamId = song, vault = stETH.address) =>
    ledger.write.tip([streamId, vault, amount], as("viewer"));
  return { ...scene, tip };
}

describe("StreamMeter: tip", () => {
  it("goes to the payee as a whole while no fee is set", async () => {
    const { stETH, tip, addressOf, events, moved, balance, platform } = await deployTipping();
    expect(await events(tip(400n))).to.deep.equal([
      moved("viewer", "viewer", "creator", 400n),
      [
        "Tipped",
        {
          from: addressOf("viewer"),
          streamNo: 1,
          vault: getAddress(stETH.address),
          payee: addressOf("creator"),
          amount: 400n,
          fee: 0n,
        },
      ],
    ]);
    expect(await balance("viewer")).to.equal(600n);
    expect(await balance("creator")).to.equal(400n);
    expect(await platform()).to.equal(0n);
  });

  it("leaves the platform its fee, with what rounding left of the one before", async () => {
    const scene = await deployTipping();
    const { ledger, stETH, tip, as, addressOf, events, moved, balance, platform } = scene;
    await ledger.write.setPlatformFees([stETH.address, 1_000, 300], as("feeSetter"));
    const tipped = (amount: bigint, fee: bigint) => [
      "Tipped",
      {
        from: addressOf("viewer"),
        streamNo: 1,
        vault: getAddress(stETH.address),
        payee: addressOf("creator"),
        amount,
        fee,
      },
    ];
    expect(await events(tip(50n))).to.deep.equal([
      moved("viewer", "viewer", "creator", 49n),
      moved("viewer", "viewer", scene.platformAccount, 1n),
      tipped(50n, 1n),
    ]);
    expect(await events(tip(16n))).to.deep.equal([
      moved("viewer", "viewer", "creator", 16n),
      tipped(16n, 0n),
    ]);
    expect(await events(tip(1n))).to.deep.equal([
      moved("viewer", "viewer", scene.platformAccount, 1n),
      tipped(1n, 1n),
    ]);
    expect((await balance("creator")) + (await platform())).to.equal(67n);
  });

  it("is all that is there, and not a share more or less than one", async () => {
    const { stETH, tip, addressOf, refused, balance } = await deployTipping();
    await refused(tip(0n), "ZeroAmount", []);
    await refused(tip(1_001n), "ERC6909InsufficientBalance", [
      addressOf("viewer"),
      1_000n,
      1_001n,
      BigInt(stETH.address),
    ]);
    await tip(1_000n);
    expect(await balance("creator")).to.equal(1_000n);
  });

  it("is for streams that exist and are not deleted, also stopped ones or ones not for sale", async () => {
    const { registry, song, film, tip, as, refused, balance, fund, stUSDC } = await deployTipping();
    const unknown = namehash(`unknown.alice.${ROOT}`);
    await refused(tip(1n, unknown), "StreamUnknown", [unknown]);
    await registry.write.stopStream([song], as("owner"));
    await registry.write.suspendStream([song], as("registrar"));
    await tip(10n);
    await fund("viewer", 10n, stUSDC.address);
    await tip(10n, film, stUSDC.address);
    expect(await balance("creator")).to.equal(10n);
    expect(await balance("creator", stUSDC.address)).to.equal(10n);
    await registry.write.deleteStream([song], as("owner"));
    await refused(tip(1n), "StreamStopped", [song, 7]);
  });

  it("is refused in a vault that is not listed, and while paused", async () => {
    const { ledger, stETH, tip, as, refused, pause } = await deployTipping();
    await ledger.write.delistVault([stETH.address], as("lister"));
    await refused(tip(1n), "VaultNotListed", [getAddress(stETH.address)]);
    await ledger.write.listVault([stETH.address], as("lister"));
    await pause();
    await refused(tip(1n), "EnforcedPause", []);
  });

  it("goes to the payee of now, while a session still pays the one of its start", async () => {
    const { registry, song, tip, start, at, as, addressOf, balance } = await deployTipping();
    await at(100);
    await start("viewer", song, { maxSeconds: 50n });
    await registry.write.setPayee([song, addressOf("funder")], as("owner"));
    await at(120);
    await tip(100n);
    expect(await balance("funder")).to.equal(100n);
    expect(await balance("creator")).to.equal(180n);
  });

  it("of oneself costs the fee", async () => {
    const { ledger, registry, song, stETH, tip, as, addressOf, balance, platform } =
      await deployTipping();
    await ledger.write.setPlatformFees([stETH.address, 1_000, 1_000], as("feeSetter"));
    await registry.write.setPayee([song, addressOf("viewer")], as("owner"));
    await tip(1_000n);
    expect(await balance("viewer")).to.equal(900n);
    expect(await platform()).to.equal(100n);
  });
});
