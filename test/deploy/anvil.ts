import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A chain of its own for a test, with the limits that public chains have. */
export type Anvil = { rpcUrl: string; stop: () => Promise<void> };

/** Starts a chain on a free port; each transaction is mined at once. */
export async function startAnvil(): Promise<Anvil> {
  const anvil = spawn("node_modules/.bin/anvil", ["--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of createInterface({ input: anvil.stdout })) {
    const address = /Listening on (\S+)/.exec(line)?.[1];
    if (address === undefined) continue;
    anvil.stdout.resume();
    return {
      rpcUrl: `http://${address}`,
      stop: async () => {
        const exited = once(anvil, "exit");
        anvil.kill();
        await exited;
      },
    };
  }
  throw new Error("anvil ended before it was listening.");
}
