/** The folder of a running stack, and the claim to it: one stack at a time writes there. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** Absolute paths of what a stack writes. */
export type Home = {
  /** Where everything is, as JSON. */
  manifest: string;
  /** Id of the process that owns the folder. */
  pid: string;
  /** The indexer's database. */
  indexer: string;
  /** What each child process says. */
  logs: string;
};

const HOME = resolve(process.env.WEIR_HOME ?? ".weir");
const STATE = join(HOME, "local");

/**
 * Claims the folder for this process and throws away what a former run left there: the chains it speaks of are gone.
 * @throws If another stack runs there.
 */
export function claimHome(): Home {
  const home = {
    manifest: join(HOME, "local.json"),
    pid: join(HOME, "local.pid"),
    indexer: join(STATE, "indexer"),
    logs: join(STATE, "logs"),
  };
  mkdirSync(HOME, { recursive: true });
  claim(home.pid);
  rmSync(home.manifest, { force: true });
  rmSync(STATE, { recursive: true, force: true });
  mkdirSync(home.logs, { recursive: true });
  return home;
}

/** Gives the folder free. The logs stay until the next start; the manifest goes, since what it names is gone. */
export function releaseHome(home: Home): void {
  rmSync(home.manifest, { force: true });
  rmSync(home.pid, { force: true });
}

function claim(file: string): void {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const pid = Number(readFileSync(file, "utf8"));
    if (isRunning(pid)) {
      throw new Error(
        `A local stack runs already, as process ${pid}, and ${join(HOME, "local.json")} says where.\n` +
          `Stop it with Ctrl-C or \`kill ${pid}\`, or start this one in a folder of its own: ` +
          "WEIR_HOME=.weir/second npm start\n" +
          `(If process ${pid} is something else, delete ${file}.)`,
      );
    }
    rmSync(file, { force: true });
    claim(file);
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
