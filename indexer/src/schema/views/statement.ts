import { bigint, hex, integer, onchainView, sql, text } from "ponder";
import { arrearsChange } from "../billing.ts";
import { account, transfer } from "../ledger.ts";
import { platform } from "../platform.ts";
import { stream, tenant } from "../registry.ts";

/**
 * The statement of each tenant's and stream's account: a row for each movement, one for each bill that could not be paid
 * and one for each that was written off, with what the account holds and owes after it. For each vault, every row's
 * balance is the one before it plus credit minus debit, and its arrears are the ones before it plus what was added minus
 * what was paid and what was forgiven.
 */
export const statementEntry = onchainView("statement_entry", {
  account: hex("account").notNull(),
  /** Id of the tenant or stream. */
  nodeId: hex("node_id").notNull(),
  /** The tenant itself, or the stream's. */
  tenantId: hex("tenant_id").notNull(),
  name: text("name").notNull(),
  vault: hex("vault").notNull(),
  block: bigint("block").notNull(),
  time: bigint("time").notNull(),
  tx: hex("tx").notNull(),
  logIndex: integer("log_index").notNull(),
  /** A reason of `transfer`; `transfer` for an owner's own; `arrears_added` for what a bill could not take, `arrears_forgiven` for what was written off. */
  cause: text("cause").notNull(),
  /** Place in the block of the log that says why; null if the transfer alone does. */
  causeLogIndex: integer("cause_log_index"),
  /** Who gave or got it, or is owed it. Zero: it came from outside the ledger. */
  counterparty: hex("counterparty").notNull(),
  /** The name whose account that is, or `platform`; null for others. */
  counterpartyName: text("counterparty_name"),
  credit: bigint("credit").notNull(),
  debit: bigint("debit").notNull(),
  /** Shares that the account holds after it. */
  balance: bigint("balance").notNull(),
  arrearsAdded: bigint("arrears_added").notNull(),
  arrearsPaid: bigint("arrears_paid").notNull(),
  arrearsForgiven: bigint("arrears_forgiven").notNull(),
  /** Shares that the name owes after it. */
  arrears: bigint("arrears").notNull(),
}).as(sql`
  with "entry" as (
    select
      ${transfer.receiver} as "account", ${transfer.vault}, ${transfer.block}, ${transfer.time}, ${transfer.tx},
      ${transfer.logIndex}, ${transfer.reason}::text as "reason", ${transfer.reasonLogIndex} as "cause_log_index",
      ${transfer.sender} as "counterparty", ${transfer.shares} as "credit", 0::numeric(78) as "debit",
      ${transfer.receiverBalance} as "balance", 0::numeric(78) as "arrears_added", 0::numeric(78) as "arrears_forgiven",
      false as "is_arrears_payment"
    from ${transfer}
    union all
    select
      ${transfer.sender}, ${transfer.vault}, ${transfer.block}, ${transfer.time}, ${transfer.tx},
      ${transfer.logIndex}, ${transfer.reason}::text, ${transfer.reasonLogIndex},
      ${transfer.receiver}, 0::numeric(78), ${transfer.shares},
      ${transfer.senderBalance}, 0::numeric(78), 0::numeric(78), coalesce(${transfer.reason} = 'arrears_payment', false)
    from ${transfer}
    union all
    select
      ${arrearsChange.account}, ${arrearsChange.vault}, ${arrearsChange.block}, ${arrearsChange.time},
      ${arrearsChange.tx}, ${arrearsChange.logIndex}, 'arrears_' || ${arrearsChange.kind}::text, ${arrearsChange.logIndex},
      null, 0::numeric(78), 0::numeric(78), ${arrearsChange.balance},
      case when ${arrearsChange.kind} = 'added' then ${arrearsChange.shares} else 0 end,
      case when ${arrearsChange.kind} = 'forgiven' then ${arrearsChange.shares} else 0 end, false
    from ${arrearsChange}
    where ${arrearsChange.kind} <> 'paid'
  )
  select
    "entry"."account", ${account.nodeId}, coalesce(${stream.tenantId}, ${account.nodeId}) as "tenant_id",
    coalesce(${stream.name}, ${tenant.name}) as "name", "entry"."vault", "entry"."block", "entry"."time", "entry"."tx",
    "entry"."log_index", coalesce("entry"."reason", 'transfer') as "cause", "entry"."cause_log_index",
    coalesce("entry"."counterparty", ${platform.account}) as "counterparty",
    coalesce(
      "other_stream"."name", "other_tenant"."name",
      case when coalesce("entry"."counterparty", ${platform.account}) = ${platform.account} then 'platform' end
    ) as "counterparty_name",
    "entry"."credit", "entry"."debit", "entry"."balance", "entry"."arrears_added",
    case when "entry"."is_arrears_payment" then "entry"."debit" else 0 end as "arrears_paid", "entry"."arrears_forgiven",
    coalesce("owed"."total", 0) as "arrears"
  from "entry"
  join ${account} on ${account.address} = "entry"."account" and ${account.kind} in ('tenant', 'stream')
  cross join ${platform}
  left join ${stream} on ${stream.id} = ${account.nodeId}
  left join ${tenant} on ${tenant.id} = ${account.nodeId}
  left join ${account} "other" on "other"."address" = "entry"."counterparty"
  left join ${stream} "other_stream" on "other_stream"."id" = "other"."node_id"
  left join ${tenant} "other_tenant" on "other_tenant"."id" = "other"."node_id"
  left join lateral (
    select ${arrearsChange.total} from ${arrearsChange}
    where ${arrearsChange.account} = "entry"."account" and ${arrearsChange.vault} = "entry"."vault"
      and (${arrearsChange.block}, ${arrearsChange.logIndex}) <= ("entry"."block", case
        -- What it pays is noted in the log that follows the transfer.
        when "entry"."is_arrears_payment" then "entry"."cause_log_index" else "entry"."log_index" end)
    order by ${arrearsChange.block} desc, ${arrearsChange.logIndex} desc limit 1
  ) "owed" on true`);
