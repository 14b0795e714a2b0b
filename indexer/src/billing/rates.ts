/** The rate card, the meters, the caps. */
import { ponder } from "ponder:registry";
import { defaultCap, rate, rateChange, tenantCap, usageMeter } from "ponder:schema";
import { zeroAddress } from "viem";
import { stampOf } from "../lib/stamp-of.ts";

ponder.on("StreamBilling:RateAnnounced", async ({ event, context: { db } }) => {
  const { kind, vault, unitPrice } = event.args;
  const [from, now] = [BigInt(event.args.from), event.block.timestamp];
  await db
    .insert(rate)
    .values({ kind, vault, unitPrice, from, previousPrice: 0n })
    .onConflictDoUpdate((row) => ({
      unitPrice,
      from,
      previousPrice: now < row.from ? row.previousPrice : row.unitPrice,
    }));
  await db
    .insert(rateChange)
    .values({ id: event.id, kind, vault, unitPrice, from, ...stampOf(event) });
});

ponder.on("StreamBilling:MeterKeySet", async ({ event, context: { db } }) => {
  const { meterNo } = event.args;
  const key = event.args.key === zeroAddress ? null : event.args.key;
  await db.insert(usageMeter).values({ meterNo, key }).onConflictDoUpdate({ key });
});

ponder.on("StreamBilling:TenantCapSet", async ({ event, context: { db } }) => {
  const { tenantId, vault, cap } = event.args;
  await db.insert(tenantCap).values({ tenantId, vault, cap }).onConflictDoUpdate({ cap });
});

ponder.on("StreamBilling:DefaultCapSet", async ({ event, context: { db } }) => {
  const { vault, cap } = event.args;
  await db.insert(defaultCap).values({ vault, cap }).onConflictDoUpdate({ cap });
});
