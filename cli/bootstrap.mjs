/**
 * The first thing `npm start` and `npm test` run: `node cli/bootstrap.mjs <npm script> [args]`.
 *
 * Hardhat and Ponder need a newer Node than many machines have, and npm leaves out native packages that the Node it runs
 * on is too old for. So this file, which needs nothing but Node 20, finds or fetches a Node that will do, installs the
 * dependencies with it if they changed, and hands over. With a new enough Node and an up-to-date install it does nothing.
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const MINIMUM = [22, 18];
const FETCHED = "24.21.0";
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const toolchain = join(root, ".weir", "toolchain");
const fetchedNode = join(toolchain, "node_modules", "node", "bin", "node");
const modules = join(root, "node_modules");
const stamp = join(modules, ".weir-install");

/** True if this Node version, e.g. "22.18.0", runs everything here. */
function isNewEnough(version) {
  const [major, minor] = version.split(".").map(Number);
  return major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1]);
}

/** The command and arguments that run npm on `node`: the npm that started us, or else the one on the PATH. */
function npm(node, args) {
  const cli = process.env.npm_execpath;
  return cli?.endsWith("npm-cli.js") ? [node, [cli, ...args]] : ["npm", args];
}

/** This process's environment, with `node` found first by everything started in it. */
function environment(node) {
  return { ...process.env, PATH: [dirname(node), process.env.PATH].join(delimiter) };
}

/** Runs npm and shows what it says only if it fails: then this process ends with it. */
function npmOrExit(node, args, what) {
  const [command, commandArgs] = npm(node, args);
  const { status, stderr, error } = spawnSync(command, commandArgs, {
    cwd: root,
    encoding: "utf8",
    env: environment(node),
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (status === 0) return;
  console.error(stderr ?? error?.message);
  console.error(`weir: could not ${what}.`);
  console.error(
    "  If the lines above name a network error, npm's registry cannot be reached: check the connection and",
  );
  console.error(
    "  `npm config get registry`, and run the same command again; what is done is not done twice.",
  );
  process.exit(1);
}

/** The path of a Node that is new enough, fetched into this folder if there is none. */
function findNode() {
  if (isNewEnough(process.versions.node)) return process.execPath;
  if (!existsSync(fetchedNode)) {
    console.error(
      `weir: Node ${process.versions.node} is too old, fetching ${FETCHED} into .weir/toolchain …`,
    );
    mkdirSync(toolchain, { recursive: true });
    writeFileSync(join(toolchain, "package.json"), "{}\n");
    const args = [
      "install",
      "--prefix",
      toolchain,
      "--ignore-scripts=false",
      "--no-save",
      `node@${FETCHED}`,
    ];
    npmOrExit(
      process.execPath,
      args,
      `fetch Node; installing Node ${MINIMUM.join(".")} or newer by hand does as well`,
    );
  }
  const { status } = spawnSync(fetchedNode, ["--version"]);
  if (status !== 0) {
    rmSync(toolchain, { recursive: true, force: true });
    console.error(
      `weir: the fetched Node does not run here. Install Node ${MINIMUM.join(".")} or newer and try again.`,
    );
    process.exit(1);
  }
  return fetchedNode;
}

/** Says what is to be installed and what is installed: npm rewrites the last file at every install. */
function fingerprint() {
  const hash = createHash("sha256");
  for (const file of ["package.json", "package-lock.json", "node_modules/.package-lock.json"]) {
    const path = join(root, file);
    hash.update(existsSync(path) ? readFileSync(path) : "missing");
  }
  return hash.digest("hex");
}

/** Brings node_modules up to date with the lock file. */
function install(node) {
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint()) return;
  console.error("weir: installing dependencies (a minute or two the first time) …");
  npmOrExit(node, ["install", "--no-audit", "--no-fund"], "install the dependencies");
  // npm puts this folder first on the PATH of every script, so `npm run lint` and `npx hardhat` get this Node too.
  const link = join(modules, ".bin", "node");
  rmSync(link, { force: true });
  if (node === fetchedNode) symlinkSync(relative(dirname(link), node), link);
  writeFileSync(stamp, fingerprint());
}

/** Runs an npm script in this process's place: same output, same signals, same exit code. */
function handOver(node, script, args) {
  const [command, commandArgs] = npm(node, ["run", "--silent", script, "--", ...args]);
  const child = spawn(command, commandArgs, {
    cwd: root,
    env: environment(node),
    stdio: "inherit",
  });
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    console.error(`weir: could not run npm: ${error.message}`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

const SCRIPTS = { start: "local", test: "check" };
const [name, ...args] = process.argv.slice(2);
const script = SCRIPTS[name];
if (script === undefined) {
  console.error("Usage: node cli/bootstrap.mjs start|test [arguments]");
  process.exit(2);
}
const node = findNode();
install(node);
handOver(node, script, args);
