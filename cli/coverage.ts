/**
 * Line and branch coverage of the contracts by their own tests, mocha and Solidity together:
 *
 *     npm run coverage                  every contract; takes about as long as all tests
 *     npm run coverage -- --least 98    fails where lines or branches of all contracts together are below 98 %
 *
 * Hardhat counts lines. So the tests run on a copy of the package whose conditions have a line for each outcome. A test
 * double, an interface or a constant has no branches and is left out.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Traced, traceBranches } from "./coverage/branches.ts";

const { values: options } = parseArgs({ options: { least: { type: "string" } } });

/** Tests that need processes of their own, or the code just as it is: its gas, its bytes. */
const ELSEWHERE = [
  ...["deploy", "indexer", "local", "statement"],
  ...["billing/batches.test.ts", "vault/deposit-code.test.ts"],
];

const root = fileURLToPath(new URL("..", import.meta.url));
const dir = join(tmpdir(), `weir-coverage-${process.pid}`);
await mkdir(dir, { recursive: true });
for (const entry of [
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
for (const tests of ELSEWHERE) await rm(join(dir, "test", tests), { recursive: true, force: true });

const traced = new Map<string, Traced>();
for (const folder of ["contracts", "contracts/libraries"]) {
  for (const name of await readdir(join(root, folder))) {
    if (!name.endsWith(".sol")) continue;
    const file = `${folder}/${name}`;
    const original = await readFile(join(root, file), "utf8");
    const trace = traceBranches(original, `branchOf${name.replace(".sol", "")}`);
    traced.set(file, trace);
    await writeFile(join(dir, file), trace.source);
  }
}

const child = spawn("hardhat", ["test", "--coverage"], { cwd: dir, stdio: "inherit" });
const stop = () => child.kill("SIGTERM");
process.once("SIGINT", stop).once("SIGTERM", stop);
const [code] = await once(child, "exit");
if (code !== 0) throw new Error(`The tests failed on the traced copy in ${dir}.`);

/** How often each line of each source ran. */
const hits = new Map<string, Map<number, number>>();
let lines = new Map<number, number>();
for (const row of (await readFile(join(dir, "coverage/lcov.info"), "utf8")).split("\n")) {
  if (row.startsWith("SF:")) {
    lines = new Map();
    hits.set(row.slice(3), lines);
  }
  const [, line, count] = /^DA:(\d+),(\d+)/.exec(row) ?? [];
  if (line !== undefined) lines.set(Number(line), Number(count));
}

const share = (hit: number, of: number) => (of === 0 ? "–" : `${((100 * hit) / of).toFixed(1)} %`);
const missed: string[] = [];
const sum = { lines: 0, linesHit: 0, branches: 0, branchesHit: 0 };
const table = [...traced].flatMap(([file, { branches, originalLines }]) => {
  const counts = hits.get(file);
  if (counts === undefined) return [];
  const own = [...counts].filter(([line]) => line <= originalLines);
  const linesHit = own.filter(([, count]) => count > 0).length;
  const branchesHit = [...branches].filter(([line]) => (counts.get(line) ?? 0) > 0).length;
  for (const [line, count] of own) if (count === 0) missed.push(`${file}:${line} never runs`);
  for (const [line, { line: where, outcome, text }] of branches) {
    if ((counts.get(line) ?? 0) === 0) missed.push(`${file}:${where} is never ${outcome}: ${text}`);
  }
  sum.lines += own.length;
  sum.linesHit += linesHit;
  sum.branches += branches.size;
  sum.branchesHit += branchesHit;
  return [
    { file, lines: share(linesHit, own.length), branches: share(branchesHit, branches.size) },
  ];
});
console.table(table);
for (const line of missed) console.log(line);
console.log(
  `All: ${share(sum.linesHit, sum.lines)} of ${sum.lines} lines, ${share(sum.branchesHit, sum.branches)} of ${sum.branches} branches.`,
);
await rm(dir, { recursive: true, force: true });
const least = Number(options.least ?? 0);
if (100 * sum.linesHit < least * sum.lines || 100 * sum.branchesHit < least * sum.branches) {
  process.exitCode = 1;
}
