/** How rows lead to one another in GraphQL. */
import { relations } from "ponder";
import {
  arrearsBalance,
  arrearsChange,
  funding,
  fundingPolicy,
  release,
  suspension,
  sweep,
} from "./billing.ts";
import { account, balance } from "./ledger.ts";
import { channel, segment, session, settlement, startFee, streamTotal, tip } from "./meter.ts";
import { price, stop, stream, tenant } from "./registry.ts";
import { split, splitClaim, splitHolder } from "./split.ts";
import { rate, usageCharge, usageTotal } from "./usage.ts";
import { vault } from "./vault.ts";

export const tenantRelations = relations(tenant, ({ many }) => ({
  streams: many(stream),
  usageCharges: many(usageCharge),
  usageTotals: many(usageTotal),
  fundings: many(funding),
  arrears: many(arrearsBalance),
  arrearsChanges: many(arrearsChange),
  suspensions: many(suspension),
  releases: many(release),
  sweeps: many(sweep),
}));

export const streamRelations = relations(stream, ({ one, many }) => ({
  tenant: one(tenant, { fields: [stream.tenantId], references: [tenant.id] }),
  prices: many(price),
  runsStopped: many(stop),
  sessions: many(session),
  channels: many(channel),
  totals: many(streamTotal),
  settlements: many(settlement),
  startFees: many(startFee),
  tips: many(tip),
  usageCharges: many(usageCharge),
  usageTotals: many(usageTotal),
  fundings: many(funding),
  fundingPolicies: many(fundingPolicy),
  arrears: many(arrearsBalance),
  arrearsChanges: many(arrearsChange),
  suspensions: many(suspension),
  releases: many(release),
  sweeps: many(sweep),
}));

export const priceRelations = relations(price, ({ one }) => ({
  stream: one(stream, { fields: [price.streamId], references: [stream.id] }),
  vaultRow: one(vault, { fields: [price.vault], references: [vault.address] }),
}));

export const stopRelations = relations(stop, ({ one }) => ({
  stream: one(stream, { fields: [stop.streamId], references: [stream.id] }),
}));

export const sessionRelations = relations(session, ({ one, many }) => ({
  stream: one(stream, { fields: [session.streamId], references: [stream.id] }),
  segments: many(segment),
  settlements: many(settlement),
}));

export const segmentRelations = relations(segment, ({ one }) => ({
  session: one(session, { fields: [segment.sessionId], references: [session.id] }),
}));

export const settlementRelations = relations(settlement, ({ one }) => ({
  session: one(session, { fields: [settlement.sessionId], references: [session.id] }),
  stream: one(stream, { fields: [settlement.streamId], references: [stream.id] }),
}));

export const startFeeRelations = relations(startFee, ({ one }) => ({
  stream: one(stream, { fields: [startFee.streamId], references: [stream.id] }),
}));

export const tipRelations = relations(tip, ({ one }) => ({
  stream: one(stream, { fields: [tip.streamId], references: [stream.id] }),
}));

export const channelRelations = relations(channel, ({ one }) => ({
  stream: one(stream, { fields: [channel.streamId], references: [stream.id] }),
}));

export const streamTotalRelations = relations(streamTotal, ({ one }) => ({
  stream: one(stream, { fields: [streamTotal.streamId], references: [stream.id] }),
}));

export const accountRelations = relations(account, ({ many }) => ({ balances: many(balance) }));

export const balanceRelations = relations(balance, ({ one }) => ({
  accountRow: one(account, { fields: [balance.account], references: [account.address] }),
  vaultRow: one(vault, { fields: [balance.vault], references: [vault.address] }),
}));

export const splitRelations = relations(split, ({ many }) => ({
  members: many(splitHolder),
  claims: many(splitClaim),
}));

export const splitHolderRelations = relations(splitHolder, ({ one }) => ({
  split: one(split, { fields: [splitHolder.account], references: [split.account] }),
}));

export const splitClaimRelations = relations(splitClaim, ({ one }) => ({
  split: one(split, { fields: [splitClaim.account], references: [split.account] }),
}));

export const rateRelations = relations(rate, ({ one }) => ({
  vaultRow: one(vault, { fields: [rate.vault], references: [vault.address] }),
}));

export const usageChargeRelations = relations(usageCharge, ({ one }) => ({
  stream: one(stream, { fields: [usageCharge.streamId], references: [stream.id] }),
  tenant: one(tenant, { fields: [usageCharge.tenantId], references: [tenant.id] }),
  vaultRow: one(vault, { fields: [usageCharge.vault], references: [vault.address] }),
}));

export const usageTotalRelations = relations(usageTotal, ({ one }) => ({
  stream: one(stream, { fields: [usageTotal.streamId], references: [stream.id] }),
  tenant: one(tenant, { fields: [usageTotal.tenantId], references: [tenant.id] }),
  vaultRow: one(vault, { fields: [usageTotal.vault], references: [vault.address] }),
}));

export const sweepRelations = relations(sweep, ({ one }) => ({
  stream: one(stream, { fields: [sweep.streamId], references: [stream.id] }),
  tenant: one(tenant, { fields: [sweep.tenantId], references: [tenant.id] }),
  vaultRow: one(vault, { fields: [sweep.vault], references: [vault.address] }),
}));

export const fundingPolicyRelations = relations(fundingPolicy, ({ one }) => ({
  stream: one(stream, { fields: [fundingPolicy.streamId], references: [stream.id] }),
  vaultRow: one(vault, { fields: [fundingPolicy.vault], references: [vault.address] }),
}));

// Rows of a name lead to the stream if it is one's, and always to the tenant.

export const fundingRelations = relations(funding, ({ one }) => ({
  stream: one(stream, { fields: [funding.nodeId], references: [stream.id] }),
  tenant: one(tenant, { fields: [funding.tenantId], references: [tenant.id] }),
  vaultRow: one(vault, { fields: [funding.vault], references: [vault.address] }),
}));

export const arrearsBalanceRelations = relations(arrearsBalance, ({ one }) => ({
  stream: one(stream, { fields: [arrearsBalance.nodeId], references: [stream.id] }),
  tenant: one(tenant, { fields: [arrearsBalance.tenantId], references: [tenant.id] }),
  vaultRow: one(vault, { fields: [arrearsBalance.vault], references: [vault.address] }),
}));

export const arrearsChangeRelations = relations(arrearsChange, ({ one }) => ({
  stream: one(stream, { fields: [arrearsChange.nodeId], references: [stream.id] }),
  tenant: one(tenant, { fields: [arrearsChange.tenantId], references: [tenant.id] }),
  vaultRow: one(vault, { fields: [arrearsChange.vault], references: [vault.address] }),
}));

export const releaseRelations = relations(release, ({ one }) => ({
  stream: one(stream, { fields: [release.nodeId], references: [stream.id] }),
  tenant: one(tenant, { fields: [release.tenantId], references: [tenant.id] }),
  vaultRow: one(vault, { fields: [release.vault], references: [vault.address] }),
}));

export const suspensionRelations = relations(suspension, ({ one }) => ({
  stream: one(stream, { fields: [suspension.nodeId], references: [stream.id] }),
  tenant: one(tenant, { fields: [suspension.tenantId], references: [tenant.id] }),
}));
