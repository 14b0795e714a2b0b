/** What everybody who plays a part in the traffic shares. */
import type { Address, Hex } from "viem";
import { accountOf, type Role } from "../accounts.ts";
import type { Chain } from "../chain.ts";
import { type ChainClock, ClockStopped } from "../clock.ts";
import type { Manifest } from "../manifest.ts";
import type { Currency, PlannedStream } from "./catalogue.ts";

export type World = {
  chain: Chain;
  clock: ChainClock;
  manifest: Manifest;
  seed: number;
  /** Shows what went wrong for an actor. */
  report(actor: string, error: unknown): void;
};

/** A stream that is published. */
export type PublishedStream = PlannedStream & { id: Hex };

/** A split of several rights holders that is registered. */
export type RegisteredSplit = { holders: Address[]; weights: number[] };

/** Decimals of a currency. */
export const DECIMALS: Record<Currency, number> = { stUSDC: 6, stETH: 18 };

/** The address that plays a role. */
export function addressOf({ manifest }: World, role: Role): Address {
  return accountOf(manifest.accounts, role).address;
}

/** The stream of the catalogue with this label. */
export function findStream(streams: PublishedStream[], label: string): PublishedStream {
  const stream = streams.find((candidate) => candidate.label === label);
  if (stream === undefined) throw new Error(`The catalogue has no stream ${label}.`);
  return stream;
}

/** Does something every so many seconds until the clock stops; what fails is reported. */
export async function repeat(
  world: World,
  role: Role,
  seconds: number,
  act: () => Promise<void>,
): Promise<void> {
  for (;;) {
    try {
      await world.clock.passed(seconds);
      await act();
    } catch (error) {
      if (error instanceof ClockStopped) return;
      world.report(role, error);
    }
  }
}
