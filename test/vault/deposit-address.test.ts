import { expect } from "chai";
import { toHex } from "viem";
import { deployVaults } from "./vaults.ts";

/** What a plain transfer of ether costs, and what a contract gets to run with it. */
const TRANSFER_GAS = 21_000n;
const STIPEND = 2_300n;

describe("A deposit address", () => {
  it("takes ether from a wallet before and after it is deployed", async () => {
    const { factory, wallets, viem } = await deployVaults();
    const client = await viem.getPublicClient();
    const salt = toHex("salt", { size: 32 });
    const to = await factory.read.addressOf([salt]);

    await wallets.viewer.sendTransaction({ to, value: 1n, gas: TRANSFER_GAS });
    await factory.write.deploy([salt], { account: wallets.stranger.account });
    expect(await client.getBalance({ address: to })).to.equal(1n);

    const hash = await wallets.viewer.sendTransaction({
      to,
      value: 2n,
      gas: TRANSFER_GAS + STIPEND,
    });
    const { status, gasUsed } = await client.getTransactionReceipt({ hash });
    expect(status).to.equal("success");
    expect(gasUsed - TRANSFER_GAS < 100n, `it used ${gasUsed - TRANSFER_GAS} gas`).to.equal(true);
    expect(await client.getBalance({ address: to })).to.equal(3n);
  });

  it("runs the code that was committed for it", async () => {
    const { factory, viem } = await deployVaults();
    const client = await viem.getPublicClient();
    const salt = toHex(1n, { size: 32 });
    const address = await factory.read.addressOf([salt]);
    await factory.write.deploy([salt]);
    const account = await viem.getContractAt("DepositAddress", address);
    expect((await account.read.FACTORY()).toLowerCase()).to.equal(factory.address.toLowerCase());
    await viem.assertions.revertWithCustomError(
      account.write.execute([factory.address, 0n, "0x"]),
      account,
      "NotTheFactory",
    );
    expect((await client.getCode({ address }))?.length).to.be.greaterThan(2);
  });
});
