/**
 * Writes `contracts/libraries/DepositAddressCode.sol` from `DepositAddress` as it is compiled for deployment:
 *
 *     node cli/deposit-code.ts
 *
 * Only for a deployment that starts anew. Another init code means other deposit addresses: whatever payers were told
 * before no longer belongs to the factory.
 */
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import { type Hex, keccak256 } from "viem";
import { production } from "../hardhat.config.ts";
import config from "../hardhat.production.config.ts";

const SOURCE = "contracts/DepositAddress.sol";
const LIBRARY = "contracts/libraries/DepositAddressCode.sol";

/** What the code was made with. It stays when the settings of the other contracts change, since an address is for ever. */
const solidity = {
  compilers: production.compilers.map((compiler) => ({
    ...compiler,
    settings: { ...compiler.settings, optimizer: { enabled: true, runs: 200 } },
  })),
};

/** Hexadecimal digits of the init code in a line of the library. */
const DIGITS_PER_LINE = 100;

/**
 * Compiles `DepositAddress` alone as for deployment and returns its init code. In a Hardhat of its own, since the one
 * that runs tests compiles other code.
 */
export async function depositAddressInitCode(): Promise<Hex> {
  const hre = await createHardhatRuntimeEnvironment(
    { ...config, solidity },
    { coverage: false },
    pathOf("."),
  );
  const root = pathOf(SOURCE);
  const options = { isolated: true, force: true, quiet: true };
  const jobs = await hre.solidity.getCompilationJobs([root], options);
  if (!jobs.success) throw new Error(`${SOURCE} cannot be compiled. ${jobs.formattedReason}`);
  const job = jobs.compilationJobsPerFile.get(root);
  if (job === undefined)
    throw new Error(`${SOURCE} is not among the sources that Hardhat compiles.`);

  const { output } = await hre.solidity.runCompilationJob(job, options);
  const contract = output.contracts?.[`project/${SOURCE}`]?.DepositAddress;
  const bytecode = contract?.evm?.bytecode?.object;
  if (!bytecode) {
    const reasons = output.errors?.map((error) => error.formattedMessage).join("\n");
    throw new Error(`${SOURCE} gave no bytecode. ${reasons ?? "Is the contract still there?"}`);
  }
  return `0x${bytecode}`;
}

/** Solidity source of the library that holds `initCode` and its hash. */
export function depositAddressLibrary(initCode: Hex): string {
  const digits = initCode.slice(2);
  const lines: string[] = [];
  for (let at = 0; at < digits.length; at += DIGITS_PER_LINE) {
    lines.push(`        hex"${digits.slice(at, at + DIGITS_PER_LINE)}"`);
  }
  return `// SPDX-License-Identifier: MIT
// Written by cli/deposit-code.ts.
pragma solidity ^0.8.30;

/**
 * @title DepositAddressCode
 * @notice Init code of every deposit address. A constant, not the compiler's output, because payers keep an address for
 * ever: neither a new compiler nor an upgrade of the factory may change it.
 */
library DepositAddressCode {
    /// @notice What creates a \`DepositAddress\`.
    bytes internal constant INIT_CODE =
${lines.join("\n")};

    /// @notice The Keccak-256 hash of {INIT_CODE}.
    bytes32 internal constant INIT_CODE_HASH = ${keccak256(initCode)};
}
`;
}

function pathOf(file: string): string {
  return fileURLToPath(new URL(`../${file}`, import.meta.url));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(pathOf(LIBRARY), depositAddressLibrary(await depositAddressInitCode()));
}
