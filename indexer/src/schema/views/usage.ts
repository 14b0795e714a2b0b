import { bigint, hex, integer, onchainView, sql } from "ponder";
import { usageTotal } from "../usage.ts";

/** What the usage of a kind of a tenant and all its streams has cost in a vault. */
export const tenantUsageTotal = onchainView("tenant_usage_total", {
  tenantId: hex("tenant_id").notNull(),
  vault: hex("vault").notNull(),
  kind: integer("kind").notNull(),
  records: integer("records").notNull(),
  quantity: bigint("quantity").notNull(),
  /** `fromStream + fromTenant + arrears`, as in `usageCharge`. */
  amount: bigint("amount").notNull(),
  fromStream: bigint("from_stream").notNull(),
  fromTenant: bigint("from_tenant").notNull(),
  arrears: bigint("arrears").notNull(),
}).as(sql`
  select
    ${usageTotal.tenantId}, ${usageTotal.vault}, ${usageTotal.kind}, sum(${usageTotal.records})::integer as "records",
    sum(${usageTotal.quantity}) as "quantity", sum(${usageTotal.amount}) as "amount",
    sum(${usageTotal.fromStream}) as "from_stream", sum(${usageTotal.fromTenant}) as "from_tenant",
    sum(${usageTotal.arrears}) as "arrears"
  from ${usageTotal}
  group by ${usageTotal.tenantId}, ${usageTotal.vault}, ${usageTotal.kind}`);
