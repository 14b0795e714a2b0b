/**
 * `GET /head`: whether what is served is what the chain says. A chain that reorganises deeper than its finality leaves
 * the indexer answering from blocks that no longer exist; nothing else tells.
 */

import { publicClients } from "ponder:api";
import { Hono } from "hono";
import { headRow } from "./head-row.ts";

/** Blocks that the indexer may be behind before it says so. */
const TOLERANCE = 30n;

export const head = new Hono();

head.get("/head", async (c) => {
  const row = await headRow();
  const [latest, same] = await Promise.all([
    publicClients.l2.getBlock({ includeTransactions: false }),
    publicClients.l2.getBlock({ blockNumber: row.block }).catch(() => undefined),
  ]);
  const behind = latest.number - row.block;
  const state = same?.hash !== row.hash ? "reorganised" : behind > TOLERANCE ? "behind" : "fresh";
  const body = {
    state,
    indexed: { block: String(row.block), time: String(row.time), hash: row.hash },
    chain: { block: String(latest.number), time: String(latest.timestamp), hash: latest.hash },
  };
  return c.json(body, state === "fresh" ? 200 : 503);
});
