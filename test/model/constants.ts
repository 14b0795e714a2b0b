import { maxUint256 } from "viem";

/** 100 % in basis points. */
export const BPS = 10_000n;

/** Seconds by which a heartbeat must prolong a running session. */
export const MIN_EXTENSION = 5;

/** Shortest and longest window of a price, in seconds. */
export const WINDOW = { min: 10n, max: 30n * 24n * 60n * 60n } as const;

/** Highest start fee and highest rate, in shares and shares a second. */
export const MAX_PRICE = 2n ** 96n - 1n;

/** Highest fees of the platform on sessions and on tips, in basis points. */
export const MAX_FEES = { session: 2_000n, tip: 1_000n } as const;

/** An allowance that is never used up. */
export const UNLIMITED = maxUint256;
