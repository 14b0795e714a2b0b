/**
 * Changes the money contracts in small ways, one at a time, and sees whether the tests notice.
 *
 *   npm run mutate                          every mutant (hours)
 *   npm run mutate -- --sample 120          an even sample of them
 *   npm run mutate -- --only StreamMeter    mutants whose id contains the text
 *
 * Writes `docs/mutation.md`, also when Ctrl-C ends the run early. Survivors are explained in `docs/mutation-survivors.json`, by id; one without an
 * explanation is shown as such.
 */
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { keccak256, toHex } from "viem";
import { type Mutant, mutantsOf } from "./mutate/operators.ts";
import { reportOf } from "./mutate/report.ts";
import { type Fate, SUITES, Workspace } from "./mutate/workspace.ts";

const { values: options } = parseArgs({
  options: {
    sample: { type: "string" },
    only: { type: "string", default: "" },
    workers: { type: "string", default: "2" },
    thorough: { type: "boolean", default: false },
  },
});

const root = fileURLToPath(new URL("..", import.meta.url));
const all: Mutant[] = [];
for (const file of Object.keys(SUITES)) {
  all.push(...mutantsOf(file, await readFile(join(root, file), "utf8")));
}
const eligible = all.filter(({ id }) => id.includes(options.only));
const wanted = Math.min(Number(options.sample ?? eligible.length), eligible.length);
const step = eligible.length / wanted;
const chosen = Array.from({ length: wanted }, (_, i) => eligible[Math.floor(i * step)] as Mutant);

console.log(`${chosen.length} of ${all.length} mutants.`);
const fates = new Map<Mutant, Fate>();
// In an order that has nothing to do with the files, so that a run that is ended early is a fair sample too.
const lot = ({ id }: Mutant) => keccak256(toHex(id));
const queue = chosen.toSorted((a, b) => (lot(a) < lot(b) ? -1 : 1));
process.once("SIGINT", () => {
  console.log("Stopping after the mutants under way …");
  queue.length = 0;
});
await Promise.all(
  Array.from({ length: Number(options.workers) }, async (_, worker) => {
    const workspace = await Workspace.create(
      root,
      join(tmpdir(), `weir-mutate-${process.pid}-${worker}`),
    );
    if (worker === 0) await workspace.prove(new Set(chosen.map(({ file }) => file)));
    for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
      const fate = await workspace.try(mutant, { thorough: options.thorough });
      fates.set(mutant, fate);
      console.log(`${fates.size}/${chosen.length} ${fate.padEnd(9)} ${mutant.id}`);
    }
  }),
);

const reasons: Record<string, string> = JSON.parse(
  await readFile(join(root, "docs/mutation-survivors.json"), "utf8"),
);
await writeFile(join(root, "docs/mutation.md"), reportOf(fates, all.length, reasons));
console.log("\nThe report is docs/mutation.md.");
