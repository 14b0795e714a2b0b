/**
 * What the contracts say: for every block, what each meter must show, put together from the view functions at that
 * block and from the log of settlements, without anything of the indexer's.
 */
import type { Address, Hex } from "viem";
import type { Chain } from "./chain.ts";
import type { Story } from "./scenario.ts";

/** Shares of one meter in one vault. */
export type Figures = { owed: bigint; settled: bigint; fees: bigint };

/** Figures by `kind/id/vault`, as the paths of the meter route name them; a meter that nothing ever moved is absent. */
export type Meters = Map<string, Figures>;

/** A block and what the meters must show at its time. */
export type Moment = { block: bigint; time: bigint; meters: Meters };

/** The truth at every second that had a block, as its last block left it. */
export async function momentsOf(chain: Chain, story: Story): Promise<Moment[]> {
  const payments = await paymentsOf(chain);
  const last = await chain.publicClient.getBlockNumber();
  const numbers = Array.from(
    { length: Number(last - story.firstBlock) + 1 },
    (_, index) => story.firstBlock + BigInt(index),
  );
  const moments = new Map<bigint, Moment>();
  for (const number of numbers) {
    const moment = await momentAt(chain, story, payments, number);
    moments.set(moment.time, moment);
  }
  return [...moments.values()];
}

/** The truth at the last block. */
export async function momentNow(chain: Chain, story: Story): Promise<Moment> {
  const payments = await paymentsOf(chain);
  return momentAt(chain, story, payments, await chain.publicClient.getBlockNumber());
}

type Payment = {
  block: bigint;
  viewer: Address;
  streamNo: number;
  vault: Address;
  payee: Address;
  gross: bigint;
  fee: bigint;
};

/** Every settlement and start fee so far. Who a settlement paid stands in the session as it was a block before. */
async function paymentsOf({ ledger, publicClient }: Chain): Promise<Payment[]> {
  const range = { fromBlock: 0n, toBlock: await publicClient.getBlockNumber() };
  const fees = await ledger.getEvents.StartFeePaid({}, range);
  const settlements = await ledger.getEvents.SessionSettled({}, range);
  const paid = fees.map(({ args, blockNumber }) => ({ ...(args as Payment), block: blockNumber }));
  for (const { args, blockNumber } of settlements) {
    const payment = args as Omit<Payment, "payee">;
    const before = { blockNumber: blockNumber - 1n };
    const { payee } = await ledger.read.sessionOf([payment.viewer, payment.vault], before);
    if (payment.gross > 0n) paid.push({ ...payment, payee, block: blockNumber });
  }
  return paid;
}

async function momentAt(
  { ledger, stETH, stUSDC, publicClient }: Chain,
  story: Story,
  payments: Payment[],
  block: bigint,
): Promise<Moment> {
  const { timestamp } = await publicClient.getBlock({ blockNumber: block });
  const names = await namesByNumber(ledger, story);
  const meters: Meters = new Map();
  const add = (payment: Omit<Payment, "block">, { owed, settled, fees }: Figures) => {
    const { stream, tenant } = names.get(payment.streamNo) ?? unknown(payment.streamNo);
    for (const id of [
      `channel/${payment.viewer}:${stream}`,
      `stream/${stream}`,
      `creator/${payment.payee}`,
      `tenant/${tenant}`,
    ]) {
      const key = `${id}/${payment.vault}`.toLowerCase();
      const sum = meters.get(key) ?? { owed: 0n, settled: 0n, fees: 0n };
      meters.set(key, {
        owed: sum.owed + owed,
        settled: sum.settled + settled,
        fees: sum.fees + fees,
      });
    }
  };

  for (const payment of payments) {
    const { gross, fee } = payment;
    if (payment.block <= block) add(payment, { owed: gross, settled: gross, fees: fee });
  }
  for (const viewer of story.viewers) {
    for (const vault of [stETH.address, stUSDC.address]) {
      const session = await ledger.read.sessionOf([viewer, vault], { blockNumber: block });
      const owed = await ledger.read.owed([viewer, vault], { blockNumber: block });
      if (owed > 0n) {
        const payment = { ...session, viewer, vault, gross: 0n, fee: 0n };
        add(payment, { owed, settled: 0n, fees: 0n });
      }
    }
  }
  return { block, time: timestamp, meters };
}

async function namesByNumber(ledger: Chain["ledger"], { streams, tenants }: Story) {
  const names = new Map<number, { stream: Hex; tenant: Hex }>();
  for (const [label, stream] of Object.entries(streams)) {
    const { streamNo } = await ledger.read.termsOf([stream]);
    names.set(streamNo, { stream, tenant: label === "other" ? tenants.bob : tenants.alice });
  }
  return names;
}

function unknown(streamNo: number): never {
  throw new Error(`The story has no stream number ${streamNo}.`);
}
