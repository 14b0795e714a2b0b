import { index, onchainEnum, onchainTable, primaryKey } from "ponder";
import { stamp } from "./stamp.ts";

/** Whose balance pays for a stream's usage; the same as `IBillingNodes.BillingMode`. */
export const billingMode = onchainEnum("billing_mode", [
  "stream_first",
  "tenant_only",
  "stream_only",
]);

/** What a tenant or stream owes in a vault. */
export const arrearsBalance = onchainTable(
  "arrears_balance",
  (t) => ({
    /** Id of the tenant or stream. */
    nodeId: t.hex().notNull(),
    vault: t.hex().notNull(),
    /** The tenant itself, or the stream's. */
    tenantId: t.hex().notNull(),
    /** Shares owed now. */
    shares: t.bigint().notNull(),
    /** When it last began to owe here, in Unix seconds; kept when it has paid. */
    since: t.bigint().notNull(),
    /** All that was ever added, paid, and written off. */
    added: t.bigint().notNull(),
    paid: t.bigint().notNull(),
    forgiven: t.bigint().notNull(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.nodeId, table.vault] }),
    tenant: index().on(table.tenantId),
  }),
);

/** What arrears do. */
export const arrearsChangeKind = onchainEnum("arrears_change_kind", ["added", "paid", "forgiven"]);

/** Each change of what a tenant or stream owes. */
export const arrearsChange = onchainTable(
  "arrears_change",
  (t) => ({
    id: t.text().primaryKey(),
    nodeId: t.hex().notNull(),
    tenantId: t.hex().notNull(),
    /** The ledger account of the tenant or stream. */
    account: t.hex().notNull(),
    vault: t.hex().notNull(),
    kind: arrearsChangeKind().notNull(),
    shares: t.bigint().notNull(),
    /** What it owes in the vault after it. */
    total: t.bigint().notNull(),
    /** What its account holds in the vault after it. */
    balance: t.bigint().notNull(),
    ...stamp(t),
  }),
  (table) => ({
    node: index().on(table.nodeId),
    tenant: index().on(table.tenantId),
    account: index().on(table.account, table.vault, table.block, table.logIndex),
  }),
);

/** Each time in which a tenant or stream owed anything in any vault, and was suspended for it. */
export const suspension = onchainTable(
  "suspension",
  (t) => ({
    id: t.text().primaryKey(),
    nodeId: t.hex().notNull(),
    tenantId: t.hex().notNull(),
    from: t.bigint().notNull(),
    fromTx: t.hex().notNull(),
    /** Null while it lasts. */
    to: t.bigint(),
    toTx: t.hex(),
  }),
  (table) => ({ node: index().on(table.nodeId), tenant: index().on(table.tenantId) }),
);

/** Finds the last suspension of a tenant or stream. */
export const latestSuspension = onchainTable("latest_suspension", (t) => ({
  nodeId: t.hex().primaryKey(),
  suspensionId: t.text().notNull(),
}));

/** Money that was brought to the account of a tenant or stream. */
export const funding = onchainTable(
  "funding",
  (t) => ({
    id: t.text().primaryKey(),
    nodeId: t.hex().notNull(),
    tenantId: t.hex().notNull(),
    /** Who brought it. */
    from: t.hex().notNull(),
    vault: t.hex().notNull(),
    shares: t.bigint().notNull(),
    /** Shares of it that paid arrears at once. */
    toArrears: t.bigint().notNull(),
    /** Whether the rest counts towards the stream's policy: it is a stream, and not its owner's money. */
    isPublic: t.boolean().notNull(),
    ...stamp(t),
  }),
  (table) => ({
    node: index().on(table.nodeId),
    tenant: index().on(table.tenantId),
    from: index().on(table.from),
  }),
);

/** Under what terms the public may fund a stream in a vault. Without a row it may not. */
export const fundingPolicy = onchainTable(
  "funding_policy",
  (t) => ({
    streamId: t.hex().notNull(),
    vault: t.hex().notNull(),
    open: t.boolean().notNull(),
    /** Least shares of one payment. */
    minimum: t.bigint().notNull(),
    /** Most shares that the public brings while this policy stands. */
    cap: t.bigint().notNull(),
    /** Most shares at once, and the allowance that comes back within `window` seconds. */
    burst: t.bigint().notNull(),
    window: t.bigint().notNull(),
    /** Shares that count towards the cap. */
    funded: t.bigint().notNull(),
    updatedAt: t.bigint().notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.streamId, table.vault] }) }),
);

/** Each change of a funding policy. */
export const fundingPolicyChange = onchainTable(
  "funding_policy_change",
  (t) => ({
    id: t.text().primaryKey(),
    streamId: t.hex().notNull(),
    vault: t.hex().notNull(),
    open: t.boolean().notNull(),
    minimum: t.bigint().notNull(),
    cap: t.bigint().notNull(),
    burst: t.bigint().notNull(),
    window: t.bigint().notNull(),
    ...stamp(t),
  }),
  (table) => ({ stream: index().on(table.streamId) }),
);

/** Shares that went from the account of a tenant or stream to the tenant's receiver. */
export const release = onchainTable(
  "release",
  (t) => ({
    id: t.text().primaryKey(),
    nodeId: t.hex().notNull(),
    tenantId: t.hex().notNull(),
    vault: t.hex().notNull(),
    receiver: t.hex().notNull(),
    shares: t.bigint().notNull(),
    ...stamp(t),
  }),
  (table) => ({
    node: index().on(table.nodeId),
    tenant: index().on(table.tenantId),
    receiver: index().on(table.receiver),
  }),
);

/** Shares that went from the account of a deleted stream to its tenant's. */
export const sweep = onchainTable(
  "sweep",
  (t) => ({
    id: t.text().primaryKey(),
    streamId: t.hex().notNull(),
    tenantId: t.hex().notNull(),
    vault: t.hex().notNull(),
    shares: t.bigint().notNull(),
    ...stamp(t),
  }),
  (table) => ({ stream: index().on(table.streamId), tenant: index().on(table.tenantId) }),
);

/** What a tenant's owner set for releases in a vault. It counts for that owner alone: read `payoutTerm`. */
export const payoutTermEntry = onchainTable(
  "payout_term_entry",
  (t) => ({
    tenantId: t.hex().notNull(),
    vault: t.hex().notNull(),
    /** Shares that releases leave in each account of the tenant and its streams. */
    reserve: t.bigint().notNull(),
    /** Least shares that a release moves. */
    minimum: t.bigint().notNull(),
    /** The tenant's tenancy when it was set. */
    tenancy: t.integer().notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.tenantId, table.vault] }) }),
);

/** Who an owner of a tenant let release, or no longer. It counts for that owner alone: read `payoutOperator`. */
export const payoutOperatorEntry = onchainTable(
  "payout_operator_entry",
  (t) => ({
    tenantId: t.hex().notNull(),
    operator: t.hex().notNull(),
    approved: t.boolean().notNull(),
    /** The tenant's tenancy when it was set. */
    tenancy: t.integer().notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.tenantId, table.operator] }) }),
);
