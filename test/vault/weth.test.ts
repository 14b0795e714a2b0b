import { expect } from "chai";
import { network } from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";
import { maxUint256 } from "viem";
import { nameWallets } from "../helpers/wallets.ts";

/** The double of WETH, of which the viewer has a hundred units. */
async function deployWeth() {
  const { networkHelpers } = await network.getOrCreate();
  return networkHelpers.loadFixture(deploy);
}

async function deploy(connection: NetworkConnection) {
  const { viem } = connection;
  const wallets = await nameWallets(connection);
  const weth = await viem.deployContract("MockWETH9");
  const asViewer = { account: wallets.viewer.account };
  await weth.write.deposit({ ...asViewer, value: 100n });
  return {
    viem,
    wallets,
    weth,
    asViewer,
    viewer: wallets.viewer.account.address,
    stranger: wallets.stranger.account.address,
    asStranger: { account: wallets.stranger.account },
  };
}

describe("The double of WETH", () => {
  it("tells what WETH tells", async () => {
    const { weth } = await deployWeth();
    expect(await weth.read.name()).to.equal("Wrapped Ether");
    expect(await weth.read.symbol()).to.equal("WETH");
    expect(await weth.read.decimals()).to.equal(18);
    expect(await weth.read.totalSupply()).to.equal(100n);
  });

  it("wraps ether that is sent, whatever comes with it", async () => {
    const { weth, wallets, viewer } = await deployWeth();
    await wallets.viewer.sendTransaction({ to: weth.address, value: 1n });
    await wallets.viewer.sendTransaction({ to: weth.address, value: 2n, data: "0x12345678" });
    expect(await weth.read.balanceOf([viewer])).to.equal(103n);
  });

  it("unwraps what the caller has", async () => {
    const { weth, viem, viewer, asViewer } = await deployWeth();
    await viem.assertions.balancesHaveChanged(weth.write.withdraw([60n], asViewer), [
      { address: viewer, amount: 60n },
      { address: weth.address, amount: -60n },
    ]);
    expect(await weth.read.balanceOf([viewer])).to.equal(40n);
    await viem.assertions.revert(weth.write.withdraw([41n], asViewer));
    await weth.write.withdraw([0n], asViewer);
  });

  it("spends a limited allowance and never an unlimited one", async () => {
    const { weth, viem, viewer, stranger, asViewer, asStranger } = await deployWeth();
    await weth.write.approve([stranger, 5n], asViewer);
    await viem.assertions.revert(weth.write.transferFrom([viewer, stranger, 6n], asStranger));
    await weth.write.transferFrom([viewer, stranger, 5n], asStranger);
    expect(await weth.read.allowance([viewer, stranger])).to.equal(0n);
    await weth.write.approve([stranger, maxUint256], asViewer);
    await weth.write.transferFrom([viewer, stranger, 5n], asStranger);
    expect(await weth.read.allowance([viewer, stranger])).to.equal(maxUint256);
    expect(await weth.read.balanceOf([stranger])).to.equal(10n);
  });

  it("moves no more than there is", async () => {
    const { weth, viem, stranger, asViewer } = await deployWeth();
    await viem.assertions.revert(weth.write.transfer([stranger, 101n], asViewer));
    await weth.write.transfer([stranger, 100n], asViewer);
    expect(await weth.read.balanceOf([stranger])).to.equal(100n);
  });
});
