import { expect } from "chai";
import { type ContractFunctionName, encodeFunctionData, type Hex, maxUint256 } from "viem";
import type { Weir } from "../helpers/deploy.ts";
import { deployScene } from "../meter/scene.ts";

type LedgerAbi = Weir["ledger"]["abi"];

/** The viewer with 1,000 WETH and 1,000 USDC in the wallet, approved, and a way to make several calls at once. */
async function deployWithWallet() {
  const scene = await deployScene();
  const { ledger, weth, usdc, addressOf, as } = scene;
  await weth.write.deposit({ ...as("viewer"), value: 1_000n });
  await usdc.write.mint([addressOf("viewer"), 1_000n]);
  await weth.write.approve([ledger.address, 1_000n], as("viewer"));
  await usdc.write.approve([ledger.address, 1_000n], as("viewer"));
  const call = (functionName: ContractFunctionName<LedgerAbi>, args: readonly unknown[]): Hex =>
    encodeFunctionData({ abi: ledger.abi, functionName, args } as Parameters<
      typeof encodeFunctionData
    >[0]);
  const multicall = (...calls: Hex[]) => ledger.write.multicall([calls], as("viewer"));
  return { ...scene, viewer: addressOf("viewer"), call, multicall };
}

describe("StreamPayment: several calls in one", () => {
  it("leads from WETH in a wallet to a running session", async () => {
    const { stETH, song, viewer, call, multicall, at, session } = await deployWithWallet();
    await at(100);
    await multicall(
      call("depositAssets", [stETH.address, 1_000n, viewer]),
      call("startStream", [song, stETH.address, maxUint256, 10n, 0n]),
    );
    expect(await session("viewer")).to.include({ startedAt: 100, until: 200, running: true });
  });

  it("leads out of several vaults", async () => {
    const scene = await deployWithWallet();
    const { weth, usdc, stETH, stUSDC, viewer, call, multicall, balance } = scene;
    await multicall(
      call("depositAssets", [stETH.address, 1_000n, viewer]),
      call("depositAssets", [stUSDC.address, 1_000n, viewer]),
    );
    await multicall(
      call("withdrawAssets", [stETH.address, 400n, viewer]),
      call("withdrawCreator", [stUSDC.address, viewer]),
      call("withdraw", [stETH.address, 600n, viewer]),
    );
    expect(await balance("viewer")).to.equal(0n);
    expect(await balance("viewer", stUSDC.address)).to.equal(0n);
    expect(await weth.read.balanceOf([viewer])).to.equal(400n);
    expect(await stETH.read.balanceOf([viewer])).to.equal(600n);
    expect(await usdc.read.balanceOf([viewer])).to.equal(1_000n);
  });

  it("returns what each call returns", async () => {
    const { stETH, viewer, call, preview } = await deployWithWallet();
    const calls = [
      call("depositAssets", [stETH.address, 1_000n, viewer]),
      call("balanceOf", [viewer, BigInt(stETH.address)]),
    ];
    const word = `0x${1_000n.toString(16).padStart(64, "0")}`;
    expect(await preview("multicall", [calls], "viewer")).to.deep.equal([word, word]);
  });

  it("does all of it or nothing, and says what went wrong", async () => {
    const { stETH, viewer, call, multicall, refused, balance } = await deployWithWallet();
    await refused(
      multicall(
        call("depositAssets", [stETH.address, 1_000n, viewer]),
        call("withdraw", [stETH.address, 1_001n, viewer]),
      ),
      "ERC6909InsufficientBalance",
      [viewer, 1_000n, 1_001n, BigInt(stETH.address)],
    );
    expect(await balance("viewer")).to.equal(0n);
  });

  it("takes no ETH, and makes none", async () => {
    const { viem, ledger, wallets, stETH, viewer, song, call, multicall, fund, refused } =
      await deployWithWallet();
    await fund("funder", 1_000n);
    const deposit = call("depositETH", [stETH.address, viewer]);
    const data = encodeFunctionData({
      abi: ledger.abi,
      functionName: "multicall",
      args: [[deposit, deposit]],
    });
    await viem.assertions.revert(
      wallets.viewer.sendTransaction({ to: ledger.address, data, value: 1_000n }),
    );
    await refused(multicall(deposit), "ZeroAmount", []);
    await refused(
      multicall(call("depositETHAndStart", [song, stETH.address, maxUint256, 10n, 0n])),
      "ZeroAmount",
      [],
    );
  });

  it("is the caller's own at any depth", async () => {
    const { stETH, viewer, addressOf, call, multicall, fund, refused, balance } =
      await deployWithWallet();
    await fund("funder", 1_000n);
    const withdraw = call("withdraw", [stETH.address, 1_000n, viewer]);
    await refused(multicall(call("multicall", [[withdraw]])), "ERC6909InsufficientBalance", [
      viewer,
      0n,
      1_000n,
      BigInt(stETH.address),
    ]);
    const steal = call("transferFrom", [
      addressOf("funder"),
      viewer,
      BigInt(stETH.address),
      1_000n,
    ]);
    await refused(multicall(steal), "ERC6909InsufficientAllowance", [
      viewer,
      0n,
      1_000n,
      BigInt(stETH.address),
    ]);
    expect(await balance("funder")).to.equal(1_000n);
  });
});
