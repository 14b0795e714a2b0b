/** How the infrastructure of a story is billed: a rate card, a meter, caps, and money in the accounts of names. */
import type { Address, Hash } from "viem";
import { RATE_NOTICE, type Weir } from "../../helpers/deploy.ts";

/** Lines of the rate card. */
export const KINDS = { egress: 1, transcoding: 2, storage: 3 } as const;

/** A usage record without its number. */
export type Usage = { streamId: Hash; vault: Address; kind: number; quantity: bigint };

/** The most that a tenant is charged on a day, unless it has a cap of its own. */
export const DEFAULT_CAP = 100_000n;

/** What the bills of a story need. */
export type Billing = Awaited<ReturnType<typeof openBilling>>;

/**
 * Announces rates, adds a meter with the relayer's key, and waits until the rates are in force. A unit of egress costs 4
 * in USDC and 5 in ETH, one of transcoding 12 in USDC; storage has no price.
 */
export async function openBilling(weir: Weir) {
  const { wallets, billing, ledger, usdc, stETH, stUSDC, testClient, publicClient } = weir;
  const as = (wallet: Weir["wallets"]["owner"]) => ({ account: wallet.account });
  const [ETH, USDC] = [stETH.address, stUSDC.address];
  const { governor, rateSetter, meterKeeper, relayer } = wallets;

  await billing.write.announceRate([KINDS.egress, USDC, 3n], as(rateSetter));
  await billing.write.announceRate([KINDS.egress, ETH, 5n], as(rateSetter));
  await billing.write.announceRate([KINDS.transcoding, USDC, 10n], as(rateSetter));
  // Replaced before it is in force; then announced again, to hold from later on.
  await billing.write.announceRate([KINDS.transcoding, USDC, 12n], as(rateSetter));
  const announce = (kind: number, price: bigint) =>
    billing.write.announceRate([kind, USDC, price], as(rateSetter));
  const wait = async () => {
    const { timestamp } = await publicClient.getBlock();
    await testClient.setNextBlockTimestamp({ timestamp: timestamp + BigInt(RATE_NOTICE) });
    await testClient.mine({ blocks: 1 });
  };
  await wait();
  await announce(KINDS.egress, 4n);
  await wait();

  await billing.write.setDefaultCap([ETH, DEFAULT_CAP], as(governor));
  await billing.write.setDefaultCap([USDC, DEFAULT_CAP], as(governor));
  await billing.write.addMeter([relayer.account.address], as(meterKeeper));

  let nextId = 0n;
  /** Reports usage; the records get the next numbers, the first of which is returned. */
  const charge = async (...usage: Usage[]) => {
    const first = nextId;
    const records = usage.map((record) => ({ ...record, id: nextId++ }));
    await billing.write.chargeUsage([1, records], as(relayer));
    return first;
  };

  /** Puts USDC and ETH into the ledger account of a wallet. */
  const endow = async (wallet: Weir["wallets"]["owner"], shares: bigint) => {
    const { address } = wallet.account;
    await usdc.write.mint([address, shares]);
    await usdc.write.approve([ledger.address, shares], as(wallet));
    await ledger.write.depositAssets([USDC, shares, address], as(wallet));
    await ledger.write.depositETH([ETH, address], { ...as(wallet), value: shares });
  };

  const fund = (wallet: Weir["wallets"]["owner"], id: Hash, vault: Address, shares: bigint) =>
    ledger.write.fund([id, vault, shares], as(wallet));

  return { announce, charge, endow, fund };
}
