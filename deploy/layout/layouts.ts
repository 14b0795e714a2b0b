/**
 * The storage layouts of the contracts behind proxies, as the compiler sees them: the ERC-7201 structs of each contract and
 * of what it inherits. Nothing is built for it; reading takes the compiler a few seconds.
 */
import {
  makeNamespacedInput,
  type SolcInput,
  type SolcOutput,
  type StorageLayout,
  solcInputOutputDecoder,
  trySanitizeNatSpec,
  validate,
} from "@openzeppelin/upgrades-core";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import solc from "solc";
import { LAID_OUT, type LaidOutName } from "../contracts.ts";

/** What the layout check has to know of a contract. */
export type Upgradeable = {
  layout: StorageLayout;
  /** What an implementation behind a proxy must not do. */
  unsafe: string[];
};

type ValidationError = ReturnType<typeof validate>[string]["errors"][number];

/** What the compiler reads, with all sources in it. */
export type { SolcInput };

/** Gathers the sources of the contracts behind proxies. */
export async function readSolcInput(hre: HardhatRuntimeEnvironment): Promise<SolcInput> {
  const roots = LAID_OUT.map((name) => `${hre.config.paths.root}/contracts/${name}.sol`);
  const jobs = await hre.solidity.getCompilationJobs(roots, {
    force: true,
    isolated: false,
    quiet: true,
  });
  if (!jobs.success) throw new Error(`The contracts cannot be compiled. ${jobs.formattedReason}`);
  const inputs = await Promise.all(
    [...new Set(jobs.compilationJobsPerFile.values())].map((job) => job.getSolcInput()),
  );
  return {
    language: "Solidity",
    sources: Object.assign({}, ...inputs.map(({ sources }) => sources)),
    settings: {
      ...inputs[0]?.settings,
      outputSelection: { "*": { "*": ["storageLayout"], "": ["ast"] } },
    },
  } as SolcInput;
}

/** Compiles and extracts the layout of each contract behind a proxy. */
export async function layoutsOf(input: SolcInput): Promise<Record<LaidOutName, Upgradeable>> {
  const { version } = /^(?<version>[\d.]+)/.exec(solc.version())?.groups ?? {};
  if (version === undefined) throw new Error(`The compiler's version is ${solc.version()}.`);

  const output = compile(input);
  const decode = solcInputOutputDecoder(input, output);
  // The compiler lays out state variables only, so the structs are compiled a second time as such.
  const asVariables = await trySanitizeNatSpec(makeNamespacedInput(input, output), version);
  const contracts = validate(output, decode, version, input, compile(asVariables));

  const upgradeables = LAID_OUT.map((name): [LaidOutName, Upgradeable] => {
    const [key, contract] =
      Object.entries(contracts).find(([key]) => key.endsWith(`/${name}.sol:${name}`)) ?? [];
    if (key === undefined || contract === undefined) {
      throw new Error(`The compiler found no contract ${name}.`);
    }
    const { inherit, libraries, layout } = contract;
    const errors = [key, ...inherit, ...libraries].flatMap((part) => contracts[part]?.errors ?? []);
    // Initialisers that each keep to a namespace of their own may run in any order.
    const unsafe = errors.filter(({ kind }) => kind !== "incorrect-initializer-order");
    return [name, { layout, unsafe: unsafe.map(describeError) }];
  });
  return Object.fromEntries(upgradeables) as Record<LaidOutName, Upgradeable>;
}

function describeError(error: ValidationError): string {
  return `${error.src}: ${error.kind}${"name" in error ? ` ${error.name}` : ""}`;
}

/** Runs the compiler. No code is generated; what reads the result expects a place for it all the same. */
function compile(input: SolcInput): SolcOutput {
  const output = JSON.parse(solc.compile(JSON.stringify(input)));
  const errors = output.errors?.filter(
    ({ severity }: { severity: string }) => severity === "error",
  );
  if (errors?.length > 0) {
    throw new Error(
      errors
        .map(({ formattedMessage }: { formattedMessage: string }) => formattedMessage)
        .join("\n"),
    );
  }
  for (const contracts of Object.values<Record<string, { evm?: object }>>(output.contracts)) {
    for (const contract of Object.values(contracts)) {
      contract.evm = { bytecode: { object: "", linkReferences: {} } };
    }
  }
  return output;
}
