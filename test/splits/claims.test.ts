import { expect } from "chai";
import { getAddress, zeroAddress, zeroHash } from "viem";
import { balanceOf, createStream, deploySplits, earn, watch } from "./earning.ts";
import { indexOf, tableOf } from "./table.ts";

describe("StreamSplits: claims", () => {
  it("pay a stream's rights holders their weights of what its sessions paid", async () => {
    const scene = await deploySplits();
    const { ledger, splits, stETH, networkHelpers, table, account } = scene;
    await watch(scene, await createStream(scene, "song", account, 10_000n));
    await networkHelpers.time.increase(10_000);
    await ledger.write.settle([stETH.address, [scene.wallets.viewer.account.address]]);
    expect(await balanceOf(scene, account)).to.equal(9_000n);
    for (const [index, holder] of table.holders.entries()) {
      const entitled = (9_000n * BigInt(table.weights[index] ?? 0)) / 10_000n;
      const args = [table, stETH.address, BigInt(index)] as const;
      expect(await splits.read.splitBalance(args)).to.equal(entitled);
      await splits.write.claimSplit(args);
      expect(await splits.read.splitBalance(args)).to.equal(0n);
      expect(await balanceOf(scene, holder)).to.equal(entitled);
    }
    expect(await balanceOf(scene, account)).to.equal(1n);
  });

  it("are made by anybody and pay the holder", async () => {
    const scene = await deploySplits();
    const { viem, ledger, splits, stETH, wallets, table, account } = scene;
    await earn(scene, table, 1_000n);
    const holder = getAddress(wallets.creator.account.address);
    const claim = await splits.write.claimSplit([table, stETH.address, indexOf(table, holder)], {
      account: wallets.stranger.account,
    });
    await viem.assertions.emitWithArgs(Promise.resolve(claim), splits, "SplitClaimed", [
      account,
      holder,
      getAddress(stETH.address),
      500n,
    ]);
    await viem.assertions.emitWithArgs(Promise.resolve(claim), ledger, "Transfer", [
      getAddress(splits.address),
      account,
      holder,
      BigInt(stETH.address),
      500n,
    ]);
    expect(await balanceOf(scene, holder)).to.equal(500n);
    expect(await balanceOf(scene, wallets.stranger.account.address)).to.equal(0n);
  });

  it("pay once", async () => {
    const scene = await deploySplits();
    const { viem, splits, stETH, table, account } = scene;
    await earn(scene, table, 1_000n);
    await splits.write.claimSplit([table, stETH.address, 0n]);
    await viem.assertions.revertWithCustomErrorWithArgs(
      splits.write.claimSplit([table, stETH.address, 0n]),
      splits,
      "NothingToClaim",
      [account, table.holders[0] ?? zeroAddress, getAddress(stETH.address)],
    );
  });

  it("pay nothing before there is something, and nothing of what rounds to nothing", async () => {
    const scene = await deploySplits();
    const { viem, splits, stETH, table } = scene;
    for (const shares of [0n, 1n]) {
      await earn(scene, table, shares);
      for (const index of [0n, 1n, 2n]) {
        await viem.assertions.revertWithCustomError(
          splits.write.claimSplit([table, stETH.address, index]),
          splits,
          "NothingToClaim",
        );
      }
    }
  });

  it("are refused of a table that nobody registered", async () => {
    const scene = await deploySplits();
    const { viem, splits, stETH, wallets } = scene;
    const unknown = tableOf([wallets.creator.account.address, 10_000]);
    await earn(scene, unknown, 1_000n);
    const account = await splits.read.splitAccount([unknown]);
    expect(await splits.read.splitHash([account])).to.equal(zeroHash);
    expect(await splits.read.splitBalance([unknown, stETH.address, 0n])).to.equal(1_000n);
    await viem.assertions.revertWithCustomErrorWithArgs(
      splits.write.claimSplit([unknown, stETH.address, 0n]),
      splits,
      "SplitUnknown",
      [account],
    );
    await splits.write.registerSplit([unknown]);
    await splits.write.claimSplit([unknown, stETH.address, 0n]);
    expect(await balanceOf(scene, wallets.creator.account.address)).to.equal(1_000n);
  });

  it("are refused of a holder who is not in the table", async () => {
    const scene = await deploySplits();
    const { viem, splits, stETH, table } = scene;
    await earn(scene, table, 1_000n);
    for (const index of [3n, 2n ** 256n - 1n]) {
      expect(await splits.read.splitBalance([table, stETH.address, index])).to.equal(0n);
      await viem.assertions.revertWithCustomErrorWithArgs(
        splits.write.claimSplit([table, stETH.address, index]),
        splits,
        "SplitIndexRefused",
        [index, 3n],
      );
    }
  });

  it("are answered with nothing for a table whose lists differ in length", async () => {
    const { splits, stETH, table } = await deploySplits();
    const { holders } = table;
    expect(
      await splits.read.splitBalance([{ holders, weights: [10_000] }, stETH.address, 1n]),
    ).to.equal(0n);
  });

  it("pay each vault's revenue on its own", async () => {
    const scene = await deploySplits();
    const { splits, ledger, stETH, stUSDC, table } = scene;
    await earn(scene, table, 1_000n, stUSDC.address);
    expect(await splits.read.splitBalance([table, stETH.address, 0n])).to.equal(0n);
    await splits.write.claimSplit([table, stUSDC.address, 0n]);
    const holder = table.holders[0] ?? zeroAddress;
    expect(await ledger.read.balanceOf([holder, BigInt(stUSDC.address)])).to.equal(
      (1_000n * BigInt(table.weights[0] ?? 0)) / 10_000n,
    );
    expect(await balanceOf(scene, holder)).to.equal(0n);
  });

  it("pay what comes in after a claim", async () => {
    const scene = await deploySplits();
    const { splits, stETH, wallets, table } = scene;
    const creator = wallets.creator.account.address;
    for (const total of [1_000n, 2_000n, 3_000n]) {
      await earn(scene, table, 1_000n);
      await splits.write.claimSplit([table, stETH.address, indexOf(table, creator)]);
      expect(await balanceOf(scene, creator)).to.equal(total / 2n);
    }
  });

  it("reach a split inside a split in two steps", async () => {
    const scene = await deploySplits();
    const { splits, stETH, wallets, table, account } = scene;
    const stranger = wallets.stranger.account.address;
    const outer = tableOf([account, 6_000], [stranger, 4_000]);
    await splits.write.registerSplit([outer]);
    await earn(scene, outer, 10_000n);
    await splits.write.claimSplit([outer, stETH.address, indexOf(outer, account)]);
    await splits.write.claimSplit([outer, stETH.address, indexOf(outer, stranger)]);
    expect(await balanceOf(scene, account)).to.equal(6_000n);
    expect(await balanceOf(scene, stranger)).to.equal(4_000n);
    const creator = wallets.creator.account.address;
    await splits.write.claimSplit([table, stETH.address, indexOf(table, creator)]);
    expect(await balanceOf(scene, creator)).to.equal(3_000n);
  });

  it("share new revenue by a new table and old revenue by the old one", async () => {
    const scene = await deploySplits();
    const { ledger, registry, splits, stETH, wallets, networkHelpers, table, account } = scene;
    const viewer = wallets.viewer.account.address;
    const stranger = wallets.stranger.account.address;
    const newTable = tableOf([wallets.creator.account.address, 1_000], [stranger, 9_000]);
    await splits.write.registerSplit([newTable]);
    const newAccount = await splits.read.splitAccount([newTable]);
    const streamId = await createStream(scene, "song", account, 1_000n);
    await watch(scene, streamId);
    await networkHelpers.time.increase(10);
    await registry.write.setPayee([streamId, newAccount], { account: wallets.owner.account });
    await networkHelpers.time.increase(2_000);
    await ledger.write.settle([stETH.address, [viewer]]);
    expect(await balanceOf(scene, account)).to.equal(900n);
    expect(await balanceOf(scene, newAccount)).to.equal(0n);

    await watch(scene, streamId);
    await networkHelpers.time.increase(2_000);
    await ledger.write.settle([stETH.address, [viewer]]);
    expect(await balanceOf(scene, account)).to.equal(900n);
    expect(await balanceOf(scene, newAccount)).to.equal(900n);
    const creator = wallets.creator.account.address;
    await splits.write.claimSplit([table, stETH.address, indexOf(table, creator)]);
    expect(await balanceOf(scene, creator)).to.equal(450n);
    await splits.write.claimSplit([newTable, stETH.address, indexOf(newTable, creator)]);
    expect(await balanceOf(scene, creator)).to.equal(540n);
  });
});
