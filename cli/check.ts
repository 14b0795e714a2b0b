/**
 * Runs the npm scripts it is given, all of them even if one fails, and says at the end which did. Scripts that are joined by
 * a plus run at the same time, and what they say is printed as each ends; one alone is printed as it goes:
 *
 *     node cli/check.ts lint build+build:production test:mocha
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

const failed: string[] = [];

/** Runs a script. What it says is held back until it ends if `isApart` is false. */
async function run(script: string, isApart: boolean): Promise<void> {
  const started = performance.now();
  const child = spawn("npm", ["run", "--silent", script], {
    stdio: isApart ? "inherit" : ["ignore", "pipe", "pipe"],
  });
  const stop = (signal: NodeJS.Signals) => {
    child.kill(signal);
    process.exitCode = 130;
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const said = Promise.all([child.stdout, child.stderr].map((stream) => stream && text(stream)));
  const [code] = await once(child, "exit");
  process.off("SIGINT", stop).off("SIGTERM", stop);
  for (const part of await said) if (part) process.stdout.write(part);
  if (code !== 0) failed.push(script);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${code === 0 ? "✔" : "✘"} ${script} (${seconds} s)`);
}

for (const group of process.argv.slice(2)) {
  const scripts = group.split("+");
  console.log(`\n▸ ${scripts.join(", ")}`);
  await Promise.all(scripts.map((script) => run(script, scripts.length === 1)));
  if (process.exitCode === 130) process.exit();
}

if (failed.length > 0) {
  console.error(`\nFailed: ${failed.join(", ")}. To run one alone: npm run ${failed[0]}`);
  process.exitCode = 1;
}
