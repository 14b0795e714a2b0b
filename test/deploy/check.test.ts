import { expect } from "chai";
import { type Address, getContractAddress, type Hex, toFunctionSelector, zeroAddress } from "viem";
import { readArtifact } from "../../deploy/artifacts.ts";
import { checkDeployment } from "../../deploy/check/check.ts";
import { ROLES } from "../../deploy/roles.ts";
import { BUILD_TIMEOUT, type Deployed, startDeployed } from "./deployed.ts";
import { act, type Call, ofManager, send } from "./manager.ts";

/** Where a proxy keeps its implementation (ERC-1967). */
const IMPLEMENTATION_SLOT = "0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc";

/** The slot in which a StreamAccessManager remembers that it is sealed. */
const SEAL_SLOT = "0x4";

const STRANGER = "0x00000000000000000000000000000000deadbeef";
const ZERO: Hex = `0x${"00".repeat(32)}`;

describe("Check of a deployment", function () {
  this.timeout(BUILD_TIMEOUT);
  let deployed: Deployed;
  let clean: Hex;

  before(async () => {
    deployed = await startDeployed();
    clean = await deployed.client.snapshot();
  });

  afterEach(async () => {
    await deployed.client.revert({ id: clean });
    clean = await deployed.client.snapshot();
  });

  after(() => deployed.stop());

  /** What the check says now. */
  function check() {
    return checkDeployment(deployed);
  }

  /** The governor's act, once its delay has passed. */
  function govern(name: string, args: readonly unknown[]) {
    const seconds = deployed.parameters.delays.adminExecution;
    return act(deployed, deployed.parameters.governor, ofManager(deployed, name, args), seconds);
  }

  /** An act of the one who may set fees. */
  function setFees(name: string, args: readonly unknown[]) {
    const [feeSetter = zeroAddress] = deployed.parameters.roles.FEES;
    const call: Call = { to: deployed.deployment.contracts.StreamPayment, name, args };
    return send(deployed, feeSetter, call);
  }

  it("says nothing of a deployment as it was made", async () => {
    expect(await check()).to.deep.equal([]);
  });

  it("names who holds a role too many", async () => {
    await govern("grantRole", [ROLES.PAUSER, STRANGER, 0]);
    expect((await check()).map((text) => text.toLowerCase())).to.deep.equal([
      `${STRANGER} holds pauser, expected not to`,
    ]);
  });

  it("names a second admin, even one who has no power yet", async () => {
    await govern("grantRole", [ROLES.ADMIN, STRANGER, 60]);
    expect((await check()).map((text) => text.toLowerCase())).to.deep.equal([
      `${STRANGER} holds admin, expected not to`,
    ]);
  });

  it("names a member that is missing", async () => {
    const [guardian] = deployed.parameters.roles.GUARDIAN;
    await govern("revokeRole", [ROLES.GUARDIAN, guardian]);
    expect(await check()).to.deep.equal([`${guardian} does not hold GUARDIAN, expected to`]);
  });

  it("names members of a role that the table does not know", async () => {
    await govern("grantRole", [77n, STRANGER, 0]);
    expect((await check()).map((text) => text.toLowerCase())).to.deep.equal([
      `${STRANGER} holds role 77, expected not to`,
    ]);
  });

  it("names an upgrader without a delay", async () => {
    const [upgrader] = deployed.parameters.roles.UPGRADER;
    await govern("grantRole", [ROLES.UPGRADER, upgrader, 0]);
    const [difference] = await check();
    expect(difference).to.match(
      new RegExp(`^UPGRADER: execution delay of ${upgrader} becomes 0 at second \\d+$`),
    );
  });

  it("names a function that belongs to another role", async () => {
    const { StreamPayment } = deployed.deployment.contracts;
    const selector = toFunctionSelector("pause()");
    await govern("setTargetFunctionRole", [StreamPayment, [selector], ROLES.FEES]);
    expect(await check()).to.deep.equal(["StreamPayment.pause(): role is FEES, expected PAUSER"]);
  });

  it("names a role for a function that no contract has", async () => {
    const { StreamSplits } = deployed.deployment.contracts;
    await govern("setTargetFunctionRole", [StreamSplits, ["0x12345678"], ROLES.FEES]);
    expect(await check()).to.deep.equal([
      "StreamSplits: selector 0x12345678 belongs to FEES, expected none",
    ]);
  });

  it("names a closed target", async () => {
    await govern("setTargetClosed", [deployed.deployment.contracts.StreamRegistry, true]);
    expect(await check()).to.include("StreamRegistry is closed in the manager");
  });

  it("names a manager that is not sealed", async () => {
    const { AccessManager } = deployed.deployment.contracts;
    await deployed.client.setStorageAt({ address: AccessManager, index: SEAL_SLOT, value: ZERO });
    expect(await check()).to.deep.equal([
      "AccessManager is not sealed: its delays can be changed at once",
    ]);
  });

  it("names a delay that is about to end, and one that has ended", async () => {
    const { WETHVault } = deployed.deployment.contracts;
    await govern("setTargetAdminDelay", [WETHVault, 0]);
    const [announced] = await check();
    expect(announced).to.match(/^WETHVault: admin delay becomes 0 at second \d+, expected 60$/);

    await deployed.client.increaseTime({ seconds: 5 * 86_400 });
    await deployed.client.mine({ blocks: 1 });
    expect(await check()).to.include("WETHVault: admin delay is 0, expected 60");
  });

  it("names a grant delay that is about to end", async () => {
    await govern("setGrantDelay", [ROLES.UPGRADER, 0]);
    const [announced] = await check();
    expect(announced).to.match(/^UPGRADER: grant delay becomes 0 at second \d+, expected 120$/);
  });

  it("names a role without its guardian", async () => {
    await govern("setRoleGuardian", [ROLES.UPGRADER, ROLES.PAUSER]);
    expect(await check()).to.deep.equal(["UPGRADER: guardian is PAUSER, expected GUARDIAN"]);
  });

  it("names another implementation", async () => {
    const { contracts, implementations } = deployed.deployment;
    const { bytecode, abi } = await readArtifact("StreamSplits");
    const hash = await deployed.client.deployContract({
      account: deployed.parameters.governor,
      abi,
      bytecode,
    });
    const { contractAddress } = await deployed.client.waitForTransactionReceipt({ hash });
    const other = contractAddress ?? zeroAddress;
    await deployed.client.setStorageAt({
      address: contracts.StreamSplits,
      index: IMPLEMENTATION_SLOT,
      value: `0x${"00".repeat(12)}${other.slice(2)}`,
    });
    const [difference] = await check();
    expect(difference?.toLowerCase()).to.equal(
      `streamsplits: implementation is ${other}, expected ${implementations.StreamSplits}`.toLowerCase(),
    );
  });

  it("names an implementation of other code, or with other constants", async () => {
    const { contracts, implementations } = deployed.deployment;
    const other = STRANGER.slice(2);
    /** Puts another address in the place of a constant, and returns what the check should say of it. */
    const replaceIn = async (what: string, address: Address, constant: Address) => {
      const code = (await deployed.client.getCode({ address })) ?? "0x";
      const digits = constant.slice(2).toLowerCase();
      await deployed.client.setCode({ address, bytecode: code.replaceAll(digits, other) as Hex });
      const zeros = "00".repeat(12);
      return `StreamPayment: ${what} ${address}: immutable is 0x${zeros}${other}, expected 0x${zeros}${digits}`;
    };
    const ledger = implementations.StreamPayment;
    const extension = getContractAddress({ from: ledger, nonce: 1n });
    const expected = [
      await replaceIn("implementation", ledger, contracts.StreamBilling),
      await replaceIn("extension", extension, contracts.StreamRegistry),
    ];
    expect(await check()).to.include.members(expected);

    const { StreamSplits } = implementations;
    await deployed.client.setCode({ address: StreamSplits, bytecode: "0x00" });
    expect(await check()).to.include.members([
      `StreamSplits: implementation ${StreamSplits}: its code is not that of the build`,
      `StreamSplits: implementation ${StreamSplits} can be initialised by anyone`,
      "StreamSplits.connect(address) is open, expected ADMIN only",
    ]);
  });

  it("names other fees, another receiver and a vault that is not listed", async () => {
    const { WETHVault, USDCVault } = deployed.deployment.contracts;
    const [lister = zeroAddress] = deployed.parameters.roles.LISTING;
    await setFees("setPlatformFees", [WETHVault, 500, 1]);
    await setFees("setPlatformReceiver", [STRANGER]);
    await send(deployed, lister, {
      to: deployed.deployment.contracts.StreamPayment,
      name: "delistVault",
      args: [USDCVault],
    });
    const text = (await check()).join("\n");
    expect(text).to.include("WETHVault: platform fee is 500, expected 1000");
    expect(text).to.include("WETHVault: tip fee is 1, expected 0");
    expect(text).to.match(/StreamPayment: receiver is 0x0+dea/i);
    expect(text).to.include(`StreamPayment: listed vaults is ${WETHVault}, expected`);
  });

  it("refuses a node of another chain", async () => {
    const deployment = { ...deployed.deployment, chainId: 1 };
    expect(await checkDeployment({ ...deployed, deployment })).to.deep.equal([
      "Chain of the node is 31337, expected 1",
    ]);
  });
});
