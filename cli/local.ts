/**
 * `npm start`: two chains, all contracts, the indexer and live traffic, in one terminal. Ctrl-C stops all of it.
 *
 * Exit code 0 if it was asked to stop, 1 if something failed, 2 if it was called wrongly.
 */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { buildOnce } from "./local/build.ts";
import { createDeferred } from "./local/deferred.ts";
import { claimHome, type Home, releaseHome } from "./local/home.ts";
import { type Options, parseOptions, USAGE } from "./local/options.ts";
import { createProcesses, type Processes } from "./local/processes.ts";

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));

const say = (text: string) => console.log(text);

/** @returns The exit code. */
async function main(): Promise<number> {
  let options: Options;
  try {
    options = parseOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${messageOf(error)}\n\n${USAGE}`);
    return 2;
  }
  if (options.help) {
    say(USAGE);
    return 0;
  }

  const { promise: asked, resolve: ask } = createDeferred<void>();
  // npm delivers a Ctrl-C twice; being asked again changes nothing.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => ask());

  const home = claimHome();
  const processes = createProcesses();
  let failure: unknown;
  try {
    const stopped = Promise.race([asked, processes.failure.catch(() => {})]);
    await Promise.race([asked, processes.failure, start(options, home, processes, stopped)]);
  } catch (error) {
    failure = error;
  }
  if (failure === undefined) say("\nStopping …");
  await processes.stop();
  releaseHome(home);
  if (failure === undefined) return 0;
  console.error(`\nThe local stack ended. ${messageOf(failure)}`);
  return 1;
}

async function start(
  options: Options,
  home: Home,
  processes: Processes,
  stopped: Promise<void>,
): Promise<void> {
  await buildOnce(processes, home.logs, say);
  // It reads ABIs, which are there only now.
  const { runStack } = await import("./local/stack.ts");
  await runStack(options, home, processes, say, stopped);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

process.exit(
  await main().catch((error: unknown) => {
    console.error(messageOf(error));
    return 1;
  }),
);
