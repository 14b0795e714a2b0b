/** How rows lead to one another in GraphQL. */
import { relations } from "ponder";
import { account, balance } from "./ledger.ts";
import { channel, segment, session, settlement, startFee, streamTotal, tip } from "./meter.ts";
import { price, stop, stream, tenant } from "./registry.ts";
import { split, splitClaim, splitHolder } from "./split.ts";
import { vault } from "./vault.ts";

export const tenantRelations = relations(tenant, ({ many }) => ({ streams: many(stream) }));

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
