import type { Mutant } from "./operators.ts";
import { type Fate, SUITES } from "./workspace.ts";

/**
 * The report on a run, in Markdown.
 * @param fates What became of each mutant that was tried.
 * @param total How many mutants there are.
 * @param reasons Why a survivor may live, by its id.
 */
export function reportOf(
  fates: ReadonlyMap<Mutant, Fate>,
  total: number,
  reasons: Readonly<Record<string, string>>,
): string {
  const tried = [...fates];
  const row = (file: string, name: string) => {
    const own = tried.filter(([mutant]) => mutant.file.startsWith(file));
    const [killed = 0, survived = 0, stillborn = 0] = (
      ["killed", "survived", "stillborn"] as const
    ).map((fate) => own.filter(([, f]) => f === fate).length);
    const counted = killed + survived;
    const rate = counted === 0 ? "–" : `${((100 * killed) / counted).toFixed(1)} %`;
    return `| ${name} | ${own.length} | ${killed} | ${survived} | ${stillborn} | ${rate} |`;
  };
  const survivors = tried.filter(([, fate]) => fate === "survived").map(([mutant]) => mutant);
  return `# Mutation report

\`npm run mutate\` on ${new Date().toISOString().slice(0, 10)}: ${tried.length} of the ${total} mutants of the money contracts
(comparisons, arithmetic, rounding, removed checks, guards, settles and effects). A mutant that does not compile does not
count.

| file | tried | killed | survived | did not compile | killed of those that count |
| --- | --- | --- | --- | --- | --- |
${Object.keys(SUITES)
  .map((file) => row(file, `\`${file}\``))
  .join("\n")}
${row("", "all")}

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
}
