import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, watch } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type Address, zeroAddress } from "viem";
import { checkDeployment } from "../../deploy/check/check.ts";
import { deployWeir } from "../../deploy/deploy.ts";
import { productionHardhat } from "../../deploy/hardhat.ts";
import {
  type Parameters,
  ParametersError,
  parseParameters,
  readParameters,
  requirePublic,
} from "../../deploy/parameters.ts";
import { type Anvil, startAnvil } from "./anvil.ts";
import { BUILD_TIMEOUT, connect } from "./deployed.ts";

describe("Deployment", function () {
  this.timeout(BUILD_TIMEOUT);
  let anvil: Anvil;
  let client: ReturnType<typeof connect>;
  let parameters: Parameters;
  let deployer: Address;

  before(() => productionHardhat());

  beforeEach(async () => {
    anvil = await startAnvil();
    client = connect(anvil.rpcUrl);
    parameters = await readParameters("local");
    [deployer = zeroAddress] = await client.getAddresses();
  });

  afterEach(() => anvil.stop());

  /** The same parameters with another asset for a vault. */
  function withAsset(name: "WETH" | "USDC", asset: Address): Parameters {
    const { vaults } = parameters;
    return { ...parameters, vaults: { ...vaults, [name]: { ...vaults[name], asset } } };
  }

  /** What a deployment is refused with; nothing may have been sent. */
  async function refusal(refused: Parameters): Promise<string> {
    const before = await client.getTransactionCount({ address: deployer });
    try {
      await deployWeir({ rpcUrl: anvil.rpcUrl, parameters: refused });
    } catch (error) {
      if (!(error instanceof ParametersError)) throw error;
      expect(await client.getTransactionCount({ address: deployer })).to.equal(before);
      return error.message;
    }
    throw new Error("The deployment was not refused.");
  }

  it("says where everything is and since which block", async () => {
    const deployment = await deployWeir({ rpcUrl: anvil.rpcUrl, parameters });
    const { startBlock, contracts, implementations, startBlocks } = deployment;
    expect(deployment.chainId).to.equal(31_337);
    for (const [name, block] of Object.entries(startBlocks)) {
      const address = contracts[name as keyof typeof contracts];
      expect(block, name).to.be.at.least(startBlock);
      const [before, since] = await Promise.all(
        [block - 1, block].map((at) => client.getCode({ address, blockNumber: BigInt(at) })),
      );
      expect(before, name).to.equal(undefined);
      expect(since, name).to.not.equal(undefined);
    }
    expect(Object.keys(startBlocks)).to.have.members(Object.keys(contracts));
    const addresses = [...Object.values(contracts), ...Object.values(implementations)];
    expect(new Set(addresses).size).to.equal(addresses.length);
  });

  it("leaves a deployer who is not the governor without any power", async () => {
    const governor = parameters.platformReceiver;
    const governed = { ...parameters, governor };
    const deployment = await deployWeir({ rpcUrl: anvil.rpcUrl, parameters: governed });
    expect(
      await checkDeployment({ rpcUrl: anvil.rpcUrl, deployment, parameters: governed }),
    ).to.deep.equal([]);
    const differences = await checkDeployment({ rpcUrl: anvil.rpcUrl, deployment, parameters });
    expect(differences).to.include(`${deployer} does not hold ADMIN, expected to`);
  });

  it("goes on where it was killed, and deploys nothing twice", async () => {
    const directory = await mkdtemp(join(tmpdir(), "weir-killed-"));
    try {
      await killInTheMiddle(anvil.rpcUrl, directory);
      const sent = await client.getTransactionCount({ address: deployer });
      const deployment = await deployWeir({ rpcUrl: anvil.rpcUrl, parameters, directory });
      expect(sent).to.be.within(1, 23);

      const whole = await client.getTransactionCount({ address: deployer });
      expect(await checkDeployment({ rpcUrl: anvil.rpcUrl, deployment, parameters })).to.deep.equal(
        [],
      );

      // Once more: there is nothing left to do.
      expect(await deployWeir({ rpcUrl: anvil.rpcUrl, parameters, directory })).to.deep.equal(
        deployment,
      );
      expect(await client.getTransactionCount({ address: deployer })).to.equal(whole);

      await deployWeir({ rpcUrl: anvil.rpcUrl, parameters });
      const again = await client.getTransactionCount({ address: deployer });
      expect(again - whole, "an undisturbed deployment sends as much").to.equal(whole);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it("refuses a token without code, without decimals, or with others", async () => {
    const deployment = await deployWeir({ rpcUrl: anvil.rpcUrl, parameters });
    const { WETH, USDC, AccessManager } = deployment.contracts;
    expect(await refusal(withAsset("WETH", deployer))).to.include(
      `vaults.WETH.asset: ${deployer} has no code`,
    );
    expect(await refusal(withAsset("USDC", AccessManager))).to.include(
      `vaults.USDC.asset: ${AccessManager} does not tell its decimals`,
    );
    expect(await refusal(withAsset("USDC", WETH))).to.include(
      `vaults.USDC.asset: ${WETH} has 18 decimals instead of 6`,
    );
    expect(await refusal(withAsset("WETH", USDC))).to.include(
      `vaults.WETH.asset: ${USDC} has 6 decimals instead of 18`,
    );
  });

  it("refuses another chain, and a governor who is the deployer there", async () => {
    expect(await refusal({ ...parameters, chainId: 8_453 })).to.include(
      "chainId: is 8453, and the node serves chain 31337",
    );
    expect(await refusal({ ...parameters, chainId: 31_337 })).to.include(
      "governor: is the deployer",
    );
  });

  it("refuses parameters with an address missing, zero or misspelt, or without a delay", () => {
    const faults = (changes: object) => {
      expect(() => parseParameters({ ...parameters, ...changes })).to.throw(ParametersError);
      try {
        parseParameters({ ...parameters, ...changes });
        return "";
      } catch (error) {
        return String(error);
      }
    };
    expect(faults({ governor: zeroAddress })).to.include("governor: is the zero address");
    expect(faults({ governor: undefined })).to.include("governor: an address is missing");
    expect(faults({ governor: deployer.replace("F", "f") })).to.include("checksum");
    expect(faults({ platformReceiver: null })).to.include(
      "platformReceiver: an address is missing",
    );
    expect(faults({ roles: { ...parameters.roles, GUARDIAN: [] } })).to.include(
      "roles.GUARDIAN: names nobody",
    );
    expect(faults({ roles: { ...parameters.roles, PAUSER: [zeroAddress] } })).to.include(
      "roles.PAUSER.0: is the zero address",
    );
    for (const name of Object.keys(parameters.delays)) {
      expect(faults({ delays: { ...parameters.delays, [name]: 0 } })).to.include(
        `delays.${name}: a delay of zero protects nobody`,
      );
    }
    expect(faults({ root: "Weir.eth" })).to.include("root: is not an ENS name in normal form");
  });

  it("refuses doubles of tokens on a public network, whose parameters name nobody yet", async () => {
    expect(() => requirePublic(parameters)).to.throw("vaults.USDC.asset: is missing");
    for (const network of ["base", "baseSepolia"] as const) {
      const outcome = await readParameters(network).then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(outcome).to.be.instanceOf(ParametersError);
      expect(String(outcome)).to.include("governor: an address is missing");
    }
  });
});

/** Starts a deployment in a process of its own and kills it once it has sent something and not everything. */
async function killInTheMiddle(rpcUrl: string, directory: string): Promise<void> {
  const program = `
    import { deployWeir } from "./deploy/deploy.ts";
    await deployWeir(${JSON.stringify({ rpcUrl, directory })});
  `;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "--eval", program], {
    stdio: "inherit",
  });
  const exited = once(child, "exit");
  const journal = join(directory, "journal.jsonl");
  for await (const { filename } of watch(directory)) {
    if (filename !== "journal.jsonl") continue;
    if (readFileSync(journal, "utf8").includes("TRANSACTION_CONFIRM")) break;
  }
  child.kill("SIGKILL");
  await exited;
}
