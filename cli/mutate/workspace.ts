import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import solc from "solc";
import type { Mutant } from "./operators.ts";

/** What happened to a mutant. `stillborn` did not compile and does not count. */
export type Fate = "killed" | "survived" | "stillborn";

/** A contract that a file is part of, and the tests that should notice a change of it, quickest first. */
interface Suite {
  contracts: readonly string[];
  mocha: readonly string[];
  solidity: readonly string[];
}

const PAYMENT: Suite = {
  contracts: ["StreamPayment"],
  mocha: ["test/meter", "test/ledger", "test/payment", "test/model", "test/registry"],
  solidity: ["test/solidity/payment"],
};
const NODES: Suite = {
  contracts: ["StreamPayment"],
  mocha: ["test/billing", "test/splits", "test/payment", "test/ledger"],
  solidity: ["test/solidity/billing", "test/solidity/payment", "test/solidity/splits"],
};
const BILLING: Suite = {
  contracts: ["StreamBilling"],
  mocha: ["test/billing", "test/payment"],
  solidity: ["test/solidity/billing"],
};
const SPLITS: Suite = {
  contracts: ["StreamSplits"],
  mocha: ["test/splits", "test/model"],
  solidity: ["test/solidity/splits"],
};
const VAULT: Suite = {
  contracts: ["StreamVault"],
  mocha: ["test/vault", "test/ledger"],
  solidity: ["test/solidity/vault"],
};

/** The money contracts, and what tests them. */
export const SUITES: Readonly<Record<string, Suite>> = {
  "contracts/LedgerBase.sol": PAYMENT,
  "contracts/MeterBase.sol": PAYMENT,
  "contracts/StreamLedger.sol": PAYMENT,
  "contracts/StreamMeter.sol": PAYMENT,
  "contracts/StreamTerms.sol": PAYMENT,
  "contracts/NodeBase.sol": NODES,
  "contracts/StreamNodes.sol": NODES,
  "contracts/StreamCharges.sol": NODES,
  "contracts/StreamGovernance.sol": PAYMENT,
  "contracts/BillingNodes.sol": BILLING,
  "contracts/BillingRates.sol": BILLING,
  "contracts/BillingFunding.sol": BILLING,
  "contracts/BillingPayouts.sol": BILLING,
  "contracts/StreamBilling.sol": BILLING,
  "contracts/libraries/FeeMath.sol": PAYMENT,
  "contracts/libraries/VaultTerms.sol": PAYMENT,
  "contracts/libraries/SessionQuote.sol": PAYMENT,
  "contracts/libraries/SessionClock.sol": PAYMENT,
  "contracts/StreamSplits.sol": SPLITS,
  "contracts/StreamVault.sol": VAULT,
};

/** Longest time the tests of one mutant may take; what hangs is noticed too. */
const TIMEOUT_MS = 300_000;

/** A copy of the built package in which mutants are tried, one at a time. */
export class Workspace {
  private readonly root: string;
  private readonly dir: string;

  private constructor(root: string, dir: string) {
    this.root = root;
    this.dir = dir;
  }

  /** Copies the package; `node_modules` is shared. The package must be built. */
  static async create(root: string, dir: string): Promise<Workspace> {
    await rm(dir, { recursive: true, force: true });
    await mkdir(dir, { recursive: true });
    for (const entry of [
      "artifacts",
      "cache",
      "cli",
      "contracts",
      "deploy",
      "test",
      "hardhat.config.ts",
      "hardhat.production.config.ts",
      "package.json",
      "tsconfig.json",
    ]) {
      await cp(join(root, entry), join(dir, entry), { recursive: true });
    }
    await symlink(join(root, "node_modules"), join(dir, "node_modules"));
    return new Workspace(root, dir);
  }

  /** Fails unless the tests of each of these files pass while nothing is changed: else every mutant would seem killed. */
  async prove(files: Iterable<string>): Promise<void> {
    for (const suite of new Set([...files].map((file) => SUITES[file]))) {
      if (suite === undefined || (await this.passes(await this.quickTests(suite)))) continue;
      throw new Error(`Without any change these tests fail already: ${suite.mocha.join(", ")}.`);
    }
  }

  /** Tries a mutant: the quick tests on a patched artifact first, and the Solidity tests if those see nothing. */
  async try(mutant: Mutant, { thorough }: { thorough: boolean }): Promise<Fate> {
    const suite = SUITES[mutant.file];
    if (suite === undefined) throw new Error(`No tests are named for ${mutant.file}.`);
    const original = await readFile(join(this.root, mutant.file), "utf8");
    await writeFile(join(this.dir, mutant.file), mutant.source);
    try {
      const patched: { path: string; artifact: string }[] = [];
      for (const contract of suite.contracts) {
        const bytecode = await this.compile(contract);
        if (bytecode === undefined) return "stillborn";
        const path = join(this.dir, "artifacts/contracts", `${contract}.sol`, `${contract}.json`);
        const artifact = await readFile(path, "utf8");
        patched.push({ path, artifact });
        await writeFile(path, JSON.stringify({ ...JSON.parse(artifact), bytecode }));
      }
      try {
        if (!(await this.passes(await this.quickTests(suite)))) return "killed";
      } finally {
        for (const { path, artifact } of patched) await writeFile(path, artifact);
      }
      if (!thorough) return "survived";
      const tests = await this.testsOf(suite.solidity);
      return (await this.passes(["test", "solidity", ...tests])) ? "survived" : "killed";
    } finally {
      await writeFile(join(this.dir, mutant.file), original);
    }
  }

  private async quickTests(suite: Suite): Promise<string[]> {
    return ["test", "mocha", "--bail", "--no-compile", ...(await this.testsOf(suite.mocha))];
  }

  /** The test files below these folders, relative to the workspace. */
  private async testsOf(folders: readonly string[]): Promise<string[]> {
    const files = await Promise.all(folders.map((folder) => testsIn(join(this.dir, folder))));
    return files.flat().map((file) => file.slice(this.dir.length + 1));
  }

  /** Creation code of a contract, or nothing if it does not compile. */
  private async compile(contract: string): Promise<string | undefined> {
    const sources: Record<string, { content: string }> = {};
    const add = async (name: string): Promise<void> => {
      if (sources[name] !== undefined) return;
      const base = name.startsWith("contracts/") ? this.dir : join(this.root, "node_modules");
      const content = await readFile(join(base, name), "utf8");
      sources[name] = { content };
      for (const [, path = ""] of content.matchAll(/from\s+"([^"]+)"/g)) {
        await add(path.startsWith(".") ? posix.join(dirname(name), path) : path);
      }
    };
    const file = `contracts/${contract}.sol`;
    await add(file);
    const output = JSON.parse(
      solc.compile(
        JSON.stringify({
          language: "Solidity",
          sources,
          settings: {
            evmVersion: "prague",
            optimizer: { enabled: true, runs: 200 },
            metadata: { bytecodeHash: "none" },
            outputSelection: { [file]: { [contract]: ["evm.bytecode.object"] } },
          },
        }),
      ),
    );
    const object = output.contracts?.[file]?.[contract]?.evm.bytecode.object;
    return object ? `0x${object}` : undefined;
  }

  private async passes(args: readonly string[]): Promise<boolean> {
    const child = spawn("hardhat", args, {
      cwd: this.dir,
      stdio: "ignore",
      env: { ...process.env, WEIR_STEPS: "150" },
    });
    const timer = setTimeout(() => child.kill("SIGKILL"), TIMEOUT_MS);
    const [code] = await once(child, "exit");
    clearTimeout(timer);
    return code === 0;
  }
}

/** The test files below a folder; none if there is no such folder. */
async function testsIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true }).catch(() => [] as string[]);
  return entries
    .filter((name) => /\.(test\.ts|t\.sol)$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}
