/** Makes the branches of Solidity sources visible to a tool that counts lines. */
import parser from "@solidity-parser/parser";

/** A branch: a condition of a source, and one of its two outcomes. */
export type Branch = {
  /** Line of the condition in the original source, from 1. */
  line: number;
  outcome: boolean;
  /** The condition. */
  text: string;
};

/** A source whose conditions tell their outcome. */
export type Traced = {
  source: string;
  /** The line of the traced source that runs when the branch is taken, and the branch. */
  branches: Map<number, Branch>;
  /** Lines of the traced source that are not in the original one begin after this one. */
  originalLines: number;
};

type Range = [start: number, end: number];

/**
 * Sends the condition of every `if`, `require`, `while` and `?:` through a function of its own, which has one line for each
 * outcome. Nothing else changes, so the source does what it did.
 *
 * @param prefix Makes the names of these functions unique among all sources.
 */
export function traceBranches(original: string, prefix: string): Traced {
  const conditions = conditionsOf(original).toSorted(
    ([a, end], [b, other]) => a - b || other - end,
  );
  const originalLines = original.split("\n").length;
  const branches = new Map<number, Branch>();
  const added: string[] = [];
  let source = "";
  let copied = 0;
  const closing: { at: number }[] = [];
  const copyTo = (end: number) => {
    while (closing.length > 0 && (closing.at(-1)?.at ?? 0) <= end) {
      const { at } = closing.pop() as { at: number };
      source += `${original.slice(copied, at)})`;
      copied = at;
    }
    source += original.slice(copied, end);
    copied = end;
  };

  for (const [index, [start, end]] of conditions.entries()) {
    copyTo(start);
    const name = `${prefix}${index}`;
    source += `${name}(`;
    closing.push({ at: end });
    const line = original.slice(0, start).split("\n").length;
    const text = original.slice(start, end).replace(/\s+/g, " ");
    const first = originalLines + added.length + 1;
    added.push(
      `function ${name}(bool condition) pure returns (bool) {`,
      "    if (condition) {",
      "        condition = true;",
      "    } else {",
      "        condition = false;",
      "    }",
      "    return condition;",
      "}",
    );
    branches.set(first + 2, { line, outcome: true, text });
    branches.set(first + 4, { line, outcome: false, text });
  }
  copyTo(original.length);
  return { source: [source, ...added, ""].join("\n"), branches, originalLines };
}

/** Where the conditions stand in a source: first character and the one after the last. */
function conditionsOf(source: string): Range[] {
  const ranges: Range[] = [];
  const add = (node: { range?: [number, number] }) => {
    if (node.range === undefined) throw new Error("The parser gave no range.");
    ranges.push([node.range[0], node.range[1] + 1]);
  };
  parser.visit(parser.parse(source, { range: true }), {
    IfStatement: ({ condition }) => add(condition),
    WhileStatement: ({ condition }) => add(condition),
    Conditional: ({ condition }) => add(condition),
    FunctionCall: ({ expression, arguments: [condition] }) => {
      const isRequire = expression.type === "Identifier" && expression.name === "require";
      if (isRequire && condition !== undefined) add(condition);
    },
  });
  return ranges;
}
