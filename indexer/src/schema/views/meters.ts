import { bigint, hex, onchainView, sql } from "ponder";
import type { Sql } from "../../sql/accrued.ts";
import { clock } from "../clock.ts";
import { channel, creatorTotal, streamTotal } from "../meter.ts";
import { currentSession } from "./current-session.ts";

/** What every meter shows, in shares of one vault, as it stands at the head. */
const figures = () => ({
  /** Consumed: start fees, and seconds at their rates up to the head. */
  owed: bigint("owed").notNull(),
  /** What has reached the payees and the platform. */
  settled: bigint("settled").notNull(),
  /** Paid for time ahead. */
  prepaid: bigint("prepaid").notNull(),
  /** `settled` and `prepaid` together. */
  paid: bigint("paid").notNull(),
  /** Part of `settled` that the platform got. */
  fees: bigint("fees").notNull(),
  /** Tips; they are neither owed nor settled. */
  tips: bigint("tips").notNull(),
  /** Part of `tips` that the platform got. */
  tipFees: bigint("tip_fees").notNull(),
  /** Unix time of the head. */
  at: bigint("at").notNull(),
});

/** {@link figures} of a table of sums, whose rows `accrued` completes with the time that runs. */
const selectFigures = (
  table: typeof channel | typeof streamTotal | typeof creatorTotal,
  accrued: Sql,
) => sql`
  ${table.startFees} + ${table.consumed} + coalesce(${accrued}, 0) as "owed",
  ${table.startFees} + ${table.settled} as "settled",
  0::numeric(78) as "prepaid",
  ${table.startFees} + ${table.settled} as "paid",
  ${table.fees}, ${table.tips}, ${table.tipFees},
  ${clock.time} as "at"`;

/** A viewer and a stream. */
export const channelMeter = onchainView("channel_meter", {
  viewer: hex("viewer").notNull(),
  streamId: hex("stream_id").notNull(),
  vault: hex("vault").notNull(),
  tenantId: hex("tenant_id").notNull(),
  ...figures(),
}).as(sql`
  select
    ${channel.viewer}, ${channel.streamId}, ${channel.vault}, ${channel.tenantId},
    ${selectFigures(channel, sql`${currentSession.accrued}`)}
  from ${channel}
  cross join ${clock}
  left join ${currentSession} on ${currentSession.viewer} = ${channel.viewer}
    and ${currentSession.vault} = ${channel.vault} and ${currentSession.streamId} = ${channel.streamId}`);

/** A stream. */
export const streamMeter = onchainView("stream_meter", {
  streamId: hex("stream_id").notNull(),
  vault: hex("vault").notNull(),
  tenantId: hex("tenant_id").notNull(),
  ...figures(),
}).as(sql`
  select
    ${streamTotal.streamId}, ${streamTotal.vault}, ${streamTotal.tenantId},
    ${selectFigures(streamTotal, sql`"live"."accrued"`)}
  from ${streamTotal}
  cross join ${clock}
  left join (
    select "stream_id", "vault", sum("accrued") as "accrued" from ${currentSession} group by "stream_id", "vault"
  ) "live" on "live"."stream_id" = ${streamTotal.streamId} and "live"."vault" = ${streamTotal.vault}`);

/** Whoever the meter credits: a wallet, a split, the account of a name. */
export const creatorMeter = onchainView("creator_meter", {
  creator: hex("creator").notNull(),
  vault: hex("vault").notNull(),
  ...figures(),
}).as(sql`
  select
    ${creatorTotal.creator}, ${creatorTotal.vault},
    ${selectFigures(creatorTotal, sql`"live"."accrued"`)}
  from ${creatorTotal}
  cross join ${clock}
  left join (
    select "payee", "vault", sum("accrued") as "accrued" from ${currentSession} group by "payee", "vault"
  ) "live" on "live"."payee" = ${creatorTotal.creator} and "live"."vault" = ${creatorTotal.vault}`);

/** All streams of a tenant. */
export const tenantMeter = onchainView("tenant_meter", {
  tenantId: hex("tenant_id").notNull(),
  vault: hex("vault").notNull(),
  ...figures(),
}).as(sql`
  select
    ${streamMeter.tenantId}, ${streamMeter.vault},
    sum(${streamMeter.owed}) as "owed", sum(${streamMeter.settled}) as "settled",
    sum(${streamMeter.prepaid}) as "prepaid", sum(${streamMeter.paid}) as "paid",
    sum(${streamMeter.fees}) as "fees", sum(${streamMeter.tips}) as "tips",
    sum(${streamMeter.tipFees}) as "tip_fees", max(${streamMeter.at}) as "at"
  from ${streamMeter}
  group by ${streamMeter.tenantId}, ${streamMeter.vault}`);
