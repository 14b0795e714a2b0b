import { fileURLToPath } from "node:url";
import hardhatEthers from "@nomicfoundation/hardhat-ethers";
import hardhatIgnitionViem from "@nomicfoundation/hardhat-ignition-viem";
import hardhatKeystore from "@nomicfoundation/hardhat-keystore";
import hardhatMocha from "@nomicfoundation/hardhat-mocha";
import hardhatNetworkHelpers from "@nomicfoundation/hardhat-network-helpers";
import hardhatTypechain from "@nomicfoundation/hardhat-typechain";
import hardhatVerify from "@nomicfoundation/hardhat-verify";
import hardhatViem from "@nomicfoundation/hardhat-viem";
import hardhatViemAssertions from "@nomicfoundation/hardhat-viem-assertions";
import hardhatUpgrades from "@openzeppelin/hardhat-upgrades";
import { configVariable, defineConfig } from "hardhat/config";
import { warningsAsErrors } from "./cli/hardhat/warnings-as-errors.ts";

/** The compiler comes from npm like everything else, so that a build needs no other download. */
const solc = {
  version: "0.8.37",
  path: fileURLToPath(import.meta.resolve("solc/soljson.js")),
};

/** Prague is what Base and Ethereum both run. No metadata hash: the same source gives the same bytecode everywhere. */
const settings = {
  evmVersion: "prague",
  metadata: { bytecodeHash: "none" },
  outputSelection: { "*": { "*": ["storageLayout"] } },
};

/** What is deployed; gas and code size are measured on it. See `hardhat.production.config.ts`. */
export const production = {
  compilers: [
    { ...solc, settings: { ...settings, viaIR: true, optimizer: { enabled: true, runs: 1000 } } },
  ],
};

const deployer = [configVariable("WEIR_DEPLOYER_KEY")];

export default defineConfig({
  plugins: [
    hardhatEthers,
    hardhatIgnitionViem,
    hardhatKeystore,
    hardhatMocha,
    hardhatNetworkHelpers,
    hardhatTypechain,
    hardhatUpgrades,
    hardhatVerify,
    hardhatViem,
    hardhatViemAssertions,
    warningsAsErrors,
  ],
  paths: {
    sources: "./contracts",
    tests: { mocha: "./test", solidity: "./test/solidity" },
    ignition: "./deploy",
  },
  // Quick to compile: for tests.
  solidity: {
    compilers: [{ ...solc, settings: { ...settings, optimizer: { enabled: true, runs: 200 } } }],
  },
  networks: {
    // Tests run the quick build, which is larger than what is deployed; sizes are checked on the production build.
    default: { type: "edr-simulated", chainType: "generic", allowUnlimitedContractSize: true },
    localL1: { type: "http", chainType: "l1", url: configVariable("WEIR_LOCAL_L1_RPC_URL") },
    localL2: { type: "http", chainType: "generic", url: configVariable("WEIR_LOCAL_L2_RPC_URL") },
    sepolia: {
      type: "http",
      chainType: "l1",
      chainId: 11_155_111,
      url: configVariable("SEPOLIA_RPC_URL"),
      accounts: deployer,
    },
    baseSepolia: {
      type: "http",
      chainType: "op",
      chainId: 84_532,
      url: configVariable("BASE_SEPOLIA_RPC_URL"),
      accounts: deployer,
    },
    mainnet: {
      type: "http",
      chainType: "l1",
      chainId: 1,
      url: configVariable("MAINNET_RPC_URL"),
      accounts: deployer,
    },
    base: {
      type: "http",
      chainType: "op",
      chainId: 8_453,
      url: configVariable("BASE_RPC_URL"),
      accounts: deployer,
    },
  },
  typechain: { tsNocheck: true },
  test: {
    mocha: { timeout: 60_000 },
    solidity: {
      profiles: {
        default: {
          fuzz: { runs: 512 },
          invariant: { runs: 32, depth: 64, failOnRevert: true },
        },
        // Takes a while: npm run test:deep:solidity.
        deep: {
          fuzz: { runs: 10_000 },
          invariant: { runs: 256, depth: 256, failOnRevert: true },
        },
      },
    },
  },
});
