/** The child processes of the stack: each in a process group of its own, so that Ctrl-C reaches this process alone. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createDeferred } from "./deferred.ts";

/** How to start a child. */
export type Command = {
  /** What people call it, for example "L2 chain". */
  name: string;
  command: string;
  args: string[];
  env?: Record<string, string>;
  /** File that gets all it says. */
  log: string;
};

/** A running child. */
export type Child = {
  /** Resolves with what `match` makes of the first line, from now on, for which that is not undefined. */
  line<T>(match: (line: string) => T | undefined): Promise<T>;
};

/** All children together. */
export type Processes = {
  start(command: Command): Child;
  /** Starts a child that does something and ends. Rejects if it ends with an exit code that is not 0. */
  run(command: Command): Promise<void>;
  /** Rejects when a started child ends that nobody stopped. Never resolves. */
  readonly failure: Promise<never>;
  /** Ends all of them and waits until they are gone. */
  stop(): Promise<void>;
};

/** Milliseconds that a child has to end by itself. */
const GRACE = 3_000;

/** Lines of its output that an error shows of a child that died. */
const LAST_LINES = 15;

export function createProcesses(): Processes {
  const children = new Set<ChildProcess>();
  const guardian = spawn(process.execPath, [fileURLToPath(import.meta.resolve("./guardian.ts"))], {
    detached: true,
    stdio: ["pipe", "ignore", "inherit"],
  });
  guardian.stdin.on("error", () => {});
  const { promise: failure, reject: fail } = createDeferred<never>();
  // It is observed late or never if the start itself fails.
  failure.catch(() => {});
  let isStopping = false;

  /** Starts a child whose end is told to `ended`, with what it last said. */
  const launch = (
    { name, command, args, env, log }: Command,
    ended: (code: number | null, error: Error) => void,
  ): Child => {
    const child = spawn(command, args, {
      detached: true,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const { pid } = child;
    children.add(child);
    if (pid !== undefined) guardian.stdin.write(`+${pid}\n`);

    const file = createWriteStream(log);
    const last: string[] = [];
    const listeners = new Set<(line: string) => void>();
    const take = (line: string) => {
      file.write(`${line}\n`);
      last.push(line);
      if (last.length > LAST_LINES) last.shift();
      for (const listen of [...listeners]) listen(line);
    };
    createInterface({ input: child.stdout }).on("line", take);
    createInterface({ input: child.stderr }).on("line", take);

    const end = (code: number | null, how: string) => {
      children.delete(child);
      if (pid !== undefined) guardian.stdin.write(`-${pid}\n`);
      const tail = last.map((line) => `  ${line}`).join("\n");
      ended(
        code,
        new Error(`The ${name} ${how}. The last it said, of what is in ${log}:\n${tail}`),
      );
    };
    child.once("error", (error) => end(null, `could not be started: ${error.message}`));
    child.once("close", (code, signal) => end(code, `ended with ${signal ?? `exit code ${code}`}`));

    const line = <T>(match: (line: string) => T | undefined): Promise<T> =>
      Promise.race([
        failure,
        new Promise<T>((resolve) => {
          const listen = (text: string) => {
            const found = match(text);
            if (found === undefined) return;
            listeners.delete(listen);
            resolve(found);
          };
          listeners.add(listen);
        }),
      ]);
    return { line };
  };

  const start = (command: Command) =>
    launch(command, (_, error) => {
      if (!isStopping) fail(error);
    });

  const run = (command: Command) =>
    new Promise<void>((resolve, reject) => {
      launch(command, (code, error) => (code === 0 ? resolve() : reject(error)));
    });

  const stop = async () => {
    isStopping = true;
    await Promise.all([...children].map(end));
    guardian.stdin.end();
    if (guardian.exitCode === null) await once(guardian, "exit");
  };

  return { start, run, failure, stop };
}

/** Ends a child with its whole group: politely, then not. */
async function end(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  const gone = once(child, "close");
  const kill = (signal: NodeJS.Signals) => {
    try {
      process.kill(-pid, signal);
    } catch {
      // It is gone; "close" says so.
    }
  };
  kill("SIGTERM");
  const timer = setTimeout(kill, GRACE, "SIGKILL");
  await gone;
  clearTimeout(timer);
}
