/**
 * A process of its own that outlives the stack by an instant. It is told on its standard input which process groups the
 * stack has started (`+<pid>`) and which have ended (`-<pid>`). When that input ends, however the stack ended, it ends
 * the groups that are left.
 */
import { createInterface } from "node:readline";

/** Milliseconds that a group has to end by itself. */
const GRACE = 2_000;

const groups = new Set<number>();

for await (const line of createInterface({ input: process.stdin })) {
  const pid = Number(line.slice(1));
  if (line.startsWith("+")) groups.add(pid);
  else groups.delete(pid);
}
for (const pid of groups) signal(pid, "SIGTERM");
setTimeout(() => {
  for (const pid of groups) signal(pid, "SIGKILL");
}, GRACE * Math.sign(groups.size));

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(-pid, name);
  } catch {
    groups.delete(pid);
  }
}
