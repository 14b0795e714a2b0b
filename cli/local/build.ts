/**
 * What the stack needs of Hardhat's output: the production build, which is deployed, and the ABIs of the interfaces, which
 * the indexer and this program read. Built only if a source, a setting or the output has changed since the last time.
 */
import { createHash } from "node:crypto";
import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Processes } from "./processes.ts";

/** Names of the interfaces; those that are imported are among them. */
const INTERFACES = globSync("contracts/interfaces/*.sol")
  .map((file) => basename(file, ".sol"))
  .sort();

const SOURCES = ["contracts/**/*.sol", "hardhat*.config.ts", "package-lock.json"];

const STAMP = ".weir/production/fingerprint";

/** The largest of the artifacts that are deployed, for all of them. */
const DEPLOYED = ".weir/production/artifacts/contracts/StreamPayment.sol/StreamPayment.json";

/**
 * @param processes Runs the compiler.
 * @param logs Folder for what it says.
 * @param say Told that it takes a while, if it does.
 */
export async function buildOnce(
  processes: Processes,
  logs: string,
  say: (text: string) => void,
): Promise<void> {
  if (read(STAMP) === fingerprint()) return;
  say("Compiling the contracts (a minute or two; once for each change of them) …");
  const build = (args: string[]) =>
    processes.run({
      name: "build of the contracts",
      command: process.execPath,
      args: ["node_modules/hardhat/dist/src/cli.js", ...args, "--quiet"],
      log: join(logs, "build.log"),
    });
  await build(["--config", "hardhat.production.config.ts", "build", "--no-tests"]);
  await build(["build", ...INTERFACES.map((name) => `contracts/interfaces/${name}.sol`)]);
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, fingerprint());
}

/** Hash of the sources, and of the outputs as far as they exist. */
function fingerprint(): string {
  const hash = createHash("sha256");
  for (const file of [...globSync(SOURCES).sort(), DEPLOYED]) {
    hash.update(`${file}\0`).update(read(file) ?? "");
  }
  // Of these the rest differs with what else was built at the time.
  for (const name of INTERFACES) {
    const text = read(`artifacts/contracts/interfaces/${name}.sol/${name}.json`);
    hash.update(`${name}\0`).update(text ? JSON.stringify(JSON.parse(text).abi) : "");
  }
  return hash.digest("hex");
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
