/** A development chain of the stack. */
import { createRequire } from "node:module";
import { join } from "node:path";
import {
  createPublicClient,
  createTestClient,
  createWalletClient,
  defineChain,
  http,
  type PublicClient,
  type TestClient,
  type WalletClient,
} from "viem";
import { MNEMONIC } from "./accounts.ts";
import type { Processes } from "./processes.ts";

/** A running chain. Its node holds the accounts' keys, so that it counts their nonces. */
export type Chain = {
  rpcUrl: string;
  chainId: number;
  publicClient: PublicClient;
  walletClient: WalletClient;
  testClient: TestClient<"anvil">;
};

/** Milliseconds between two questions whether a block or transaction is there. */
const POLLING_INTERVAL = 200;

/**
 * Starts a chain that mines each transaction at once, until told otherwise.
 * @param accounts How many accounts of the mnemonic it endows with 10,000 ETH each.
 */
export async function startChain(
  processes: Processes,
  logs: string,
  name: "L1" | "L2",
  chainId: number,
  port: number,
  accounts: number,
): Promise<Chain> {
  const child = processes.start({
    name: `${name} chain`,
    command: anvilBinary(),
    args: [
      ...["--host", "127.0.0.1", "--port", String(port), "--chain-id", String(chainId)],
      ...["--mnemonic", MNEMONIC, "--accounts", String(accounts), "--order", "fifo"],
    ],
    log: join(logs, `${name.toLowerCase()}.log`),
  });
  await child.line((line) => line.startsWith("Listening on") || undefined);

  const rpcUrl = `http://127.0.0.1:${port}`;
  const chain = defineChain({
    id: chainId,
    name: `Weir local ${name}`,
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  });
  const base = {
    chain,
    transport: http(rpcUrl, { batch: { wait: 2 } }),
    pollingInterval: POLLING_INTERVAL,
    cacheTime: 0,
  };
  return {
    rpcUrl,
    chainId,
    publicClient: createPublicClient(base),
    walletClient: createWalletClient(base),
    testClient: createTestClient({ ...base, mode: "anvil" }),
  };
}

/**
 * The node itself, without the Node.js program that npm puts in front of it: that one would have to be waited for at the
 * start, and could leave its child behind at the end.
 */
function anvilBinary(): string {
  const architecture = process.arch === "x64" ? "amd64" : process.arch;
  const system = `${process.platform}-${architecture}`;
  const file = process.platform === "win32" ? "anvil.exe" : "anvil";
  try {
    return createRequire(import.meta.url).resolve(`@foundry-rs/anvil-${system}/bin/${file}`);
  } catch (cause) {
    throw new Error(
      `npm installed no chain for ${system}. Delete node_modules and run npm start again; ` +
        "if that does not help, this system is not supported.",
      { cause },
    );
  }
}
