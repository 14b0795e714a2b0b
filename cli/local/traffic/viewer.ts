/** A played viewer: deposits, starts songs, skips, listens to the end, stops, tips, tops up. */
import { parseUnits } from "viem";
import type { VIEWERS } from "../accounts.ts";
import { ClockStopped } from "../clock.ts";
import type { Currency } from "./catalogue.ts";
import { createRandom, type Random } from "./random.ts";
import { openWallet, type Wallet } from "./wallet.ts";
import { DECIMALS, type PublishedStream, type World } from "./world.ts";

/** How a viewer behaves. */
export type Character = {
  name: (typeof VIEWERS)[number];
  currency: Currency;
  /** Deposited at a time, in whole units of the currency; a small one runs dry in the middle of a song. */
  topUp: string;
  /** What they watch: the labels of the streams, or everything on sale in their currency. */
  only?: string[];
  /** Whether the first deposit and the first start are one transaction. */
  startsAtOnce?: true;
};

export const CHARACTERS: readonly Character[] = [
  { name: "mia", currency: "stETH", topUp: "0.00004", startsAtOnce: true },
  { name: "leo", currency: "stUSDC", topUp: "0.12", startsAtOnce: true },
  { name: "zoe", currency: "stUSDC", topUp: "0.5", only: ["late-show"] },
  { name: "max", currency: "stETH", topUp: "0.00003" },
  { name: "eva", currency: "stUSDC", topUp: "0.25" },
  { name: "sam", currency: "stUSDC", topUp: "0.01", only: ["night-drive", "duet", "nocturne"] },
  { name: "ida", currency: "stUSDC", topUp: "0.2", only: ["duet", "nocturne"] },
  { name: "tom", currency: "stUSDC", topUp: "0.15" },
  { name: "ana", currency: "stUSDC", topUp: "0.3", only: ["late-show", "encore"] },
  { name: "kai", currency: "stETH", topUp: "0.00005", only: ["making-of", "nocturne"] },
];

/** Seconds before the end of a live stream's window at which a player sends the heartbeat. */
const HEARTBEAT_LEAD = 12n;

/** Plays a viewer until the clock stops. What fails is reported, and the viewer goes on. */
export async function playViewer(
  world: World,
  streams: PublishedStream[],
  character: Character,
): Promise<void> {
  const { name, currency, only } = character;
  const random = createRandom(world.seed, name);
  const wallet = openWallet(world, `viewer ${name}`, currency);
  const offers = streams.filter(
    ({ label, prices }) =>
      prices.some((price) => price.currency === currency) &&
      (only === undefined || only.includes(label)),
  );
  let isNew = true;
  for (;;) {
    try {
      const topUp = parseUnits(character.topUp, DECIMALS[currency]);
      const stream = random.pick(offers);
      if (isNew && character.startsAtOnce) {
        await wallet.start(stream, topUp);
      } else {
        if ((await wallet.available()) < topUp / 4n) await wallet.deposit(topUp);
        await wallet.start(stream);
      }
      isNew = false;
      await watch(world, random, wallet, stream, topUp);
    } catch (error) {
      if (error instanceof ClockStopped) return;
      world.report(name, error);
      if (
        await world.clock.passed(random.between(3, 8)).then(
          () => false,
          () => true,
        )
      )
        return;
    }
  }
}

/** Watches a stream that has started: a live one for a while, a song or video to the end or not. */
async function watch(
  { clock }: World,
  random: Random,
  wallet: Wallet,
  stream: PublishedStream,
  topUp: bigint,
): Promise<void> {
  if (stream.kind === "live") {
    for (let left = random.between(2, 8); left > 0; left--) {
      const { until } = await wallet.session();
      await clock.reached(BigInt(until) - HEARTBEAT_LEAD);
      if ((await wallet.available()) < topUp / 4n) await wallet.deposit(topUp);
      await wallet.heartbeat(stream);
      if (random.chance(0.3)) await wallet.tip(stream, topUp / 40n);
    }
    await wallet.end();
    return;
  }

  if (random.chance(0.25)) {
    const { until } = await wallet.session();
    await clock.reached(BigInt(until));
    // What the balance cut short goes on after a top-up.
    if ((await wallet.available()) < topUp / 4n) {
      await wallet.deposit(topUp);
      await wallet.heartbeat(stream);
      await clock.passed(random.between(5, 20));
    }
    return;
  }

  await clock.passed(random.between(6, 40));
  if (random.chance(0.25)) await wallet.tip(stream, topUp / 20n);
  // The next start ends this session too: that is skipping.
  if (random.chance(0.5)) return;
  if ((await wallet.session()).running) await wallet.end();
  await clock.passed(random.between(2, 10));
}
