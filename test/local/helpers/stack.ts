/** A local stack as a user starts one, in a folder of its own. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** A started stack. */
export type Stack = {
  pid: number;
  /** Its folder. */
  home: string;
  /** Resolves at the first line of its output, past or future, that includes the text. */
  says(text: string): Promise<void>;
  /** Everything it has said. */
  output(): string;
  /** Resolves with its exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals>;
  /** Ids of all processes that it has started and that run. */
  descendants(): number[];
  /** Ids of those whose program has this name. */
  childrenNamed(name: string): number[];
};

/** A folder that no other stack uses. */
export const newHome = () => mkdtempSync(join(tmpdir(), "weir-local-"));

/** Starts a stack with these arguments. */
export function startStack(args: string[] = [], home = newHome()): Stack {
  const child = spawn(process.execPath, ["cli/local.ts", ...args], {
    env: { ...process.env, WEIR_HOME: home },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error("The stack could not be started.");
  const lines: string[] = [];
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      for (const listen of [...listeners]) listen();
    });
  }
  const ended = endOf(child);
  const output = () => lines.join("\n");
  return {
    pid,
    home,
    output,
    ended,
    says: (text) =>
      new Promise((resolve, reject) => {
        const listen = () => {
          if (!lines.some((line) => line.includes(text))) return;
          listeners.delete(listen);
          resolve();
        };
        listeners.add(listen);
        listen();
        ended.then((code) => {
          if (listeners.has(listen)) reject(new Error(`The stack ended (${code}):\n${output()}`));
        }, reject);
      }),
    descendants: () => descendantsOf(pid),
    childrenNamed: (name) =>
      descendantsOf(pid).filter((child) => {
        const command = execFileSync("ps", ["-o", "comm=", "-p", String(child)], {
          encoding: "utf8",
        });
        return command.trim().endsWith(name);
      }),
  };
}

async function endOf(child: ChildProcess): Promise<number | NodeJS.Signals> {
  const [code, signal] = await once(child, "close");
  return code ?? signal;
}

/** The processes below one in the tree. */
function descendantsOf(root: number): number[] {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const found = new Set([root]);
  for (let size = 0; size !== found.size; ) {
    size = found.size;
    for (const [pid, parent] of table) {
      if (pid !== undefined && parent !== undefined && found.has(parent)) found.add(pid);
    }
  }
  found.delete(root);
  return [...found];
}

/** Which of these processes still run. What has ended and waits for its parent to notice does not run. */
export function survivors(pids: number[]): number[] {
  const table = execFileSync("ps", ["-A", "-o", "pid=,stat="], { encoding: "utf8" });
  const running = new Set(
    table
      .trim()
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .filter(([, state]) => !state?.startsWith("Z"))
      .map(([pid]) => Number(pid)),
  );
  return pids.filter((pid) => running.has(pid));
}
