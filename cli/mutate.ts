/**
 * Changes the money contracts in small ways, one at a time, and sees whether the tests notice.
 *
 *   npm run mutate                          every mutant (hours)
 *   npm run mutate -- --sample 120          an even sample of them
 *   npm run mutate -- --only StreamMeter    mutants whose id contains the text
 *
 * Writes `docs/mutation.md`. Survivors are explained in `docs/mutation-survivors.json`, by id; one without an
 * explanation is shown as such.
 */
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Mutant, mutantsOf } from "./mutate/operators.ts";
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
const queue = [...chosen];
await Promise.all(
  Array.from({ length: Number(options.workers) }, async (_, worker) => {
    const workspace = await Workspace.create(
      root,
      join(tmpdir(), `weir-mutate-${process.pid}-${worker}`),
    );
    for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
      const fate = await workspace.try(mutant, { thorough: options.thorough });
      fates.set(mutant, fate);
      console.log(`${fates.size}/${chosen.length} ${fate.padEnd(9)} ${mutant.id}`);
    }
  }),
);

const count = (fate: Fate, file = "") =>
  [...fates].filter(([mutant, f]) => f === fate && mutant.file.includes(file)).length;
const rate = (file = "") => {
  const [killed, survived] = [count("killed", file), count("survived", file)];
  return killed + survived === 0 ? "–" : `${((100 * killed) / (killed + survived)).toFixed(1)} %`;
};
const reasons: Record<string, string> = JSON.parse(
  await readFile(join(root, "docs/mutation-survivors.json"), "utf8"),
);
const survivors = chosen.filter((mutant) => fates.get(mutant) === "survived");
const report = `# Mutation report

\`npm run mutate${options.sample ? ` -- --sample ${options.sample}` : ""}\` on ${new Date().toISOString().slice(0, 10)}: ${chosen.length} of ${all.length} mutants of the
money contracts (comparisons, arithmetic, rounding, removed checks, guards, settles and effects). A mutant that does not
compile does not count.

| file | tried | killed | survived | did not compile | killed of those that count |
| --- | --- | --- | --- | --- | --- |
${[...Object.keys(SUITES), ""]
  .map((file) => {
    const tried = chosen.filter((mutant) => mutant.file.includes(file)).length;
    return `| ${file || "all"} | ${tried} | ${count("killed", file)} | ${count("survived", file)} | ${count("stillborn", file)} | ${rate(file)} |`;
  })
  .join("\n")}

## Survivors

${
  survivors.length === 0
    ? "None."
    : survivors
        .map(
          ({ id, before, after }) =>
            `- \`${id}\`: \`${before}\` → \`${after}\`. ${reasons[id] ?? "**Not explained yet.**"}`,
        )
        .join("\n")
}
`;
await writeFile(join(root, "docs/mutation.md"), report);
console.log(`\nKilled: ${rate()}. The report is docs/mutation.md.`);
