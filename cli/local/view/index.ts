/** The live view of the stack: what chain and indexer say, every second. */
import { paymentAbi } from "../abis.ts";
import type { Chain } from "../chain.ts";
import { type ChainClock, ClockStopped } from "../clock.ts";
import type { Manifest } from "../manifest.ts";
import { nameOf } from "../send.ts";
import { formatTime } from "./format.ts";
import { drawFrame, type Scene } from "./frame.ts";
import { createJournal } from "./journal.ts";
import { createNames } from "./names.ts";
import { openScreen } from "./screen.ts";
import { takeSnapshot } from "./snapshot.ts";

/** Events kept for the picture. */
const KEPT = 200;

/** Seconds between two lines of figures where there is no terminal. */
const PLAIN_INTERVAL = 10n;

export type View = {
  /** Shows what went wrong for somebody, among the events. */
  report(actor: string, error: unknown): void;
  /** Shows until the clock stops, then gives the terminal back. */
  run(): Promise<void>;
};

/**
 * @param isIndexed Whether the indexer answers by now.
 * @param say Prints a line.
 */
export function createView(
  chain: Chain,
  clock: ChainClock,
  manifest: Manifest,
  isIndexed: () => boolean,
  say: (text: string) => void,
): View {
  const journal = createJournal(chain, manifest);
  const events: Scene["events"] = [];
  let firstSettledAfter: number | undefined;

  const add = (event: Scene["events"][number]) => {
    events.push(event);
    if (events.length > KEPT) events.shift();
  };

  const look = async (): Promise<Scene> => {
    const head = clock.head();
    const [snapshot, news, platform] = await Promise.all([
      isIndexed() ? takeSnapshot(manifest.graphqlUrl) : undefined,
      journal.readTo(head.number),
      platformBalances(chain, manifest),
    ]);
    for (const { describe, block } of news) {
      add({ time: head.timestamp - (head.number - block), describe });
    }
    if (journal.hasSettled()) firstSettledAfter ??= performance.now() / 1_000;
    return {
      manifest,
      head,
      snapshot,
      labels: journal.labels,
      platform,
      events,
      firstSettledAfter,
    };
  };

  /** Looks once a block until the clock stops. */
  const forEachScene = async (show: (scene: Scene) => void) => {
    for (;;) {
      try {
        show(await look());
      } catch (error) {
        add({ time: clock.head().timestamp, describe: () => `! view: ${nameOf(error)}` });
      }
      try {
        await clock.passed(1);
      } catch (error) {
        if (error instanceof ClockStopped) return;
        throw error;
      }
    }
  };

  const runOnTerminal = async () => {
    const terminal = process.stdout;
    const screen = openScreen(terminal);
    try {
      await forEachScene((scene) =>
        screen.show(drawFrame(scene, { columns: terminal.columns, rows: terminal.rows })),
      );
    } finally {
      screen.close();
    }
  };

  const runPlain = async () => {
    let shown = 0n;
    let hasSaid = false;
    await forEachScene((scene) => {
      const { head, snapshot } = scene;
      const names = createNames(manifest, journal.labels);
      for (const { time, describe } of events.splice(0))
        say(`${formatTime(time)} ${describe(names)}`);
      if (firstSettledAfter !== undefined && !hasSaid) {
        hasSaid = true;
        say(`First settled second after ${firstSettledAfter.toFixed(1)} s.`);
      }
      if (snapshot === undefined || head.timestamp < shown + PLAIN_INTERVAL) return;
      shown = head.timestamp;
      const lag = head.number - snapshot.head.block;
      say(
        `block ${head.number}, indexer ${lag} behind, ${snapshot.sessions.length} sessions running, ` +
          `${snapshot.arrears.length} in arrears`,
      );
    });
  };

  return {
    report: (actor, error) =>
      add({ time: clock.head().timestamp, describe: () => `! ${actor}: ${nameOf(error)}` }),
    run: () => (process.stdout.isTTY ? runOnTerminal() : runPlain()),
  };
}

function platformBalances({ publicClient }: Chain, { contracts }: Manifest) {
  return Promise.all(
    [contracts.stUSDC, contracts.stETH].map(async (vault) => ({
      vault,
      shares: await publicClient.readContract({
        address: contracts.StreamPayment,
        abi: paymentAbi,
        functionName: "platformBalance",
        args: [vault],
      }),
    })),
  );
}
