import { index, onchainEnum, onchainTable, type PgColumnsBuilders, primaryKey } from "ponder";
import { stamp } from "./stamp.ts";

/**
 * What is known of a session from events alone. `over`: ended, and settled up to its end. `open`: not known to be over;
 * whether it still runs depends on the time, see `currentSession`.
 */
export const sessionStatus = onchainEnum("session_status", ["open", "over"]);

/** A session: from one `startStream` to the viewer's next in the same vault. Its terms are those of its last heartbeat. */
export const session = onchainTable(
  "session",
  (t) => ({
    id: t.text().primaryKey(),
    viewer: t.hex().notNull(),
    streamId: t.hex().notNull(),
    tenantId: t.hex().notNull(),
    vault: t.hex().notNull(),
    payee: t.hex().notNull(),
    /** Shares per second; 0 for a stream that is paid per play. */
    perSecond: t.bigint().notNull(),
    feeBps: t.integer().notNull(),
    startedAt: t.bigint().notNull(),
    settledAt: t.bigint().notNull(),
    /** Its end as far as it was settled; a stop or pause may come first. */
    until: t.bigint().notNull(),
    status: sessionStatus().notNull(),
    block: t.bigint().notNull(),
    tx: t.hex().notNull(),
  }),
  (table) => ({
    viewer: index().on(table.viewer),
    stream: index().on(table.streamId),
    payee: index().on(table.payee),
  }),
);

/**
 * A piece of a session at one rate: a start or heartbeat begins one, the next one closes it. Up to time t it has cost
 * `perSecond × (min(t, until, stop of its run, pause of its epoch) - from)`, if that is positive.
 */
export const segment = onchainTable(
  "segment",
  (t) => ({
    id: t.text().primaryKey(),
    sessionId: t.text().notNull(),
    viewer: t.hex().notNull(),
    streamId: t.hex().notNull(),
    tenantId: t.hex().notNull(),
    vault: t.hex().notNull(),
    payee: t.hex().notNull(),
    perSecond: t.bigint().notNull(),
    feeBps: t.integer().notNull(),
    from: t.bigint().notNull(),
    until: t.bigint().notNull(),
    /** Up to when it is settled. */
    settledAt: t.bigint().notNull(),
    /** The stream's run and the vault's pause epoch it belongs to. */
    run: t.integer().notNull(),
    epoch: t.integer().notNull(),
    /** Whether it is the viewer's latest in this vault; one that is not is closed, and its `until` is final. */
    latest: t.boolean().notNull(),
  }),
  (table) => ({
    session: index().on(table.sessionId),
    viewer: index().on(table.viewer, table.latest),
    stream: index().on(table.streamId, table.latest),
    payee: index().on(table.payee, table.latest),
    tenant: index().on(table.tenantId, table.latest),
  }),
);

/** Where the meter of a viewer stands in a vault: the latest session and segment. */
export const playhead = onchainTable(
  "playhead",
  (t) => ({
    viewer: t.hex().notNull(),
    vault: t.hex().notNull(),
    sessionId: t.text().notNull(),
    segmentId: t.text().notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.viewer, table.vault] }) }),
);

/** Who paid whom for which stream, and how much of it went to the platform. */
const payment = (t: PgColumnsBuilders) => ({
  id: t.text().primaryKey(),
  viewer: t.hex().notNull(),
  streamId: t.hex().notNull(),
  tenantId: t.hex().notNull(),
  vault: t.hex().notNull(),
  payee: t.hex().notNull(),
  /** Shares that the viewer paid. */
  gross: t.bigint().notNull(),
  /** Shares of it that the platform got; the payee got the rest. */
  fee: t.bigint().notNull(),
  ...stamp(t),
});

/** Seconds of a session that were paid for. */
export const settlement = onchainTable(
  "settlement",
  (t) => ({
    ...payment(t),
    sessionId: t.text().notNull(),
    segmentId: t.text().notNull(),
    from: t.bigint().notNull(),
    to: t.bigint().notNull(),
  }),
  (table) => ({
    session: index().on(table.sessionId),
    viewer: index().on(table.viewer),
    stream: index().on(table.streamId),
    payee: index().on(table.payee),
    tenant: index().on(table.tenantId),
  }),
);

/** A stream's start fee, once per viewer. */
export const startFee = onchainTable(
  "start_fee",
  (t) => payment(t),
  (table) => ({
    viewer: index().on(table.viewer),
    stream: index().on(table.streamId),
    payee: index().on(table.payee),
    tenant: index().on(table.tenantId),
  }),
);

/** A tip. */
export const tip = onchainTable(
  "tip",
  (t) => payment(t),
  (table) => ({
    viewer: index().on(table.viewer),
    stream: index().on(table.streamId),
    payee: index().on(table.payee),
    tenant: index().on(table.tenantId),
  }),
);

/** Sums in shares. What the latest segments of sessions have cost so far is not in them: it grows with time. */
const sums = (t: PgColumnsBuilders) => ({
  /** Cost of all closed segments. */
  consumed: t.bigint().notNull(),
  /** Paid by settlement of sessions. */
  settled: t.bigint().notNull(),
  startFees: t.bigint().notNull(),
  /** Part of `settled` and `startFees` that the platform got. */
  fees: t.bigint().notNull(),
  tips: t.bigint().notNull(),
  /** Part of `tips` that the platform got. */
  tipFees: t.bigint().notNull(),
});

/** A viewer and a stream, in one vault. With the time that runs: `channelMeter`. */
export const channel = onchainTable(
  "channel",
  (t) => ({
    viewer: t.hex().notNull(),
    streamId: t.hex().notNull(),
    vault: t.hex().notNull(),
    tenantId: t.hex().notNull(),
    ...sums(t),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.viewer, table.streamId, table.vault] }),
    stream: index().on(table.streamId),
    tenant: index().on(table.tenantId),
  }),
);

/** All viewers of a stream, in one vault. With the time that runs: `streamMeter`, `tenantMeter`. */
export const streamTotal = onchainTable(
  "stream_total",
  (t) => ({
    streamId: t.hex().notNull(),
    vault: t.hex().notNull(),
    tenantId: t.hex().notNull(),
    ...sums(t),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.streamId, table.vault] }),
    tenant: index().on(table.tenantId),
  }),
);

/** Everything that was earned for a payee, in one vault. With the time that runs: `creatorMeter`. */
export const creatorTotal = onchainTable(
  "creator_total",
  (t) => ({
    creator: t.hex().notNull(),
    vault: t.hex().notNull(),
    ...sums(t),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.creator, table.vault] }) }),
);
