import { bigint, boolean, hex, integer, onchainView, sql, text } from "ponder";
import { accrued, segmentEnd, segmentsWithEnds } from "../../sql/accrued.ts";
import { clock } from "../clock.ts";
import { segment, session } from "../meter.ts";

/** Each viewer's latest session in each vault, as it stands at the head: what `sessionOf` returns on-chain. */
export const currentSession = onchainView("current_session", {
  viewer: hex("viewer").notNull(),
  vault: hex("vault").notNull(),
  sessionId: text("session_id").notNull(),
  streamId: hex("stream_id").notNull(),
  tenantId: hex("tenant_id").notNull(),
  payee: hex("payee").notNull(),
  perSecond: bigint("per_second").notNull(),
  feeBps: integer("fee_bps").notNull(),
  startedAt: bigint("started_at").notNull(),
  settledAt: bigint("settled_at").notNull(),
  /** When it ends, or ended: stops and pauses are taken into account. */
  until: bigint("until").notNull(),
  /** Shares consumed and not yet settled. */
  owed: bigint("owed").notNull(),
  /** Shares that its latest segment has cost so far, settled or not. */
  accrued: bigint("accrued").notNull(),
  running: boolean("running").notNull(),
  /** Unix time of the head. */
  at: bigint("at").notNull(),
}).as(sql`
  select
    ${segment.viewer}, ${segment.vault}, ${segment.sessionId}, ${segment.streamId}, ${segment.tenantId},
    ${segment.payee}, ${segment.perSecond}, ${segment.feeBps}, ${session.startedAt}, ${segment.settledAt},
    ${segmentEnd} as "until",
    ${accrued(sql`${segment.settledAt}`, sql`${clock.time}`)} as "owed",
    ${accrued(sql`${segment.from}`, sql`${clock.time}`)} as "accrued",
    ${clock.time} < ${segmentEnd} as "running",
    ${clock.time} as "at"
  from ${segmentsWithEnds}
  join ${session} on ${session.id} = ${segment.sessionId}
  cross join ${clock}
  where ${segment.latest}`);
