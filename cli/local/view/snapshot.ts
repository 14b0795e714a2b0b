/** All that the indexer knows and the view shows, as of one block. */
import type { Address, Hex } from "viem";
import { ask } from "./graphql.ts";

type Sums<Key extends string> = Record<Key | "owed" | "settled" | "paid", string> & {
  vault: Address;
};

/** Rows as GraphQL gives them; amounts in shares, times in Unix seconds. */
export type Snapshot = {
  /** The last block in the tables. */
  head: { block: bigint; time: bigint };
  streams: { id: Hex; streamNo: number; stops: number }[];
  sessions: {
    viewer: Address;
    vault: Address;
    streamId: Hex;
    perSecond: string;
    startedAt: string;
    until: string;
    owed: string;
  }[];
  streamMeters: (Sums<"tips"> & { streamId: Hex })[];
  creatorMeters: (Sums<"fees" | "tips" | "tipFees"> & { creator: Address })[];
  balances: { account: Address; vault: Address; available: string }[];
  /** What tenants and streams owe for infrastructure. */
  arrears: { nodeId: Hex; vault: Address; shares: string }[];
};

const LIMIT = 1_000;

/** The fields of {@link Snapshot}, all of one moment: GraphQL reads them one after the other. */
const QUERY = `{
  clocks(limit: 1) { items { block time } }
  streams(limit: ${LIMIT}, orderBy: "streamNo") { items { id streamNo stops } }
  sessions: currentSessions(limit: ${LIMIT}, where: { running: true }) {
    items { viewer vault streamId perSecond startedAt until owed }
  }
  streamMeters(limit: ${LIMIT}) { items { streamId vault owed settled paid tips } }
  creatorMeters(limit: ${LIMIT}) { items { creator vault owed settled paid fees tips tipFees } }
  balances: accountBalances(limit: ${LIMIT}) { items { account vault available } }
  arrears: arrearsBalances(limit: ${LIMIT}, where: { shares_gt: "0" }) { items { nodeId vault shares } }
}`;

type Answer = { clocks: { items: { block: string; time: string }[] } } & {
  [Field in Exclude<keyof Snapshot, "head">]: { items: Snapshot[Field] };
};

/** @returns Nothing before the indexer has its first block. */
export async function takeSnapshot(graphqlUrl: string): Promise<Snapshot | undefined> {
  const answer = await ask<Answer>(graphqlUrl, QUERY);
  const [clock] = answer.clocks.items;
  if (clock === undefined) return undefined;
  return {
    head: { block: BigInt(clock.block), time: BigInt(clock.time) },
    streams: answer.streams.items,
    sessions: answer.sessions.items,
    streamMeters: answer.streamMeters.items,
    creatorMeters: answer.creatorMeters.items,
    balances: answer.balances.items,
    arrears: answer.arrears.items,
  };
}
