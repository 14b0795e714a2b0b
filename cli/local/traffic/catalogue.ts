/** What the played creators publish, and for how much. */
import type { CREATORS } from "../accounts.ts";

/** The shares that prices are in: of USDC with 6 decimals, of ETH with 18. */
export type Currency = "stUSDC" | "stETH";

/** What a stream charges in one currency, in whole units of it. */
export type PlannedPrice = {
  currency: Currency;
  /** Once per viewer. */
  startFee: string;
  perSecond: string;
};

/** A stream to be published. */
export type PlannedStream = {
  tenant: (typeof CREATORS)[number];
  label: string;
  kind: "song" | "video" | "live";
  /** Seconds: the length of the song or video; the heartbeat window of a live stream. */
  window: number;
  prices: PlannedPrice[];
  /** Whether the split of three rights holders is paid rather than the tenant's owner. */
  isSplit?: true;
  /** Whether it is credited itself, so that what it earns pays its infrastructure first. */
  isOwnPayee?: true;
  isVerified?: true;
  description: string;
};

/** Minutes and seconds in seconds. */
const length = (minutes: number, seconds: number) => minutes * 60 + seconds;

const usdc = (perSecond: string, startFee = "0"): PlannedPrice => ({
  currency: "stUSDC",
  startFee,
  perSecond,
});

const eth = (perSecond: string, startFee = "0"): PlannedPrice => ({
  currency: "stETH",
  startFee,
  perSecond,
});

export const CATALOGUE: readonly PlannedStream[] = [
  {
    tenant: "alice",
    label: "night-drive",
    kind: "song",
    window: length(3, 34),
    prices: [usdc("0.0004"), eth("0.00000012")],
    isVerified: true,
    description: "A song by the second, in USDC or ETH.",
  },
  {
    tenant: "alice",
    label: "long-way-home",
    kind: "song",
    window: length(5, 12),
    prices: [usdc("0.0002", "0.02")],
    description: "A song that takes a fee at its first play, and less by the second.",
  },
  {
    tenant: "alice",
    label: "making-of",
    kind: "video",
    window: length(18, 40),
    prices: [eth("0.00000005")],
    description: "A video by the second.",
  },
  {
    tenant: "bob",
    label: "late-show",
    kind: "live",
    window: 30,
    prices: [usdc("0.001")],
    isOwnPayee: true,
    isVerified: true,
    description: "Live, kept alive by heartbeats.",
  },
  {
    tenant: "bob",
    label: "encore",
    kind: "song",
    window: length(4, 21),
    prices: [usdc("0", "0.05"), eth("0", "0.000015")],
    description: "A song that is paid once and played for ever.",
  },
  {
    tenant: "nina",
    label: "duet",
    kind: "song",
    window: length(2, 10),
    prices: [usdc("0.0006"), eth("0.0000002")],
    isSplit: true,
    isVerified: true,
    description: "A song that three rights holders share.",
  },
  {
    tenant: "nina",
    label: "nocturne",
    kind: "song",
    window: length(5, 40),
    prices: [usdc("0.0003"), eth("0.0000001")],
    description: "A long song.",
  },
];
