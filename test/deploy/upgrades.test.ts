import { expect } from "chai";
import { type Address, type Hex, parseAbiItem, zeroAddress } from "viem";
import { readArtifact } from "../../deploy/artifacts.ts";
import { revertOf, stateChanging } from "../../deploy/check/functions.ts";
import { PROXIES, PROXY_NAMES } from "../../deploy/contracts.ts";
import { ROLES } from "../../deploy/roles.ts";
import { BUILD_TIMEOUT, type Deployed, startDeployed } from "./deployed.ts";
import {
  act,
  type Call,
  dataOf,
  errorOf,
  execute,
  ofManager,
  pass,
  schedule,
  send,
} from "./manager.ts";

/** InvalidInitialization() */
const INITIALIZED = "0xf92ee8a9";

/** How long an announced act stays possible, in seconds. */
const EXPIRATION = 7 * 86_400;

describe("Upgrades of a deployment", function () {
  this.timeout(BUILD_TIMEOUT);
  let deployed: Deployed;
  let clean: Hex;
  let upgrade: Call;
  let governor: Address;
  let upgrader: Address;
  let pauser: Address;
  let guardian: Address;
  let stranger: Address;

  before(async () => {
    deployed = await startDeployed();
    governor = deployed.parameters.governor;
    const { UPGRADER, PAUSER, GUARDIAN } = deployed.parameters.roles;
    [upgrader = zeroAddress] = UPGRADER;
    [pauser = zeroAddress] = PAUSER;
    [guardian = zeroAddress] = GUARDIAN;
    // The last account of the chain, which takes no part in the deployment, is the receiver.
    stranger = deployed.parameters.platformReceiver;
    upgrade = upgradeTo(await implement("StreamSplits"));
    clean = await deployed.client.snapshot();
  });

  afterEach(async () => {
    await deployed.client.revert({ id: clean });
    clean = await deployed.client.snapshot();
  });

  after(() => deployed.stop());

  /** Deploys one more implementation. */
  async function implement(contract: string): Promise<Address> {
    const { abi, bytecode } = await readArtifact(contract);
    const hash = await deployed.client.deployContract({ account: governor, abi, bytecode });
    const { contractAddress } = await deployed.client.waitForTransactionReceipt({ hash });
    return contractAddress ?? zeroAddress;
  }

  function upgradeTo(implementation: Address): Call {
    const { StreamSplits } = deployed.deployment.contracts;
    return { to: StreamSplits, name: "upgradeToAndCall", args: [implementation, "0x"] };
  }

  /** The call as the manager would make it. */
  function throughManager(call: Call): Call {
    return ofManager(deployed, "execute", [call.to, dataOf(call)]);
  }

  async function implementation(): Promise<string | undefined> {
    const word = await deployed.client.getStorageAt({
      address: deployed.deployment.contracts.StreamSplits,
      slot: "0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc",
    });
    return word && `0x${word.slice(26)}`;
  }

  it("leaves nothing to initialise: proxies are initialised as they are created", async () => {
    for (const name of PROXY_NAMES) {
      const address = deployed.deployment.contracts[name];
      const block = BigInt(deployed.deployment.startBlocks[name] ?? 0);
      const events = await deployed.client.getLogs({
        address,
        event: parseAbiItem("event Initialized(uint64 version)"),
        fromBlock: block,
        toBlock: block,
      });
      const receipts = await Promise.all(
        events.map(({ transactionHash: hash }) => deployed.client.getTransactionReceipt({ hash })),
      );
      expect(receipts.map(({ contractAddress }) => contractAddress?.toLowerCase())).to.deep.equal([
        address.toLowerCase(),
      ]);
    }
  });

  it("refuses to initialise a proxy again, and an implementation ever", async () => {
    for (const name of PROXY_NAMES) {
      const contract = PROXIES[name];
      const functions = stateChanging((await readArtifact(contract)).abi);
      const initialize = [...functions.values()].find((item) => item.name === "initialize");
      expect(initialize, contract).to.not.equal(undefined);
      if (initialize === undefined) continue;
      const { contracts, implementations } = deployed.deployment;
      for (const address of [contracts[name], implementations[contract]]) {
        expect(await revertOf(deployed.client, address, initialize)).to.equal(INITIALIZED);
      }
    }
  });

  it("refuses an upgrade by a stranger, the pauser, the guardian and the governor", async () => {
    for (const caller of [stranger, pauser, guardian, governor]) {
      expect(await errorOf(deployed, caller, upgrade)).to.equal("AccessManagedUnauthorized");
      expect(await errorOf(deployed, caller, throughManager(upgrade))).to.equal(
        "AccessManagerUnauthorizedCall",
      );
      const announce = ofManager(deployed, "schedule", [upgrade.to, dataOf(upgrade), 0]);
      expect(await errorOf(deployed, caller, announce)).to.equal("AccessManagerUnauthorizedCall");
    }
  });

  it("refuses the upgrader's direct call, unless it was announced long enough before", async () => {
    expect(await errorOf(deployed, upgrader, upgrade)).to.equal("AccessManagerNotScheduled");
    await schedule(deployed, upgrader, upgrade);
    expect(await errorOf(deployed, upgrader, upgrade)).to.equal("AccessManagerNotReady");
    expect(await errorOf(deployed, upgrader, throughManager(upgrade))).to.equal(
      "AccessManagerNotReady",
    );

    await pass(deployed, deployed.parameters.delays.upgradeExecution);
    await send(deployed, upgrader, upgrade);
    expect(await implementation()).to.equal(upgrade.args[0]);
  });

  it("upgrades through the manager after the delay, once", async () => {
    await act(deployed, upgrader, upgrade, deployed.parameters.delays.upgradeExecution);
    expect(await implementation()).to.equal(upgrade.args[0]);
    expect(await errorOf(deployed, upgrader, throughManager(upgrade))).to.equal(
      "AccessManagerNotScheduled",
    );
  });

  it("refuses an upgrade whose time has passed", async () => {
    await schedule(deployed, upgrader, upgrade);
    await pass(deployed, deployed.parameters.delays.upgradeExecution + EXPIRATION);
    expect(await errorOf(deployed, upgrader, throughManager(upgrade))).to.equal(
      "AccessManagerExpired",
    );
  });

  it("lets the guardian, and no stranger, cancel an upgrade", async () => {
    await schedule(deployed, upgrader, upgrade);
    const cancel = ofManager(deployed, "cancel", [upgrader, upgrade.to, dataOf(upgrade)]);
    expect(await errorOf(deployed, stranger, cancel)).to.equal("AccessManagerUnauthorizedCancel");
    expect(await errorOf(deployed, pauser, cancel)).to.equal("AccessManagerUnauthorizedCancel");

    await send(deployed, guardian, cancel);
    await pass(deployed, deployed.parameters.delays.upgradeExecution);
    expect(await errorOf(deployed, upgrader, throughManager(upgrade))).to.equal(
      "AccessManagerNotScheduled",
    );
  });

  it("refuses to upgrade to what is no implementation: another contract, a proxy, an account", async () => {
    const { AccessManager, StreamRegistry } = deployed.deployment.contracts;
    for (const [target, error] of [
      [AccessManager, "ERC1967InvalidImplementation"],
      [StreamRegistry, "ERC1967InvalidImplementation"],
      [stranger, "FailedCall"],
    ] as const) {
      const call = upgradeTo(target);
      await schedule(deployed, upgrader, call);
      await pass(deployed, deployed.parameters.delays.upgradeExecution);
      expect(await errorOf(deployed, upgrader, throughManager(call))).to.equal(error);
    }
  });

  it("makes a new upgrader wait, even in the block that names it", async () => {
    const { client } = deployed;
    const { adminExecution, grant } = deployed.parameters.delays;
    const naming = ofManager(deployed, "grantRole", [ROLES.UPGRADER, stranger, 0]);
    await schedule(deployed, governor, naming);
    await pass(deployed, adminExecution);

    await client.setAutomine(false);
    const send = (account: Address, { to, ...call }: Call) =>
      client.sendTransaction({ account, to, data: dataOf({ to, ...call }), gas: 1_000_000n });
    const [named, used] = [
      await send(governor, throughManager(naming)),
      await send(stranger, upgrade),
    ];
    await client.mine({ blocks: 1 });
    await client.setAutomine(true);
    const [naming1, using] = await Promise.all(
      [named, used].map((hash) => client.getTransactionReceipt({ hash })),
    );
    expect(naming1?.status).to.equal("success");
    expect(using?.status).to.equal("reverted");
    expect(using?.blockNumber).to.equal(naming1?.blockNumber);

    expect(await errorOf(deployed, stranger, upgrade)).to.equal("AccessManagedUnauthorized");
    await pass(deployed, grant);
    expect(await errorOf(deployed, stranger, upgrade)).to.equal(undefined);
  });

  it("makes the governor announce whatever it does", async () => {
    const { StreamSplits } = deployed.deployment.contracts;
    const { adminExecution } = deployed.parameters.delays;
    for (const call of [
      ofManager(deployed, "grantRole", [ROLES.PAUSER, stranger, 0]),
      ofManager(deployed, "setTargetClosed", [StreamSplits, true]),
      ofManager(deployed, "setTargetAdminDelay", [StreamSplits, 0]),
      ofManager(deployed, "setTargetFunctionRole", [StreamSplits, ["0x4f1ef286"], ROLES.PAUSER]),
    ]) {
      expect(await errorOf(deployed, governor, call)).to.equal("AccessManagerNotScheduled");
      await schedule(deployed, governor, call);
      expect(await errorOf(deployed, governor, call)).to.equal("AccessManagerNotReady");
      await pass(deployed, adminExecution);
      await execute(deployed, governor, call);
    }
  });

  it("keeps a proxy's admin delay for five days after the governor has ended it", async () => {
    const { StreamSplits } = deployed.deployment.contracts;
    const { adminExecution, targetAdmin } = deployed.parameters.delays;
    const end = ofManager(deployed, "setTargetAdminDelay", [StreamSplits, 0]);
    await act(deployed, governor, end, adminExecution);

    const { client } = deployed;
    const delay = async () =>
      client.readContract({
        address: deployed.deployment.contracts.AccessManager,
        abi: [parseAbiItem("function getTargetAdminDelay(address target) view returns (uint32)")],
        functionName: "getTargetAdminDelay",
        args: [StreamSplits],
      });
    expect(await delay()).to.equal(targetAdmin);
    await pass(deployed, 5 * 86_400);
    expect(await delay()).to.equal(0);
  });
});
