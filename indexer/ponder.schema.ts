/**
 * Everything that can be asked over GraphQL and SQL. The tables live below `src`, so that a change of them is a change
 * of the build, and the rows are made anew.
 */
export * from "./src/schema/billing.ts";
export * from "./src/schema/clock.ts";
export * from "./src/schema/ledger.ts";
export * from "./src/schema/meter.ts";
export * from "./src/schema/platform.ts";
export * from "./src/schema/registry.ts";
export * from "./src/schema/relations.ts";
export * from "./src/schema/split.ts";
export * from "./src/schema/usage.ts";
export * from "./src/schema/vault.ts";

// Views are created in the order they stand here, and the others read this one.

export * from "./src/schema/views/current-session.ts";

// These read tables and the view above.

export * from "./src/schema/views/account-balance.ts";
export * from "./src/schema/views/meters.ts";
export * from "./src/schema/views/names.ts";
export * from "./src/schema/views/payouts.ts";
export * from "./src/schema/views/split-share.ts";
export * from "./src/schema/views/statement.ts";
export * from "./src/schema/views/usage.ts";

// This one reads the view of payout terms.

export * from "./src/schema/views/node-balance.ts";
