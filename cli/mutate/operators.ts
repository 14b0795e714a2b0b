/** One small change of one file. */
export interface Mutant {
  /** `file:line:operator:n`, stable while the line stays where it is. */
  id: string;
  file: string;
  /** Line of the change, from 1. */
  line: number;
  operator: string;
  before: string;
  after: string;
  /** The whole file with the change in it. */
  source: string;
}

interface Operator {
  name: string;
  pattern: RegExp;
  replace: (match: string) => string;
}

/** A statement that ends on the line it begins on, or on a later one, without a nested block. */
const statement = (head: string) => new RegExp(`^[ ]+${head}[^{};]*;`, "gm");
const remove = () => "{}";

const OPERATORS: readonly Operator[] = [
  { name: "comparison", pattern: / (<=|<|>=|>) /g, replace: (m) => SWAPS[m.trim()] ?? m },
  { name: "equality", pattern: / (==|!=) /g, replace: (m) => SWAPS[m.trim()] ?? m },
  { name: "arithmetic", pattern: / [-+*/%] /g, replace: (m) => SWAPS[m.trim()] ?? m },
  { name: "assignment", pattern: / (\+=|-=) /g, replace: (m) => SWAPS[m.trim()] ?? m },
  { name: "logic", pattern: / (&&|\|\|) /g, replace: (m) => SWAPS[m.trim()] ?? m },
  { name: "rounding", pattern: /numerator \/ BPS/g, replace: () => "(numerator + BPS - 1) / BPS" },
  {
    name: "rounding",
    pattern: /\(received \* weight\) \/ BPS/g,
    replace: () => "(received * weight + BPS - 1) / BPS",
  },
  { name: "minimum", pattern: /Math\.min/g, replace: () => "Math.max" },
  {
    name: "flag",
    pattern: /\b(true|false)\b(?=[,);])/g,
    replace: (m) => (m === "true" ? "false" : "true"),
  },
  { name: "removed check", pattern: statement("require\\("), replace: remove },
  {
    name: "removed check",
    pattern: statement("if \\([^{};]*\\) _require\\w+\\("),
    replace: remove,
  },
  {
    name: "removed check",
    pattern: statement("_(require|beforeDeposit|openVault)\\w*\\("),
    replace: remove,
  },
  {
    name: "removed guard",
    pattern: / (nonReentrant|onlyRegistry|onlyBilling|restricted)(?= |$)/gm,
    replace: () => "",
  },
  {
    name: "removed settle",
    pattern: /_accrue\(([^()]|\([^()]*\))*\);/g,
    replace: () => "(before, 0, 0);",
  },
  {
    name: "removed settle",
    pattern: /_shorten\((\w+, ){3}([^()]|\([^()]*\))*\)(?=[,;])/g,
    replace: lastArgument,
  },
  {
    name: "removed effect",
    pattern: statement(
      "(_decrease|_increase|_increasePlatform|_move|_debit|_mint|_commit|_settle|_setStop|_setStopped|_payArrears|_addArrears|_useId|_countPublic|_ledger\\(\\)\\.\\w+|funding\\.rate\\.\\w+)\\(",
    ),
    replace: remove,
  },
  { name: "removed effect", pattern: statement("[\\w.$\\[\\]()]+ \\+?= "), replace: remove },
];

const SWAPS: Record<string, string> = {
  "<=": " < ",
  "<": " <= ",
  ">=": " > ",
  ">": " >= ",
  "==": " != ",
  "!=": " == ",
  "+": " - ",
  "-": " + ",
  "*": " / ",
  "/": " * ",
  "%": " / ",
  "+=": " -= ",
  "-=": " += ",
  "&&": " || ",
  "||": " && ",
};

/** `f(a, b, c)` becomes `c`. */
function lastArgument(call: string): string {
  let depth = 0;
  for (let i = call.length - 2; i > 0; --i) {
    if (call[i] === ")") ++depth;
    if (call[i] === "(") --depth;
    if (call[i] === "," && depth === 0) return call.slice(i + 1, -1).trim();
  }
  return call;
}

/** Replaces comments, strings and what cannot be changed sensibly by spaces, so that offsets stay. */
function maskOf(source: string): string {
  const blank = (text: string) => text.replace(/[^\n]/g, " ");
  return source
    .replace(/\/\*[\s\S]*?\*\//g, blank)
    .replace(/\/\/.*$/gm, blank)
    .replace(/"[^"\n]*"/g, blank)
    .replace(/^(import|pragma|using)[^;]*;/gm, blank)
    .replace(/^ +(event|error|emit)\b[^;]*;/gm, blank);
}

/** All mutants of a file, in the order of its lines. */
export function mutantsOf(file: string, source: string): Mutant[] {
  const mask = maskOf(source);
  const seen = new Set<string>();
  const mutants: Mutant[] = [];
  for (const { name, pattern, replace } of OPERATORS) {
    for (const match of mask.matchAll(pattern)) {
      const [start, length] = [match.index, match[0].length];
      const before = source.slice(start, start + length);
      const after = before.replace(before.trimEnd(), (text) =>
        replace(text === before ? before : text),
      );
      const mutated = source.slice(0, start) + after + source.slice(start + length);
      if (after === before || seen.has(mutated)) continue;
      seen.add(mutated);
      const lead = before.length - before.trimStart().length;
      const line = source.slice(0, start + lead).split("\n").length;
      const n = mutants.filter((m) => m.line === line && m.operator === name).length + 1;
      mutants.push({
        id: `${file}:${line}:${name.replaceAll(" ", "-")}:${n}`,
        file,
        line,
        operator: name,
        before: before.trim().replace(/\s+/g, " "),
        after: after.trim().replace(/\s+/g, " "),
        source: mutated,
      });
    }
  }
  return mutants.sort((a, b) => a.line - b.line || a.id.localeCompare(b.id));
}
