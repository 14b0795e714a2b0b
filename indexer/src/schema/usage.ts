import { index, onchainEnum, onchainTable, type PgColumnsBuilders, primaryKey } from "ponder";
import { billingMode } from "./billing.ts";
import { stamp } from "./stamp.ts";

/** What a unit of a kind of usage costs in a vault. At time t: `t < from ? previousPrice : unitPrice`. */
export const rate = onchainTable(
  "rate",
  (t) => ({
    kind: t.integer().notNull(),
    vault: t.hex().notNull(),
    /** Shares of a unit, as last announced; 0: usage of it is refused. */
    unitPrice: t.bigint().notNull(),
    /** Unix time from which that holds. */
    from: t.bigint().notNull(),
    /** Shares of a unit until then. */
    previousPrice: t.bigint().notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.kind, table.vault] }) }),
);

/** Each announcement of a rate. One that comes before the last is in force replaces it. */
export const rateChange = onchainTable(
  "rate_change",
  (t) => ({
    id: t.text().primaryKey(),
    kind: t.integer().notNull(),
    vault: t.hex().notNull(),
    unitPrice: t.bigint().notNull(),
    from: t.bigint().notNull(),
    ...stamp(t),
  }),
  (table) => ({ line: index().on(table.kind, table.vault) }),
);

/** Who reports usage. The number outlives its keys. */
export const usageMeter = onchainTable("usage_meter", (t) => ({
  meterNo: t.integer().primaryKey(),
  /** The key it reports with; null: it may not. */
  key: t.hex(),
}));

/** The most that a tenant is charged in a vault on a day (UTC); without a row, or at 0, the vault's default. */
export const tenantCap = onchainTable(
  "tenant_cap",
  (t) => ({
    tenantId: t.hex().notNull(),
    vault: t.hex().notNull(),
    cap: t.bigint().notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.tenantId, table.vault] }) }),
);

/** The most that a tenant without a cap of its own is charged in a vault on a day (UTC). */
export const defaultCap = onchainTable("default_cap", (t) => ({
  vault: t.hex().primaryKey(),
  cap: t.bigint().notNull(),
}));

/** Where a bill went: `amount = fromStream + fromTenant + arrears`. */
const parts = (t: PgColumnsBuilders) => ({
  amount: t.bigint().notNull(),
  /** Shares of it that the stream's balance paid. */
  fromStream: t.bigint().notNull(),
  /** Shares of it that the tenant's balance paid. */
  fromTenant: t.bigint().notNull(),
  /** Shares of it that nobody could pay: arrears, of the tenant under `tenant_only`, otherwise of the stream. */
  arrears: t.bigint().notNull(),
});

/** A usage record that was charged. */
export const usageCharge = onchainTable(
  "usage_charge",
  (t) => ({
    id: t.text().primaryKey(),
    meterNo: t.integer().notNull(),
    /** The meter's number of the record. */
    recordId: t.bigint().notNull(),
    /** The stream that used it, or the tenant itself for what belongs to no stream. */
    streamId: t.hex().notNull(),
    tenantId: t.hex().notNull(),
    vault: t.hex().notNull(),
    /** Line of the rate card. */
    kind: t.integer().notNull(),
    quantity: t.bigint().notNull(),
    /** Shares of a unit when it was charged. */
    unitPrice: t.bigint().notNull(),
    ...parts(t),
    /** The mode in force. */
    mode: billingMode().notNull(),
    ...stamp(t),
  }),
  (table) => ({
    record: index().on(table.meterNo, table.recordId),
    stream: index().on(table.streamId),
    tenant: index().on(table.tenantId),
  }),
);

/** Why a record was refused; the same as `IStreamBilling.Refusal`. */
export const refusalReason = onchainEnum("refusal_reason", [
  "unknown_name",
  "vault_not_listed",
  "nothing_to_charge",
  "above_cap",
]);

/** A usage record that was refused. Its number stays unused. */
export const usageRefusal = onchainTable(
  "usage_refusal",
  (t) => ({
    id: t.text().primaryKey(),
    meterNo: t.integer().notNull(),
    recordId: t.bigint().notNull(),
    /** What the meter called it; there may be no such name. */
    streamId: t.hex().notNull(),
    reason: refusalReason().notNull(),
    ...stamp(t),
  }),
  (table) => ({
    record: index().on(table.meterNo, table.recordId),
    stream: index().on(table.streamId),
  }),
);

/** A usage record that was left alone, because the meter had charged one with this number before. */
export const usageSkip = onchainTable(
  "usage_skip",
  (t) => ({
    id: t.text().primaryKey(),
    meterNo: t.integer().notNull(),
    recordId: t.bigint().notNull(),
    ...stamp(t),
  }),
  (table) => ({ record: index().on(table.meterNo, table.recordId) }),
);

/** What a stream's usage of a kind has cost in a vault; of the tenant itself where `streamId` is its id. */
export const usageTotal = onchainTable(
  "usage_total",
  (t) => ({
    streamId: t.hex().notNull(),
    vault: t.hex().notNull(),
    kind: t.integer().notNull(),
    tenantId: t.hex().notNull(),
    records: t.integer().notNull(),
    quantity: t.bigint().notNull(),
    ...parts(t),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.streamId, table.vault, table.kind] }),
    tenant: index().on(table.tenantId),
  }),
);
