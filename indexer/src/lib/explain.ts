import type { Context } from "ponder:registry";
import { transfer } from "ponder:schema";
import { type Hex, isAddressEqual } from "viem";
import { platformOf } from "./platform.ts";

type Located = { block: { number: bigint }; log: { logIndex: number } };
type Reason = NonNullable<(typeof transfer.$inferSelect)["reason"]>;

/**
 * How far before an event the first transfer that it sums up may be. The longest way: usage that a stream pays in part,
 * and its tenant the rest, after the tenant's arrears have been paid and it was resumed.
 */
const REACH = 5;

/**
 * Notes why money moved at the transfers that a business event sums up. The contracts emit them just before it.
 * @param payer Whose transfers they are.
 * @param parts Where the money went; parts of zero shares were never transferred.
 */
export async function explain(
  { db }: Context,
  { block, log }: Located,
  payer: Hex,
  parts: { receiver: Hex; shares: bigint }[],
  reason: Reason,
) {
  const left = parts.filter(({ shares }) => shares !== 0n);
  for (let back = 1; left.length > 0 && back <= REACH; back++) {
    const key = { block: block.number, logIndex: log.logIndex - back };
    const row = await db.find(transfer, key);
    if (row === null || row.reason !== null || !isAddressEqual(row.sender, payer)) continue;
    const part = left.findIndex(
      ({ receiver, shares }) => shares === row.shares && isAddressEqual(receiver, row.receiver),
    );
    if (part === -1) continue;
    await db.update(transfer, key).set({ reason, reasonLogIndex: log.logIndex });
    left.splice(part, 1);
  }
}

/** {@link explain} for a payment that the payee and the platform share. */
export async function explainShared(
  context: Context,
  event: Located,
  { viewer, payee, gross, fee }: { viewer: Hex; payee: Hex; gross: bigint; fee: bigint },
  reason: Reason,
) {
  const { account } = await platformOf(context);
  const parts = [
    { receiver: account, shares: fee },
    { receiver: payee, shares: gross - fee },
  ];
  await explain(context, event, viewer, parts, reason);
}
