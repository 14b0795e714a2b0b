import { boolean, hex, onchainView, sql, text } from "ponder";
import { billingMode } from "../billing.ts";
import { clock } from "../clock.ts";
import { platform } from "../platform.ts";
import { attestation, stream, tenant, textEntry } from "../registry.ts";

/** What follows for a stream from its own state, its tenant's and the platform's, at the head. */
export const streamState = onchainView("stream_state", {
  streamId: hex("stream_id").notNull(),
  name: text("name").notNull(),
  /** Whether it counts as verified. */
  verified: boolean("verified").notNull(),
  /** Whether its payee was set by an earlier owner of the tenant. */
  payeeNeedsReview: boolean("payee_needs_review").notNull(),
  /** Whose balance pays for its usage now. */
  effectiveMode: text("effective_mode", { enum: billingMode.enumValues }).notNull(),
  /** Whether it owes for infrastructure in any vault, and is stopped for it. */
  inArrears: boolean("in_arrears").notNull(),
  /** Whether sessions may start, if it is for sale in a listed vault. */
  playable: boolean("playable").notNull(),
}).as(sql`
  with "state" as (
    select
      ${stream.id} as "stream_id", ${stream.name}, ${stream.stops},
      ${clock.time} <= ${stream.verifiedUntil} and ${stream.verifiedTenancy} = ${tenant.tenancy} as "verified",
      ${stream.payeeTenancy} <> ${tenant.tenancy} as "payee_needs_review",
      case when ${tenant.streamBalances} and ${stream.stops} & 2 = 0 then ${stream.billingMode}::text
        else 'tenant_only' end as "effective_mode",
      ${tenant.inArrears} as "tenant_in_arrears"
    from ${stream} join ${tenant} on ${tenant.id} = ${stream.tenantId} cross join ${clock}
  )
  select
    "stream_id", "name", "verified", "payee_needs_review", "effective_mode", "stops" & 8 <> 0 as "in_arrears",
    "stops" = 0 and ${platform.pausedAt} is null and ("verified" or not ${platform.demandsVerification})
      and ("effective_mode" = 'stream_only' or not "tenant_in_arrears") as "playable"
  from "state" cross join ${platform}`);

/** What follows for a tenant from its attestation, at the head. */
export const tenantState = onchainView("tenant_state", {
  tenantId: hex("tenant_id").notNull(),
  name: text("name").notNull(),
  /** Whether it counts as verified. */
  verified: boolean("verified").notNull(),
}).as(sql`
  select
    ${tenant.id} as "tenant_id", ${tenant.name},
    coalesce(
      not ${attestation.revoked} and ${attestation.tenancy} = ${tenant.tenancy}
        and ${clock.time} <= ${attestation.expiry},
      false
    ) as "verified"
  from ${tenant} cross join ${clock} left join ${attestation} on ${attestation.nodeId} = ${tenant.id}`);

/** The text records that tenants and streams have now. */
export const textRecord = onchainView("text_record", {
  nodeId: hex("node_id").notNull(),
  key: text("key").notNull(),
  value: text("value").notNull(),
}).as(sql`
  select ${textEntry.nodeId}, ${textEntry.key}, ${textEntry.value}
  from ${textEntry} left join ${stream} on ${stream.id} = ${textEntry.nodeId}
  where ${textEntry.generation} = coalesce(${stream.generation}, 0) and ${textEntry.value} <> ''`);
