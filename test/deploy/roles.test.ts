import { readdir, readFile } from "node:fs/promises";
import { expect } from "chai";
import { type Abi, toFunctionSelector } from "viem";
import { checkTable, stateChanging, tableDifferences } from "../../deploy/check/functions.ts";
import { CONTRACTS } from "../../deploy/contracts.ts";
import { productionHardhat } from "../../deploy/hardhat.ts";
import { ACCESS, ROLES } from "../../deploy/roles.ts";
import { BUILD_TIMEOUT } from "./deployed.ts";

describe("Table of roles", function () {
  this.timeout(BUILD_TIMEOUT);

  before(() => productionHardhat());

  it("names every function that may change state, and no other", async () => {
    expect(await checkTable()).to.deep.equal([]);
  });

  it("misses a function that is added, and one that is renamed", () => {
    const abi: Abi = [
      ...["deploy", "added"].map((name) => ({
        type: "function" as const,
        name,
        inputs: [],
        outputs: [],
        stateMutability: "nonpayable" as const,
      })),
      { type: "function", name: "seen", inputs: [], outputs: [], stateMutability: "view" },
    ];
    expect([...stateChanging(abi).keys()]).to.deep.equal(["deploy()", "added()"]);
    expect(tableDifferences("DepositFactory", abi)).to.include.members([
      "DepositFactory.deploy() is not in the table of deploy/roles.ts",
      "DepositFactory.added() is not in the table of deploy/roles.ts",
      "DepositFactory.deploy(bytes32) is in the table and not in the contract",
    ]);
  });

  it("has the numbers that the contracts have", async () => {
    const source = await readFile("contracts/libraries/Roles.sol", "utf8");
    const numbers = [...source.matchAll(/uint64 internal constant (\w+) = (\d+);/g)];
    expect(
      Object.fromEntries(numbers.map(([, name, id]) => [name, BigInt(id ?? "")])),
    ).to.deep.equal(ROLES);
  });

  it("keeps every exit, and what settles, open to all", () => {
    const exits = /^(withdraw|redeem|claim|endStream|settle|transfer|acceptTenant|deploy\()/;
    for (const contract of CONTRACTS) {
      for (const [signature, access] of Object.entries(ACCESS[contract])) {
        if (exits.test(signature)) expect(access, `${contract}.${signature}`).to.equal("open");
      }
    }
  });

  it("decides by selectors that no two functions of a contract share", () => {
    for (const contract of CONTRACTS) {
      const selectors = Object.keys(ACCESS[contract]).map((signature) =>
        toFunctionSelector(signature),
      );
      expect(new Set(selectors).size, contract).to.equal(selectors.length);
    }
  });

  it("needs `restricted` where calls enter: on external functions, and where upgrades are authorised", async () => {
    const files = (await readdir("contracts")).filter((file) => file.endsWith(".sol"));
    const headers = await Promise.all(
      files.map(async (file) =>
        [...(await readFile(`contracts/${file}`, "utf8")).matchAll(/function \w+\([^{;]*\{/g)].map(
          ([header]) => header,
        ),
      ),
    );
    const restricted = headers.flat().filter((header) => /\brestricted\b/.test(header));
    expect(restricted).to.not.deep.equal([]);
    for (const header of restricted) {
      const isUpgrade = header.startsWith("function _authorizeUpgrade(");
      expect(isUpgrade || /\bexternal\b/.test(header), header).to.equal(true);
    }
  });
});
