import { bigint, hex, onchainView, sql, text } from "ponder";
import { arrearsBalance } from "../billing.ts";
import { account, balance } from "../ledger.ts";
import { stream, tenant } from "../registry.ts";
import { payoutTerm } from "./payouts.ts";

/** What the account of a tenant or stream holds and owes in a vault, and what a release would move. */
export const nodeBalance = onchainView("node_balance", {
  nodeId: hex("node_id").notNull(),
  tenantId: hex("tenant_id").notNull(),
  name: text("name").notNull(),
  account: hex("account").notNull(),
  vault: hex("vault").notNull(),
  shares: bigint("shares").notNull(),
  arrears: bigint("arrears").notNull(),
  /** What releases leave. */
  reserve: bigint("reserve").notNull(),
  /** What is above arrears and reserve; 0 if that is below the tenant's minimum. */
  releasable: bigint("releasable").notNull(),
}).as(sql`
  with "held" as (
    select "account", "vault", sum("shares") as "shares", sum("arrears") as "arrears" from (
      select ${balance.account}, ${balance.vault}, ${balance.shares}, 0 as "arrears" from ${balance}
      union all
      select ${account.address}, ${arrearsBalance.vault}, 0, ${arrearsBalance.shares}
      from ${arrearsBalance} join ${account} on ${account.nodeId} = ${arrearsBalance.nodeId}
        and ${account.kind} in ('tenant', 'stream')
    ) "part" group by "account", "vault"
  ), "node" as (
    select
      ${account.nodeId}, coalesce(${stream.tenantId}, ${account.nodeId}) as "tenant_id",
      coalesce(${stream.name}, ${tenant.name}) as "name", "held".*
    from "held"
    join ${account} on ${account.address} = "held"."account" and ${account.kind} in ('tenant', 'stream')
    left join ${stream} on ${stream.id} = ${account.nodeId}
    left join ${tenant} on ${tenant.id} = ${account.nodeId}
  )
  select
    "node".*, coalesce(${payoutTerm.reserve}, 0) as "reserve",
    case when "above"."shares" >= coalesce(${payoutTerm.minimum}, 0) then "above"."shares" else 0 end as "releasable"
  from "node"
  left join ${payoutTerm} on ${payoutTerm.tenantId} = "node"."tenant_id" and ${payoutTerm.vault} = "node"."vault"
  cross join lateral (
    select greatest(0, "node"."shares" - "node"."arrears" - coalesce(${payoutTerm.reserve}, 0)) as "shares"
  ) "above"`);
