import { expect } from "chai";
import { getAddress } from "viem";
import { balanceOf, deploySplits, earn } from "./earning.ts";
import { indexOf } from "./table.ts";

describe("StreamSplits: ways out", () => {
  it("stay open during a pause and with the vault delisted", async () => {
    const scene = await deploySplits();
    const { ledger, splits, stETH, weth, wallets, table } = scene;
    await earn(scene, table, 10_000n);
    await ledger.write.delistVault([stETH.address], { account: wallets.lister.account });
    await ledger.write.pause({ account: wallets.pauser.account });
    for (const [part, entitled] of [
      ["creator", 5_000n],
      ["funder", 3_333n],
      ["relayer", 1_667n],
    ] as const) {
      const account = wallets[part].account;
      await splits.write.claimSplit([table, stETH.address, indexOf(table, account.address)]);
      await ledger.write.withdrawCreator([stETH.address, account.address], { account });
      expect(await weth.read.balanceOf([account.address])).to.equal(entitled);
    }
    expect(await balanceOf(scene, scene.account)).to.equal(0n);
  });

  it("pay the others when a holder is on the blocklist of USDC, who takes the share elsewhere", async () => {
    const scene = await deploySplits();
    const { viem, ledger, splits, stUSDC, usdc, wallets, table } = scene;
    const vault = stUSDC.address;
    const blocked = wallets.creator.account;
    const other = wallets.funder.account;
    const refuge = wallets.stranger.account.address;
    await earn(scene, table, 10_000n, vault);
    await usdc.write.blacklist([blocked.address]);
    for (const index of [0n, 1n, 2n]) await splits.write.claimSplit([table, vault, index]);
    await ledger.write.withdrawCreator([vault, other.address], { account: other });
    expect(await usdc.read.balanceOf([other.address])).to.equal(3_333n);

    await viem.assertions.revertWith(
      ledger.write.withdrawAssets([vault, 5_000n, blocked.address], { account: blocked }),
      "Blacklistable: account is blacklisted",
    );
    expect(await ledger.read.creatorBalances([blocked.address, vault])).to.equal(5_000n);
    await ledger.write.withdrawAssets([vault, 5_000n, refuge], { account: blocked });
    expect(await usdc.read.balanceOf([refuge])).to.equal(5_000n);
  });

  it("pay out of splits alone, in the ledger's own eyes", async () => {
    const { viem, networkHelpers, ledger, splits, stETH, wallets } = await deploySplits();
    const viewer = getAddress(wallets.viewer.account.address);
    await networkHelpers.impersonateAccount(splits.address);
    await networkHelpers.setBalance(splits.address, 10n ** 18n);
    const account = splits.address;
    await viem.assertions.revertWithCustomErrorWithArgs(
      ledger.write.paySplit([viewer, account, stETH.address, 1n], { account }),
      ledger,
      "AccountKindRefused",
      [viewer, 0],
    );
  });
});
