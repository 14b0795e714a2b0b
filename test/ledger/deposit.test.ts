import { expect } from "chai";
import { getAddress, zeroAddress } from "viem";
import { deployScene, type Who } from "../meter/scene.ts";

/** The viewer with 1,000 WETH, 1,000 USDC and 1,000 shares of each vault in the wallet, and every approval given. */
async function deployWithWallet() {
  const scene = await deployScene();
  const { ledger, weth, usdc, stETH, stUSDC, addressOf, as } = scene;
  const viewer = addressOf("viewer");
  await weth.write.deposit({ ...as("viewer"), value: 2_000n });
  await usdc.write.mint([viewer, 2_000n]);
  await weth.write.approve([stETH.address, 1_000n], as("viewer"));
  await usdc.write.approve([stUSDC.address, 1_000n], as("viewer"));
  for (const vault of [stETH, stUSDC]) {
    await vault.write.deposit([1_000n, viewer], as("viewer"));
    await vault.write.approve([ledger.address, 1_000n], as("viewer"));
  }
  await weth.write.approve([ledger.address, 1_000n], as("viewer"));
  await usdc.write.approve([ledger.address, 1_000n], as("viewer"));
  return { ...scene, viewer };
}

type WithWallet = Awaited<ReturnType<typeof deployWithWallet>>;

/** The three ways in, as the viewer takes them. */
const WAYS = {
  deposit: ({ ledger, as }: WithWallet, vault: `0x${string}`, amount: bigint, to: `0x${string}`) =>
    ledger.write.deposit([vault, amount, to], as("viewer")),
  depositAssets: (
    { ledger, as }: WithWallet,
    vault: `0x${string}`,
    amount: bigint,
    to: `0x${string}`,
  ) => ledger.write.depositAssets([vault, amount, to], as("viewer")),
  depositETH: (
    { ledger, as }: WithWallet,
    vault: `0x${string}`,
    amount: bigint,
    to: `0x${string}`,
  ) => ledger.write.depositETH([vault, to], { ...as("viewer"), value: amount }),
} as const;

describe("StreamLedger: deposits", () => {
  it("moves shares from the caller into the ledger", async () => {
    const { ledger, stETH, viewer, balance, events, moved, as } = await deployWithWallet();
    const hash = await ledger.write.deposit([stETH.address, 400n, viewer], as("viewer"));
    expect(await events(hash)).to.deep.equal([moved("viewer", zeroAddress, "viewer", 400n)]);
    expect(await balance("viewer")).to.equal(400n);
    expect(await stETH.read.balanceOf([viewer])).to.equal(600n);
    expect(await stETH.read.balanceOf([ledger.address])).to.equal(400n);
  });

  it("turns assets into shares, one for one", async () => {
    const scene = await deployWithWallet();
    const { ledger, usdc, stUSDC, viewer, balance, events, moved, preview, as } = scene;
    const args = [stUSDC.address, 400n, viewer] as const;
    expect(await preview("depositAssets", args, "viewer")).to.equal(400n);
    const hash = await ledger.write.depositAssets(args, as("viewer"));
    expect(await events(hash)).to.deep.equal([
      moved("viewer", zeroAddress, "viewer", 400n, stUSDC.address),
    ]);
    expect(await balance("viewer", stUSDC.address)).to.equal(400n);
    expect(await usdc.read.balanceOf([viewer])).to.equal(600n);
    expect(await usdc.read.balanceOf([stUSDC.address])).to.equal(1_400n);
    expect(await stUSDC.read.balanceOf([ledger.address])).to.equal(400n);
    expect(await usdc.read.allowance([ledger.address, stUSDC.address])).to.equal(0n);
  });

  it("wraps ETH, deposits it and credits it in one call", async () => {
    const scene = await deployWithWallet();
    const { viem, ledger, weth, stETH, viewer, balance, events, moved, preview, as } = scene;
    const args = [stETH.address, viewer] as const;
    expect(await preview("depositETH", args, "viewer", 400n)).to.equal(400n);
    const hash = await ledger.write.depositETH(args, { ...as("viewer"), value: 400n });
    expect(await events(hash)).to.deep.equal([moved("viewer", zeroAddress, "viewer", 400n)]);
    expect(await balance("viewer")).to.equal(400n);
    expect(await weth.read.balanceOf([stETH.address])).to.equal(1_400n);
    await viem.assertions.balancesHaveChanged(hash, [
      { address: viewer, amount: -400n },
      { address: ledger.address, amount: 0n },
    ]);
  });

  it("takes the whole wallet and no more than that", async () => {
    const { viem, ledger, stETH, weth, viewer, balance, as } = await deployWithWallet();
    await viem.assertions.revertWithCustomError(
      ledger.write.deposit([stETH.address, 1_001n, viewer], as("viewer")),
      stETH,
      "ERC20InsufficientAllowance",
    );
    await ledger.write.deposit([stETH.address, 1_000n, viewer], as("viewer"));
    await viem.assertions.revert(
      ledger.write.depositAssets([stETH.address, 1_001n, viewer], as("viewer")),
    );
    await ledger.write.depositAssets([stETH.address, 1_000n, viewer], as("viewer"));
    expect(await balance("viewer")).to.equal(2_000n);
    expect(await weth.read.balanceOf([viewer])).to.equal(0n);
  });

  it("takes ETH for a vault over wrapped ETH only", async () => {
    const { ledger, stUSDC, usdc, viewer, refused, as } = await deployWithWallet();
    await refused(
      ledger.write.depositETH([stUSDC.address, viewer], { ...as("viewer"), value: 1n }),
      "NotAnEtherVault",
      [getAddress(stUSDC.address), getAddress(usdc.address)],
    );
  });

  for (const [name, way] of Object.entries(WAYS)) {
    describe(name, () => {
      it("credits somebody else, or a split", async () => {
        const scene = await deployWithWallet();
        const { stETH, splits, addressOf, balance, events, moved } = scene;
        const table = { holders: [addressOf("creator")], weights: [10_000] };
        await splits.write.registerSplit([table]);
        const accounts: Who[] = ["funder", await splits.read.splitAccount([table])];
        for (const account of accounts) {
          const hash = await way(scene, stETH.address, 5n, addressOf(account));
          expect(await events(hash)).to.deep.equal([moved("viewer", zeroAddress, account, 5n)]);
          expect(await balance(account)).to.equal(5n);
        }
        expect(await balance("viewer")).to.equal(0n);
      });

      it("refuses the accounts of names, the ledger and nobody", async () => {
        const scene = await deployWithWallet();
        const { ledger, stETH, songAccount, songWatch, tenantAccount, platformAccount, refused } =
          scene;
        for (const account of [
          songAccount,
          songWatch,
          tenantAccount,
          platformAccount,
          getAddress(ledger.address),
          zeroAddress,
        ]) {
          await refused(way(scene, stETH.address, 5n, account), "ReceiverRefused", [account]);
        }
      });

      it("refuses nothing", async () => {
        const scene = await deployWithWallet();
        const { stETH, viewer, refused } = scene;
        await refused(way(scene, stETH.address, 0n, viewer), "ZeroAmount", []);
      });

      it("is refused by a vault that is not listed, or no longer, and while paused", async () => {
        const scene = await deployWithWallet();
        const { ledger, stETH, addressOf, viewer, refused, as, pause, unpause, balance } = scene;
        const stranger = addressOf("stranger");
        await refused(way(scene, stranger, 5n, viewer), "VaultNotListed", [stranger]);
        await ledger.write.delistVault([stETH.address], as("lister"));
        await refused(way(scene, stETH.address, 5n, viewer), "VaultNotListed", [
          getAddress(stETH.address),
        ]);
        await ledger.write.listVault([stETH.address], as("lister"));
        await pause();
        await refused(way(scene, stETH.address, 5n, viewer), "EnforcedPause", []);
        await unpause();
        await way(scene, stETH.address, 5n, viewer);
        expect(await balance("viewer")).to.equal(5n);
      });
    });
  }

  it("moves no balance for shares that are sent to the ledger without a deposit", async () => {
    const { ledger, stETH, viewer, balance, available, as } = await deployWithWallet();
    await ledger.write.deposit([stETH.address, 400n, viewer], as("viewer"));
    await stETH.write.transfer([ledger.address, 600n], as("viewer"));
    expect(await balance("viewer")).to.equal(400n);
    expect(await available("viewer")).to.equal(400n);
    expect(await balance(ledger.address)).to.equal(0n);
    expect(await stETH.read.balanceOf([ledger.address])).to.equal(1_000n);
  });

  it("takes no ETH beside a deposit", async () => {
    const { viem, ledger, wallets } = await deployWithWallet();
    await viem.assertions.revert(wallets.viewer.sendTransaction({ to: ledger.address, value: 1n }));
  });
});
