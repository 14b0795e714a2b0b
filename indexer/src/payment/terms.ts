/** The terms that the registry pushed into the ledger. */
import { ponder } from "ponder:registry";
import {
  account,
  price,
  priceChange,
  stop,
  stream,
  streamNumber,
  tenant,
  tenantNumber,
} from "ponder:schema";
import { zeroAddress, zeroHash } from "viem";
import { expectRow } from "../lib/expect-row.ts";
import { stampOf } from "../lib/stamp-of.ts";
import { streamOf } from "../lib/stream-of.ts";
import { setSuspended } from "../lib/suspend.ts";

/** The bit of a stream's stops that says that it owes for infrastructure. */
const ARREARS = 8;

ponder.on("StreamPayment:TenantNumbered", async ({ event, context: { db } }) => {
  const { tenantId, tenantNo, account: address } = event.args;
  const mark = { kind: "tenant", nodeId: tenantId } as const;
  await db
    .insert(account)
    .values({ address, ...mark })
    .onConflictDoUpdate(mark);
  await db.insert(tenantNumber).values({ tenantNo, tenantId });
});

ponder.on("StreamPayment:StreamNumbered", async ({ event, context: { db } }) => {
  const { streamId, streamNo, account: address, watchAccount } = event.args;
  const mark = { kind: "stream", nodeId: streamId } as const;
  await db
    .insert(account)
    .values({ address, ...mark })
    .onConflictDoUpdate(mark);
  const watchMark = { kind: "watch", nodeId: streamId } as const;
  await db
    .insert(account)
    .values({ address: watchAccount, ...watchMark })
    .onConflictDoUpdate(watchMark);
  await db.insert(streamNumber).values({ streamNo, streamId });
  // Names, tenant and payee follow in the same transaction, from `PayeeSet` and the registry's `StreamCreated`.
  await db.insert(stream).values({
    id: streamId,
    streamNo,
    tenantId: zeroHash,
    label: "",
    name: "",
    account: address,
    watchAccount,
    payee: zeroAddress,
    payeeTenancy: 0,
    uri: "",
    stops: 0,
    run: 0,
    generation: 0,
    verifiedUntil: 0n,
    verifiedTenancy: 0,
    billingMode: "stream_first",
    createdAt: event.block.timestamp,
  });
});

ponder.on("StreamPayment:PayeeSet", async ({ event, context }) => {
  const { streamNo, payee } = event.args;
  const { id, tenantId, payeeTenancy } = await streamOf(context, streamNo);
  const owner = await context.db.find(tenant, { id: tenantId });
  await context.db
    .update(stream, { id })
    .set({ payee, payeeTenancy: owner?.tenancy ?? payeeTenancy });
});

ponder.on("StreamPayment:PriceSet", async ({ event, context }) => {
  const { streamNo, vault, startFee, perSecond, window } = event.args;
  const { id: streamId } = await streamOf(context, streamNo);
  const terms = { startFee, perSecond, window: BigInt(window) };
  const updatedAt = event.block.timestamp;
  await context.db
    .insert(price)
    .values({ streamId, vault, ...terms, updatedAt })
    .onConflictDoUpdate({ ...terms, updatedAt });
  await context.db
    .insert(priceChange)
    .values({ id: event.id, streamId, vault, ...terms, ...stampOf(event) });
});

ponder.on("StreamPayment:StopsSet", async ({ event, context }) => {
  const { streamNo, stops, run } = event.args;
  const { id, tenantId, stops: before } = await streamOf(context, streamNo);
  const isSuspended = (stops & ARREARS) !== 0;
  if (isSuspended !== ((before & ARREARS) !== 0)) {
    await setSuspended(context, event, { nodeId: id, tenantId }, isSuspended);
  }
  if (stops !== 0) {
    // Only the first reason ends the run; more of them change nothing for its sessions.
    await context.db
      .insert(stop)
      .values({ streamId: id, run, at: event.block.timestamp, stops })
      .onConflictDoUpdate({ stops });
  }
  await context.db.update(stream, { id }).set({ stops, run });
});

ponder.on("StreamPayment:TenantArrearsSet", async ({ event, context }) => {
  const { tenantNo, inArrears } = event.args;
  const { tenantId: id } = await expectRow(
    context.db.find(tenantNumber, { tenantNo }),
    `tenant number ${tenantNo}`,
  );
  await context.db.update(tenant, { id }).set({ inArrears });
  await setSuspended(context, event, { nodeId: id, tenantId: id }, inArrears);
});

ponder.on("StreamPayment:VerificationPushed", async ({ event, context }) => {
  const { streamNo, until, tenancy } = event.args;
  const { id } = await streamOf(context, streamNo);
  await context.db
    .update(stream, { id })
    .set({ verifiedUntil: BigInt(until), verifiedTenancy: tenancy });
});
