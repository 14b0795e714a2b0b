import { index, onchainTable, primaryKey } from "ponder";
import { billingMode } from "./billing.ts";
import { stamp } from "./stamp.ts";

/** A tenant `<label>.<root>`; its id is the namehash of that name. */
export const tenant = onchainTable(
  "tenant",
  (t) => ({
    id: t.hex().primaryKey(),
    tenantNo: t.integer().notNull(),
    label: t.text().notNull(),
    name: t.text().notNull(),
    account: t.hex().notNull(),
    owner: t.hex().notNull(),
    /** Who may accept the tenant. */
    pendingOwner: t.hex(),
    /** How often the tenant was handed over. */
    tenancy: t.integer().notNull(),
    /** Account that releases credit; null: the owner's. */
    receiver: t.hex(),
    /** Whether its streams have balances of their own; otherwise all of them bill the tenant. */
    streamBalances: t.boolean().notNull(),
    /** Whether it owes for infrastructure in any vault. */
    inArrears: t.boolean().notNull(),
    createdAt: t.bigint().notNull(),
  }),
  (table) => ({ name: index().on(table.name), owner: index().on(table.owner) }),
);

/** A stream `<label>.<tenant>.<root>`; its id is the namehash of that name. */
export const stream = onchainTable(
  "stream",
  (t) => ({
    id: t.hex().primaryKey(),
    /** What sessions and settlements call it on-chain. */
    streamNo: t.integer().notNull(),
    tenantId: t.hex().notNull(),
    label: t.text().notNull(),
    name: t.text().notNull(),
    account: t.hex().notNull(),
    /** Where watch payments go. */
    watchAccount: t.hex().notNull(),
    /** Who the meter credits from a session's next start or heartbeat on. */
    payee: t.hex().notNull(),
    /** The tenant's tenancy when the payee was set. */
    payeeTenancy: t.integer().notNull(),
    uri: t.text().notNull(),
    /** Why it is stopped, one bit each: 1 by its owner, 2 deleted, 4 suspended, 8 in arrears. 0: it plays. */
    stops: t.integer().notNull(),
    /** How often it was resumed. */
    run: t.integer().notNull(),
    /** How often it was deleted. */
    generation: t.integer().notNull(),
    /** Last second at which it is verified, if its tenant's tenancy is still `verifiedTenancy`. */
    verifiedUntil: t.bigint().notNull(),
    verifiedTenancy: t.integer().notNull(),
    /** Whose balance pays for its usage, as its owner set it; `streamState` has the mode in force. */
    billingMode: billingMode().notNull(),
    createdAt: t.bigint().notNull(),
  }),
  (table) => ({
    tenant: index().on(table.tenantId),
    name: index().on(table.name),
    payee: index().on(table.payee),
  }),
);

/** Finds the tenant behind the number that the ledger's events carry. */
export const tenantNumber = onchainTable("tenant_number", (t) => ({
  tenantNo: t.integer().primaryKey(),
  tenantId: t.hex().notNull(),
}));

/** Finds the stream behind the number that the ledger's events carry. */
export const streamNumber = onchainTable("stream_number", (t) => ({
  streamNo: t.integer().primaryKey(),
  streamId: t.hex().notNull(),
}));

/** What a stream charges in a vault. All zero: not for sale there. */
export const price = onchainTable(
  "price",
  (t) => ({
    streamId: t.hex().notNull(),
    vault: t.hex().notNull(),
    /** Shares charged once per viewer. */
    startFee: t.bigint().notNull(),
    /** Shares per second. */
    perSecond: t.bigint().notNull(),
    /** Longest time sold at once, in seconds. */
    window: t.bigint().notNull(),
    updatedAt: t.bigint().notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.streamId, table.vault] }) }),
);

/** Each change of a price. */
export const priceChange = onchainTable(
  "price_change",
  (t) => ({
    id: t.text().primaryKey(),
    streamId: t.hex().notNull(),
    vault: t.hex().notNull(),
    startFee: t.bigint().notNull(),
    perSecond: t.bigint().notNull(),
    window: t.bigint().notNull(),
    ...stamp(t),
  }),
  (table) => ({ stream: index().on(table.streamId) }),
);

/** Each end of a run: no session of that run is charged beyond `at`. */
export const stop = onchainTable(
  "stop",
  (t) => ({
    streamId: t.hex().notNull(),
    run: t.integer().notNull(),
    at: t.bigint().notNull(),
    /** The reasons it was stopped for, as in `stream.stops`. */
    stops: t.integer().notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.streamId, table.run] }) }),
);

/** Text records as they were set. Those of a deleted stream no longer count: read `textRecord`. */
export const textEntry = onchainTable(
  "text_entry",
  (t) => ({
    nodeId: t.hex().notNull(),
    key: t.text().notNull(),
    value: t.text().notNull(),
    /** Of the stream when the record was set. */
    generation: t.integer().notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.nodeId, table.key] }) }),
);

/** The last attestation accepted for a tenant or stream. */
export const attestation = onchainTable("attestation", (t) => ({
  /** Id of the tenant or stream. */
  nodeId: t.hex().primaryKey(),
  verifier: t.hex().notNull(),
  /** The tenant's owner it was given to. */
  owner: t.hex().notNull(),
  contentHash: t.hex().notNull(),
  expiry: t.bigint().notNull(),
  /** The tenant's tenancy at the time: it counts for that one alone. */
  tenancy: t.integer().notNull(),
  /** Whether it was withdrawn, or went with the deletion of the stream. */
  revoked: t.boolean().notNull(),
}));

/** Tenant labels that were reserved, or set free again. */
export const reservedLabel = onchainTable("reserved_label", (t) => ({
  label: t.text().primaryKey(),
  reserved: t.boolean().notNull(),
}));
