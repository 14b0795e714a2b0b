import { boolean, hex, onchainView, sql, text } from "ponder";
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
  /** Whether sessions may start, if it is for sale in a listed vault. */
  playable: boolean("playable").notNull(),
}).as(sql`
  with "state" as (
    select
      ${stream.id} as "stream_id", ${stream.name}, ${stream.stops},
      ${clock.time} <= ${stream.verifiedUntil} and ${stream.verifiedTenancy} = ${tenant.tenancy} as "verified",
      ${stream.payeeTenancy} <> ${tenant.tenancy} as "payee_needs_review"
    from ${stream} join ${tenant} on ${tenant.id} = ${stream.tenantId} cross join ${clock}
  )
  select
    "stream_id", "name", "verified", "payee_needs_review",
    "stops" = 0 and ${platform.pausedAt} is null and ("verified" or not ${platform.demandsVerification}) as "playable"
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
