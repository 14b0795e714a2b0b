/** One picture of the stack: sessions, streams, creators, platform, the last events. */
import type { Address, Hex } from "viem";
import type { Head } from "../clock.ts";
import type { Manifest } from "../manifest.ts";
import { type Column, formatAmount, formatSeconds, formatTable, formatTime } from "./format.ts";
import { createNames, type Labels, type Names } from "./names.ts";
import type { Snapshot } from "./snapshot.ts";

/** What there is to show. */
export type Scene = {
  manifest: Manifest;
  head: Head;
  snapshot: Snapshot | undefined;
  labels: Labels;
  /** Of the platform in each vault, as the ledger says. */
  platform: { vault: Address; shares: bigint }[];
  /** Events and errors, the last one last. */
  events: { time: bigint; describe(names: Names): string }[];
  /** Seconds from the start of the program to the first settled second. */
  firstSettledAfter: number | undefined;
};

/** How much room there is, in characters. */
export type Size = { columns: number; rows: number };

const SESSION_COLUMNS: Column[] = [
  { title: "viewer" },
  { title: "stream" },
  { title: "vault" },
  { title: "rate/s", isNumber: true },
  { title: "elapsed", isNumber: true },
  { title: "left", isNumber: true },
  { title: "owed now", isNumber: true },
];

const STREAM_COLUMNS: Column[] = [
  { title: "stream" },
  { title: "vault" },
  { title: "owed", isNumber: true },
  { title: "settled", isNumber: true },
  { title: "paid", isNumber: true },
  { title: "tips", isNumber: true },
];

const CREATOR_COLUMNS: Column[] = [
  { title: "creator" },
  { title: "vault" },
  { title: "earned", isNumber: true },
  { title: "claimable", isNumber: true },
];

/** The bit of a stream's stops that says that it owes for infrastructure. */
const ARREARS = 8;

/** Lines kept for events, whatever the tables need. */
const MIN_EVENTS = 5;

/** The lines of the picture; no longer and no more than there is room for. */
export function drawFrame(scene: Scene, { columns, rows }: Size): string[] {
  const names = createNames(scene.manifest, scene.labels);
  const { snapshot } = scene;
  const lines = header(scene, names);
  if (snapshot === undefined) {
    lines.push("", "The indexer is not there yet.");
  } else {
    lines.push(
      ...section(
        `SESSIONS (${snapshot.sessions.length})`,
        SESSION_COLUMNS,
        sessions(snapshot, names),
      ),
      ...section("STREAMS", STREAM_COLUMNS, streams(snapshot, names)),
      ...section("CREATORS", CREATOR_COLUMNS, creators(snapshot, names)),
    );
  }

  const room = rows - 2;
  const shown = lines.slice(0, Math.max(0, room - MIN_EVENTS));
  const events = scene.events
    .slice(-Math.max(MIN_EVENTS, room - shown.length))
    .map(({ time, describe }) => `${formatTime(time)} ${describe(names)}`);
  return [...shown, "", ...events].slice(0, rows - 1).map((line) => line.slice(0, columns - 1));
}

function header(scene: Scene, names: Names): string[] {
  const { manifest, head, snapshot, firstSettledAfter } = scene;
  const lag = snapshot === undefined ? "starting" : `${head.number - snapshot.head.block} behind`;
  const first =
    firstSettledAfter === undefined
      ? ""
      : ` · first settled second after ${firstSettledAfter.toFixed(1)} s`;
  return [
    `WEIR  block ${head.number} · ${formatTime(head.timestamp)} UTC · indexer ${lag} · Ctrl-C stops everything`,
    `Platform ${platform(scene, names)}${first}`,
    `Arrears ${arrears(snapshot, names)}`,
    manifest.graphqlUrl,
  ];
}

function section(title: string, columns: Column[], rows: string[][]): string[] {
  return ["", title, ...formatTable(columns, rows)];
}

function sessions({ sessions, head }: Snapshot, names: Names): string[][] {
  return sessions
    .toSorted((a, b) => Number(BigInt(a.startedAt) - BigInt(b.startedAt)))
    .map(({ viewer, vault, streamId, perSecond, startedAt, until, owed }) => {
      const { symbol, decimals } = names.vault(vault);
      return [
        names.account(viewer),
        names.node(streamId),
        symbol,
        formatAmount(BigInt(perSecond), decimals),
        formatSeconds(head.time - BigInt(startedAt)),
        formatSeconds(BigInt(until) - head.time),
        formatAmount(BigInt(owed), decimals),
      ];
    });
}

function streams({ streamMeters, streams }: Snapshot, names: Names): string[][] {
  const order = new Map<Hex, number>(streams.map(({ id, streamNo }) => [id, streamNo]));
  const stops = new Map<Hex, number>(streams.map(({ id, stops }) => [id, stops]));
  return streamMeters
    .toSorted((a, b) => (order.get(a.streamId) ?? 0) - (order.get(b.streamId) ?? 0))
    .map(({ streamId, vault, owed, settled, paid, tips }) => {
      const { symbol, decimals } = names.vault(vault);
      return [
        names.node(streamId) + stopNote(stops.get(streamId) ?? 0),
        symbol,
        ...[owed, settled, paid, tips].map((shares) => formatAmount(BigInt(shares), decimals)),
      ];
    });
}

/** Why a stream does not play. */
function stopNote(stops: number): string {
  if ((stops & ARREARS) !== 0) return " (suspended)";
  return stops === 0 ? "" : " (stopped)";
}

/** Who owes how much for infrastructure. */
function arrears(snapshot: Snapshot | undefined, names: Names): string {
  if (snapshot === undefined || snapshot.arrears.length === 0) return "none";
  return snapshot.arrears
    .map(({ nodeId, vault, shares }) => {
      const { symbol, decimals } = names.vault(vault);
      return `${names.node(nodeId)} ${formatAmount(BigInt(shares), decimals)} ${symbol}`;
    })
    .join(" · ");
}

function creators({ creatorMeters, balances }: Snapshot, names: Names): string[][] {
  const available = new Map(
    balances.map(({ account, vault, available }) => [`${account}${vault}`, available]),
  );
  return creatorMeters
    .map(({ creator, vault, settled, fees, tips, tipFees }) => {
      const { symbol, decimals } = names.vault(vault);
      const earned = BigInt(settled) - BigInt(fees) + BigInt(tips) - BigInt(tipFees);
      const claimable = BigInt(available.get(`${creator}${vault}`) ?? 0);
      return [
        names.account(creator),
        symbol,
        formatAmount(earned, decimals),
        formatAmount(claimable, decimals),
      ];
    })
    .toSorted((a, b) => a.join().localeCompare(b.join()));
}

function platform({ platform }: Scene, names: Names): string {
  return platform
    .map(({ vault, shares }) => {
      const { symbol, decimals } = names.vault(vault);
      return `${formatAmount(shares, decimals)} ${symbol}`;
    })
    .join(" · ");
}
