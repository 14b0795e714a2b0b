/** The life of a session. Each start and each heartbeat begins a segment at one rate and closes the one before. */
import { type Context, ponder } from "ponder:registry";
import { pause, playhead, segment, session, settlement, stop, vault } from "ponder:schema";
import type { Hex } from "viem";
import { earliest } from "../lib/earliest.ts";
import { expectRow } from "../lib/expect-row.ts";
import { explainShared } from "../lib/explain.ts";
import { stampOf } from "../lib/stamp-of.ts";
import { streamOf } from "../lib/stream-of.ts";
import { addToTotals } from "../lib/totals.ts";

/** A quote as `SessionStarted` and `SessionExtended` carry it. */
type Quote = {
  viewer: Hex;
  streamNo: number;
  vault: Hex;
  payee: Hex;
  perSecond: bigint;
  feeBps: number;
  until: number;
};

/** The viewer's latest segment in a vault, which an event about a running session is about. */
async function latestSegment({ db }: Context, viewer: Hex, vault: Hex) {
  const what = `the session of ${viewer} in vault ${vault}`;
  const { segmentId } = await expectRow(db.find(playhead, { viewer, vault }), what);
  return expectRow(db.find(segment, { id: segmentId }), what);
}

/** Closes a segment at `time`, or where it ended before, and adds what it cost to the sums. */
async function close(context: Context, piece: typeof segment.$inferSelect, time: bigint) {
  const { db } = context;
  const stopped = await db.find(stop, { streamId: piece.streamId, run: piece.run });
  const paused = await db.find(pause, { vault: piece.vault, epoch: piece.epoch });
  const until = earliest(piece.until, time, stopped?.at, paused?.pausedAt);
  await db.update(segment, { id: piece.id }).set({ until, latest: false });
  const seconds = until > piece.from ? until - piece.from : 0n;
  await addToTotals(context, piece, { consumed: seconds * piece.perSecond });
}

/** Begins a segment under a quote and makes it the viewer's latest. */
async function open(context: Context, sessionId: string, id: string, quote: Quote, from: bigint) {
  const { viewer, payee, perSecond, feeBps, until } = quote;
  const { id: streamId, tenantId, run } = await streamOf(context, quote.streamNo);
  const address = quote.vault;
  const { epoch } = await expectRow(context.db.find(vault, { address }), `vault ${address}`);
  const parties = { viewer, streamId, tenantId, vault: address, payee };
  await context.db.insert(segment).values({
    id,
    sessionId,
    ...parties,
    perSecond,
    feeBps,
    from,
    until: BigInt(until),
    settledAt: from,
    run,
    epoch,
    latest: true,
  });
  await context.db
    .insert(playhead)
    .values({ viewer, vault: address, sessionId, segmentId: id })
    .onConflictDoUpdate({ sessionId, segmentId: id });
  await addToTotals(context, parties, {});
  return parties;
}

ponder.on("StreamPayment:SessionStarted", async ({ event, context }) => {
  const { viewer, vault, perSecond, feeBps, until } = event.args;
  const { db } = context;
  const time = event.block.timestamp;
  if ((await db.find(playhead, { viewer, vault })) !== null) {
    const previous = await latestSegment(context, viewer, vault);
    await close(context, previous, time);
    await db.update(session, { id: previous.sessionId }).set({ status: "over" });
  }
  const parties = await open(context, event.id, event.id, event.args, time);
  await db.insert(session).values({
    id: event.id,
    ...parties,
    perSecond,
    feeBps,
    startedAt: time,
    settledAt: time,
    until: BigInt(until),
    status: "open",
    block: event.block.number,
    tx: event.transaction.hash,
  });
});

ponder.on("StreamPayment:SessionExtended", async ({ event, context }) => {
  const { viewer, vault, payee, perSecond, feeBps, until } = event.args;
  const time = event.block.timestamp;
  const previous = await latestSegment(context, viewer, vault);
  await close(context, previous, time);
  await open(context, previous.sessionId, event.id, event.args, time);
  await context.db.update(session, { id: previous.sessionId }).set({
    payee,
    perSecond,
    feeBps,
    settledAt: time,
    until: BigInt(until),
    status: "open",
  });
});

ponder.on("StreamPayment:SessionSettled", async ({ event, context }) => {
  const { viewer, vault, gross, fee } = event.args;
  const { db } = context;
  const [settledAt, until] = [BigInt(event.args.settledAt), BigInt(event.args.until)];
  const piece = await latestSegment(context, viewer, vault);
  const { sessionId, streamId, tenantId, payee } = piece;
  if (gross !== 0n) {
    await db.insert(settlement).values({
      id: event.id,
      sessionId,
      segmentId: piece.id,
      viewer,
      streamId,
      tenantId,
      vault,
      payee,
      from: piece.settledAt,
      to: settledAt,
      gross,
      fee,
      ...stampOf(event),
    });
    await addToTotals(context, piece, { settled: gross, fees: fee });
    await explainShared(context, event, { viewer, payee, gross, fee }, "settlement");
  }
  await db.update(segment, { id: piece.id }).set({ settledAt, until });
  await db
    .update(session, { id: sessionId })
    .set({ settledAt, until, status: until === settledAt ? "over" : "open" });
});
