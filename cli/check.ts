/** Runs the npm scripts it is given one after the other, all of them even if one fails, and says at the end which did. */
import { spawn } from "node:child_process";
import { once } from "node:events";

const failed: string[] = [];
for (const script of process.argv.slice(2)) {
  console.log(`\n▸ ${script}`);
  const started = performance.now();
  const child = spawn("npm", ["run", "--silent", script], { stdio: "inherit" });
  const stop = (signal: NodeJS.Signals) => {
    child.kill(signal);
    process.exitCode = 130;
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const [code] = await once(child, "exit");
  process.off("SIGINT", stop).off("SIGTERM", stop);
  if (process.exitCode === 130) process.exit();
  if (code !== 0) failed.push(script);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${code === 0 ? "✔" : "✘"} ${script} (${seconds} s)`);
}

if (failed.length > 0) {
  console.error(`\nFailed: ${failed.join(", ")}. To run one alone: npm run ${failed[0]}`);
  process.exitCode = 1;
}
