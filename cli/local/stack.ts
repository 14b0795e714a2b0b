/**
 * The stack itself, from the chains to the view. Whatever imports this file does so after the build, since the ABIs it
 * reads are the build's.
 */
import { deployWeir } from "../../deploy/deploy.ts";
import { deriveAccounts } from "./accounts.ts";
import { startChain } from "./chain.ts";
import { followChain } from "./clock.ts";
import { mintTestMoney } from "./faucet.ts";
import type { Home } from "./home.ts";
import { startIndexer } from "./indexer.ts";
import { type Manifest, writeManifest } from "./manifest.ts";
import type { Options } from "./options.ts";
import { freePorts } from "./ports.ts";
import type { Processes } from "./processes.ts";
import { describeStack } from "./table.ts";
import { prepareTraffic } from "./traffic/index.ts";
import { createView } from "./view/index.ts";

const L1_CHAIN_ID = 900;
const L2_CHAIN_ID = 901;

/** Where things listen if they can. */
const PORTS = [8545, 8546, 42069];

/** Seconds between two blocks of L2 once everything is deployed. */
const BLOCK_TIME = 1;

/**
 * Starts everything and keeps it going.
 * @param stopped Resolves when it is to stop.
 */
export async function runStack(
  options: Options,
  home: Home,
  processes: Processes,
  say: (text: string) => void,
  stopped: Promise<void>,
): Promise<void> {
  const [l1Port = 0, l2Port = 0, indexerPort = 0] = await freePorts(...PORTS);
  const accounts = deriveAccounts();
  const [l1, l2] = await Promise.all([
    startChain(processes, home.logs, "L1", L1_CHAIN_ID, l1Port, accounts.length),
    startChain(processes, home.logs, "L2", L2_CHAIN_ID, l2Port, accounts.length),
  ]);
  say("Deploying the contracts …");
  const { root, startBlock, contracts } = await deployWeir({ rpcUrl: l2.rpcUrl });
  const { WETHVault: stETH, USDCVault: stUSDC, ...others } = contracts;

  const manifest: Manifest = {
    l1: { rpcUrl: l1.rpcUrl, chainId: l1.chainId, startBlock: 0 },
    l2: { rpcUrl: l2.rpcUrl, chainId: l2.chainId, startBlock },
    root,
    contracts: { ...others, stETH, stUSDC },
    l1Contracts: {},
    ...indexerUrls(indexerPort),
    accounts,
  };
  writeManifest(home.manifest, manifest);
  const clock = await followChain(l2.publicClient);
  let isIndexed = false;
  const view = createView(l2, clock, manifest, () => isIndexed, say);
  const indexer = startIndexer(processes, home, indexerPort).then((port) => {
    isIndexed = true;
    if (port === indexerPort) return;
    Object.assign(manifest, indexerUrls(port));
    writeManifest(home.manifest, manifest);
    view.report("indexer", new Error(`its port was taken; it answers at ${manifest.graphqlUrl}`));
  });
  // It is awaited below; that it failed is said by the processes.
  indexer.catch(() => {});

  await mintTestMoney(l2, manifest);
  const world = { chain: l2, clock, manifest, seed: options.seed, report: view.report };
  const play = options.traffic ? await prepareTraffic(world) : undefined;
  await l2.testClient.setIntervalMining({ interval: BLOCK_TIME });

  say(`\n${describeStack(manifest, home)}\n`);
  const running = Promise.all([view.run(), play?.()]);
  await Promise.race([stopped, Promise.all([running, indexer])]);
  clock.stop();
  await running;
}

function indexerUrls(port: number): Pick<Manifest, "graphqlUrl" | "sqlUrl"> {
  const url = `http://127.0.0.1:${port}`;
  return { graphqlUrl: `${url}/graphql`, sqlUrl: `${url}/sql` };
}
