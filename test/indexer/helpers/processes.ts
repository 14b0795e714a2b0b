/** Child processes that speak in lines, and end with the tests. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A running child process. */
export type Running = {
  /** Resolves with what `match` makes of the first line, past or future, for which that is not undefined. */
  line<T>(match: (line: string) => T | undefined): Promise<T>;
  /** Ends it, by SIGTERM unless told otherwise, and waits until it is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>;
};

/**
 * Starts a process and reads its standard output line by line.
 * @param command What to run.
 * @param args Its arguments.
 * @param env Variables on top of the test's own.
 */
export function run(command: string, args: string[], env: Record<string, string> = {}): Running {
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const orphan = () => child.kill();
  process.once("exit", orphan);
  child.once("exit", () => process.off("exit", orphan));
  const lines: string[] = [];
  const waiting = new Set<(line: string) => void>();
  const take = (line: string) => {
    lines.push(line);
    for (const look of [...waiting]) look(line);
  };
  createInterface({ input: child.stdout }).on("line", take);
  createInterface({ input: child.stderr }).on("line", take);

  return {
    line: (match) =>
      new Promise((resolve, reject) => {
        for (const line of lines) {
          const found = match(line);
          if (found !== undefined) return resolve(found);
        }
        const look = (line: string) => {
          const found = match(line);
          if (found === undefined) return;
          done();
          resolve(found);
        };
        const gone = () => {
          done();
          reject(new Error(`${command} ended early:\n${lines.slice(-20).join("\n")}`));
        };
        const done = () => {
          waiting.delete(look);
          child.off("exit", gone);
        };
        if (hasEnded(child)) return gone();
        waiting.add(look);
        child.once("exit", gone);
      }),
    stop: async (signal = "SIGTERM") => {
      if (hasEnded(child)) return;
      const gone = once(child, "exit");
      child.kill(signal);
      await gone;
    },
  };
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;
