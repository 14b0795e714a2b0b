import { type Running, run } from "./processes.ts";

/**
 * Starts a chain on a free port, whose blocks come with transactions alone. Tests run the quick build of the contracts,
 * which is larger than what is deployed.
 */
export async function startAnvil(): Promise<Running & { rpcUrl: string }> {
  const args = ["--port", "0", "--accounts", "20", "--disable-code-size-limit"];
  const anvil = run("node_modules/.bin/anvil", args);
  const rpcUrl = await anvil.line((line) => {
    const address = /Listening on (\S+)/.exec(line)?.[1];
    return address && `http://${address}`;
  });
  return { ...anvil, rpcUrl };
}
