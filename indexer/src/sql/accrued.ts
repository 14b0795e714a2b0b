import { sql } from "ponder";
import { segment } from "../schema/meter.ts";
import { pause } from "../schema/platform.ts";
import { stop } from "../schema/registry.ts";

/** A piece of SQL. */
export type Sql = ReturnType<typeof sql>;

/** `segment` with what may end it early. A stop or a pause is one row, however many sessions it ends. */
export const segmentsWithEnds = sql`${segment}
  left join ${stop} on ${stop.streamId} = ${segment.streamId} and ${stop.run} = ${segment.run}
  left join ${pause} on ${pause.vault} = ${segment.vault} and ${pause.epoch} = ${segment.epoch}`;

/** When a segment ends. `least` passes over the stop and the pause that never came. */
export const segmentEnd = sql`least(${segment.until}, ${stop.at}, ${pause.pausedAt})`;

/** Shares that a segment has cost from `from` up to `time`, both in Unix seconds; the meter's one formula. */
export const accrued = (from: Sql, time: Sql) =>
  sql`${segment.perSecond} * greatest(0, least(${time}, ${segmentEnd}) - ${from})`;
