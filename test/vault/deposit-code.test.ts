import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { keccak256 } from "viem";
import { depositAddressInitCode, depositAddressLibrary } from "../../cli/deposit-code.ts";
import { deployVaults } from "./vaults.ts";

describe("The committed init code of deposit addresses", () => {
  it("is what the source is compiled to for deployment", async () => {
    const initCode = await depositAddressInitCode();
    const { factory } = await deployVaults();
    expect(await factory.read.initCodeHash()).to.equal(keccak256(initCode));
    const library = new URL("../../contracts/libraries/DepositAddressCode.sol", import.meta.url);
    expect(await readFile(library, "utf8")).to.equal(depositAddressLibrary(initCode));
  });
});
