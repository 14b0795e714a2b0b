import { index, onchainEnum, onchainTable, primaryKey } from "ponder";
import { stamp } from "./stamp.ts";

/** What an account is; the same as `IStreamLedger.AccountKind`. */
export const accountKind = onchainEnum("account_kind", [
  "wallet",
  "platform",
  "tenant",
  "stream",
  "watch",
  "split",
]);

/** Every account that money went through, or that belongs to a name or split. */
export const account = onchainTable(
  "account",
  (t) => ({
    address: t.hex().primaryKey(),
    kind: accountKind().notNull(),
    /** Id of the tenant or stream whose account it is. */
    nodeId: t.hex(),
  }),
  (table) => ({ node: index().on(table.nodeId) }),
);

/** Shares of each account in each vault. */
export const balance = onchainTable(
  "balance",
  (t) => ({
    account: t.hex().notNull(),
    vault: t.hex().notNull(),
    shares: t.bigint().notNull(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.account, table.vault] }),
    vault: index().on(table.vault),
  }),
);

/** Why money moved. */
export const transferReason = onchainEnum("transfer_reason", [
  "deposit",
  "withdrawal",
  "settlement",
  "start_fee",
  "tip",
  "split_claim",
  "funding",
  "usage_charge",
  "arrears_payment",
  "release",
  "sweep",
]);

/**
 * The journal: every movement of money, with the balances it left. Its key is the order of the chain, and replayed from
 * the first row it gives every balance.
 */
export const transfer = onchainTable(
  "transfer",
  (t) => ({
    ...stamp(t),
    vault: t.hex().notNull(),
    caller: t.hex().notNull(),
    /** Zero: the money came into the ledger. */
    sender: t.hex().notNull(),
    /** Zero: the money left the ledger. */
    receiver: t.hex().notNull(),
    shares: t.bigint().notNull(),
    /** What the sender has left; null if it is zero. */
    senderBalance: t.bigint(),
    /** What the receiver has now; null if it is zero. */
    receiverBalance: t.bigint(),
    /** The business event beside it; null if there is none: an owner's own transfer. */
    reason: transferReason(),
    /** Place in the block of that event's log. A deposit has none but the transfer itself. */
    reasonLogIndex: t.integer(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.block, table.logIndex] }),
    sender: index().on(table.sender),
    receiver: index().on(table.receiver),
    tx: index().on(table.tx),
  }),
);

/** Shares credited to an account from outside the ledger. */
export const deposit = onchainTable(
  "deposit",
  (t) => ({
    id: t.text().primaryKey(),
    vault: t.hex().notNull(),
    account: t.hex().notNull(),
    caller: t.hex().notNull(),
    shares: t.bigint().notNull(),
    ...stamp(t),
  }),
  (table) => ({ account: index().on(table.account) }),
);

/** Shares that left an account. */
export const withdrawal = onchainTable(
  "withdrawal",
  (t) => ({
    id: t.text().primaryKey(),
    vault: t.hex().notNull(),
    account: t.hex().notNull(),
    receiver: t.hex().notNull(),
    shares: t.bigint().notNull(),
    /** Whether the receiver got the vault's asset, not its shares. */
    asAssets: t.boolean().notNull(),
    ...stamp(t),
  }),
  (table) => ({ account: index().on(table.account), receiver: index().on(table.receiver) }),
);

/** Who may move all of an owner's money. */
export const operator = onchainTable(
  "operator",
  (t) => ({
    owner: t.hex().notNull(),
    spender: t.hex().notNull(),
    approved: t.boolean().notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.owner, table.spender] }) }),
);

/** What an owner last approved. Spending it emits no event: ask the ledger's `allowance` for what is left. */
export const approval = onchainTable(
  "approval",
  (t) => ({
    owner: t.hex().notNull(),
    spender: t.hex().notNull(),
    vault: t.hex().notNull(),
    shares: t.bigint().notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.owner, table.spender, table.vault] }) }),
);
