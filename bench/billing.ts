/** Gas of billing: usage records in batches, arrears, funding, release and sweep. */
import type { Hash, Hex } from "viem";
import { RATE_NOTICE, type Weir } from "../test/helpers/deploy.ts";

/** Upper bounds of what a transaction, or one more record in it, may cost, in gas. */
export const BILLING_BUDGETS: Record<string, number> = {
  "one more paid record in a batch of 50, steady": 30_000,
  "one more paid record in a batch of 499": 30_000,
  "one more record that opens arrears in a batch of 10, steady": 62_000,
  "500 paid records": 16_777_216,
};

/** Streams that are billed: enough for a record of each in a batch of fifty. */
const STREAMS = 51;

/** The most that the protocol lets one transaction use. */
const GAS = 16_777_216n;

/**
 * @param gasOf Waits for a transaction and returns its gas.
 * @param tenantId A tenant of the wallet `owner`. The wallet `funder` has shares, and some of them in the ledger.
 * @returns Gas by what was done.
 */
export async function billingFigures(
  weir: Weir,
  gasOf: (transaction: Promise<Hash>) => Promise<number>,
  tenantId: Hex,
): Promise<Record<string, number>> {
  const { ledger, registry, billing, stUSDC, wallets, networkHelpers } = weir;
  const vault = stUSDC.address;
  const as = (part: keyof Weir["wallets"]) => ({ account: wallets[part].account, gas: GAS });
  const payee = wallets.creator.account.address;

  await billing.write.announceRate([1, vault, 1_000n], as("rateSetter"));
  await networkHelpers.time.increase(RATE_NOTICE);
  await billing.write.addMeter([wallets.relayer.account.address], as("meterKeeper"));
  await billing.write.setDefaultCap([vault, 10n ** 12n], as("governor"));
  await billing.write.setStreamBalances([tenantId, true], as("registrar"));
  const shares = 10n ** 10n;
  await ledger.write.deposit([vault, shares, wallets.owner.account.address], as("funder"));
  const fund = (id: Hex, amount: bigint) =>
    gasOf(ledger.write.fund([id, vault, amount], as("owner")));

  const streams: Hex[] = [];
  for (let i = 0; i < STREAMS; ++i) {
    await registry.write.createStream([tenantId, `live${i}`, payee, "", []], as("owner"));
    const id = await registry.read.streamIdOf([tenantId, `live${i}`]);
    streams.push(id);
    await fund(id, 1_000_000n);
  }
  let next = 0n;
  /** Charges `count` records, stream after stream, of three units each. */
  const charge = (count: number, of: readonly Hex[] = streams) => {
    const records = Array.from({ length: count }, (_, index) => ({
      id: next++,
      streamId: of[index % of.length] as Hex,
      vault,
      kind: 1,
      quantity: 3n,
    }));
    return gasOf(billing.write.chargeUsage([1, records], as("relayer")));
  };

  const figures: Record<string, number> = {};
  figures["batch of 51 paid records, first"] = await charge(51);
  const fifty = await charge(50);
  figures["batch of 50 paid records, steady"] = fifty;
  next += 256n - (next % 256n); // both batches begin in a fresh word of ids, and stay in it
  const freshFifty = await charge(50);
  next += 256n - (next % 256n);
  figures["one more paid record in a batch of 50, steady"] = (await charge(51)) - freshFifty;
  next += 256n - (next % 256n);
  const most = await charge(499);
  next += 256n - (next % 256n);
  figures["500 paid records"] = await charge(500);
  figures["one more paid record in a batch of 499"] = figures["500 paid records"] - most;
  const known = { id: 0n, streamId: streams[0] as Hex, vault, kind: 1, quantity: 3n };
  const skip = (count: number) =>
    gasOf(
      billing.write.chargeUsage([1, Array.from({ length: count }, () => known)], as("relayer")),
    );
  const skipTen = await skip(10);
  figures["one more known record in a batch of 10"] = (await skip(11)) - skipTen;

  /* Arrears: streams that pay for themselves and have nothing. */
  const dry: Hex[] = [];
  for (let i = 0; i < 11; ++i) {
    await registry.write.createStream([tenantId, `dry${i}`, payee, "", []], as("owner"));
    const id = await registry.read.streamIdOf([tenantId, `dry${i}`]);
    await billing.write.setBillingMode([id, 2], as("owner"));
    dry.push(id);
  }
  /** Pays what the first `count` of them owe, and no more. */
  const clear = async (count: number) => {
    for (const id of dry.slice(0, count)) await fund(id, 3_000n);
  };
  next += 256n - (next % 256n);
  figures["batch of 11 records that open arrears, first"] = await charge(11, dry);
  await clear(11);
  next += 256n - (next % 256n);
  const ten = await charge(10, dry);
  await clear(10);
  next += 256n - (next % 256n);
  const eleven = await charge(11, dry);
  figures["one more record that opens arrears in a batch of 10, steady"] = eleven - ten;
  figures["funding that pays arrears and resumes a stream"] = await fund(dry[0] as Hex, 3_000n);
  const [stream] = streams as [Hex];
  figures["funding of a stream by its owner, steady"] = await fund(stream, 1_000n);

  const policy = { open: true, minimum: 1n, cap: 10n ** 9n, burst: 10n ** 6n, window: 3_600 };
  await billing.write.setFundingPolicy([stream, vault, policy], as("owner"));
  const sponsor = () => gasOf(ledger.write.fund([stream, vault, 1_000n], as("funder")));
  figures["funding of a stream by the public, first"] = await sponsor();
  figures["funding of a stream by the public, steady"] = await sponsor();

  const release = () => gasOf(billing.write.release([stream, vault], as("owner")));
  figures["release of a stream's excess, first"] = await release();
  await fund(stream, 1_000n);
  figures["release of a stream's excess, steady"] = await release();
  await fund(stream, 1_000n);
  await registry.write.deleteStream([stream], as("owner"));
  figures["sweep of a deleted stream, first"] = await gasOf(
    billing.write.sweep([stream, vault], as("stranger")),
  );
  return figures;
}
