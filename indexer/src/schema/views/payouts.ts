import { bigint, hex, onchainView, sql } from "ponder";
import { payoutOperatorEntry, payoutTermEntry } from "../billing.ts";
import { tenant } from "../registry.ts";

/** What the present owner of a tenant set for releases in a vault. Without a row both are 0. */
export const payoutTerm = onchainView("payout_term", {
  tenantId: hex("tenant_id").notNull(),
  vault: hex("vault").notNull(),
  /** Shares that releases leave in each account of the tenant and its streams; above 0 anyone may release. */
  reserve: bigint("reserve").notNull(),
  /** Least shares that a release moves. */
  minimum: bigint("minimum").notNull(),
}).as(sql`
  select ${payoutTermEntry.tenantId}, ${payoutTermEntry.vault}, ${payoutTermEntry.reserve}, ${payoutTermEntry.minimum}
  from ${payoutTermEntry} join ${tenant} on ${tenant.id} = ${payoutTermEntry.tenantId}
  where ${tenant.tenancy} = ${payoutTermEntry.tenancy}`);

/** Who may release for the present owner of a tenant. */
export const payoutOperator = onchainView("payout_operator", {
  tenantId: hex("tenant_id").notNull(),
  operator: hex("operator").notNull(),
}).as(sql`
  select ${payoutOperatorEntry.tenantId}, ${payoutOperatorEntry.operator}
  from ${payoutOperatorEntry} join ${tenant} on ${tenant.id} = ${payoutOperatorEntry.tenantId}
  where ${tenant.tenancy} = ${payoutOperatorEntry.tenancy} and ${payoutOperatorEntry.approved}`);
