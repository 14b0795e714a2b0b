/** What happens on the chain, in words, from its logs. */
import { type Address, type Hash, type Log, parseEventLogs } from "viem";
import { billingAbi, paymentAbi, registryAbi, splitsAbi } from "../abis.ts";
import type { Chain } from "../chain.ts";
import type { Manifest } from "../manifest.ts";
import { formatAmount, formatSeconds } from "./format.ts";
import type { Labels, Names } from "./names.ts";

/** One thing that happened; its words are made when it is shown, since names may come later. */
export type Happening = { block: bigint; describe(names: Names): string };

/** Everything of the contracts that the view speaks of. */
const abi = [...paymentAbi, ...splitsAbi, ...registryAbi, ...billingAbi] as const;

/** The bit of a stream's stops that says that it owes for infrastructure. */
const ARREARS = 8;

export type Journal = {
  /** Reads on up to this block and returns what is new. */
  readTo(block: bigint): Promise<Happening[]>;
  /** Whether any second was ever settled. */
  hasSettled(): boolean;
  /** What the logs so far call things. */
  labels: Labels;
};

export function createJournal(chain: Chain, { contracts, l2 }: Manifest): Journal {
  let next = BigInt(l2.startBlock);
  let hasSettled = false;
  const labels: Labels = new Map();
  const platform = chain.publicClient
    .readContract({
      address: contracts.StreamPayment,
      abi: paymentAbi,
      functionName: "platformAccount",
    })
    .then((account) => labels.set(account.toLowerCase() as Address, "the platform"));
  // It is awaited when it is needed.
  platform.catch(() => {});
  /** Those that are not told of yet: they are told of together. */
  const settlements: Settlement[] = [];
  const bills: Bill[] = [];
  /** Tenants by their numbers. */
  const tenants = new Map<number, string>();
  /** Streams that owe for infrastructure, by their numbers. */
  const suspended = new Set<number>();
  /** When each running session ends, as far as the logs say: a change of it is a shortening or an end. */
  const untils = new Map<string, number>();

  const describe = (log: Log<bigint, number, false>): Happening["describe"] | undefined => {
    const [event] = parseEventLogs({ abi, logs: [log] });
    switch (event?.eventName) {
      case "TenantCreated": {
        const { tenantId, tenantNo, owner, label, account } = event.args;
        labels.set(tenantId, label).set(account.toLowerCase() as Address, label);
        tenants.set(tenantNo, label);
        return (names) => `${names.account(owner)} got the name ${label}`;
      }
      case "StreamCreated": {
        const { streamId, streamNo, tenantId, label, account } = event.args;
        const name = `${label}.${labels.get(tenantId)}`;
        labels
          .set(streamId, name)
          .set(streamNo, name)
          .set(account.toLowerCase() as Address, name);
        return () => `${name} was created`;
      }
      case "SplitRegistered": {
        const { account, holders } = event.args;
        labels.set(account.toLowerCase() as Address, "split");
        return (names) => `a split was registered for ${holders.map(names.account).join(", ")}`;
      }
      case "SessionStarted":
      case "SessionExtended": {
        const { viewer, streamNo, vault, perSecond, until } = event.args;
        untils.set(`${viewer}${vault}`, until);
        const verb = event.eventName === "SessionStarted" ? "started" : "prolonged";
        return (names) =>
          `${names.account(viewer)} ${verb} ${names.node(streamNo)} at ${money(names, vault, perSecond)}/s`;
      }
      case "SessionSettled": {
        const { viewer, streamNo, vault, settledAt, until, gross, fee } = event.args;
        hasSettled ||= gross > 0n;
        const before = untils.get(`${viewer}${vault}`) ?? until;
        untils.set(`${viewer}${vault}`, until);
        if (until === before && until !== settledAt) {
          const { transactionHash: tx, blockNumber: block } = log;
          settlements.push({ tx, block, vault, gross, fee });
          return undefined;
        }
        const how =
          until === before
            ? "ran to its end"
            : until === settledAt
              ? "ended"
              : `was shortened by ${formatSeconds(BigInt(before - until))}`;
        return (names) =>
          `${names.account(viewer)}'s session of ${names.node(streamNo)} ${how}` +
          (gross === 0n ? "" : ` and paid ${money(names, vault, gross)}`);
      }
      case "StartFeePaid": {
        const { viewer, streamNo, vault, gross } = event.args;
        return (names) =>
          `${names.account(viewer)} paid the start fee ${money(names, vault, gross)} of ${names.node(streamNo)}`;
      }
      case "Tipped": {
        const { from, streamNo, vault, amount } = event.args;
        return (names) =>
          `${names.account(from)} tipped ${names.node(streamNo)} ${money(names, vault, amount)}`;
      }
      case "Withdrawn": {
        const { vault, account, shares } = event.args;
        return (names) => `${names.account(account)} withdrew ${money(names, vault, shares)}`;
      }
      case "SplitClaimed": {
        const { holder, vault, amount } = event.args;
        return (names) =>
          `${names.account(holder)} got ${money(names, vault, amount)} out of the split`;
      }
      case "PriceSet": {
        const { streamNo, vault, perSecond, startFee } = event.args;
        return (names) =>
          `${names.node(streamNo)} now costs ${money(names, vault, perSecond)}/s` +
          (startFee === 0n ? "" : ` after ${money(names, vault, startFee)} at the first start`);
      }
      case "StopsSet": {
        const { streamNo, stops } = event.args;
        const wasSuspended = suspended.has(streamNo);
        const isSuspended = (stops & ARREARS) !== 0;
        if (isSuspended) suspended.add(streamNo);
        else suspended.delete(streamNo);
        if (isSuspended === wasSuspended) {
          return (names) => `${names.node(streamNo)} was ${stops === 0 ? "resumed" : "stopped"}`;
        }
        return (names) =>
          `${names.node(streamNo)} ${isSuspended ? "ran dry and was suspended" : "owes nothing any more"}`;
      }
      case "TenantArrearsSet": {
        const { tenantNo, inArrears } = event.args;
        const tenant = tenants.get(tenantNo) ?? `tenant #${tenantNo}`;
        return () =>
          inArrears
            ? `${tenant} owes for infrastructure: no stream starts that draws on it`
            : `${tenant} owes nothing any more`;
      }
      case "UsageCharged": {
        const { vault, amount, fromStream, fromTenant } = event.args;
        const { transactionHash: tx, blockNumber: block } = log;
        bills.push({ tx, block, vault, amount, arrears: amount - fromStream - fromTenant });
        return undefined;
      }
      case "UsageRefused": {
        const { streamId, id } = event.args;
        return (names) => `usage record ${id} of ${names.node(streamId)} was refused`;
      }
      case "Funded": {
        const { id, from, vault, shares, toArrears } = event.args;
        return (names) =>
          `${names.account(from)} funded ${names.node(id)} with ${money(names, vault, shares)}` +
          (toArrears === 0n ? "" : `, ${money(names, vault, toArrears)} of it for arrears`);
      }
      case "Released": {
        const { id, vault, receiver, shares } = event.args;
        return (names) =>
          `${money(names, vault, shares)} went from ${names.node(id)} to ${names.account(receiver)}`;
      }
      case "Verified": {
        const { id } = event.args;
        return (names) => `${names.node(id)} was verified`;
      }
      default:
        return undefined;
    }
  };

  return {
    readTo: async (block) => {
      await platform;
      if (block < next) return [];
      const logs = await chain.publicClient.getLogs({
        address: [
          contracts.StreamPayment,
          contracts.StreamRegistry,
          contracts.StreamSplits,
          contracts.StreamBilling,
        ],
        fromBlock: next,
        toBlock: block,
      });
      next = block + 1n;
      const happenings = logs.flatMap((log) => {
        const words = describe(log);
        return words === undefined ? [] : [{ block: log.blockNumber, describe: words }];
      });
      return [
        ...happenings,
        ...describeBatches(settlements.splice(0)),
        ...describeBills(bills.splice(0)),
      ].sort((a, b) => Number(a.block - b.block));
    },
    hasSettled: () => hasSettled,
    labels,
  };
}

/** A settlement that changed nothing else of its session. */
type Settlement = { tx: Hash; block: bigint; vault: Address; gross: bigint; fee: bigint };

/** One sentence for each transaction that settled. */
function describeBatches(settlements: Settlement[]): Happening[] {
  const batches = new Map<Hash, Settlement & { sessions: number }>();
  for (const one of settlements) {
    const sum = batches.get(one.tx) ?? { ...one, gross: 0n, fee: 0n, sessions: 0 };
    sum.gross += one.gross;
    sum.fee += one.fee;
    sum.sessions++;
    batches.set(one.tx, sum);
  }
  return [...batches.values()].map(({ block, sessions, vault, gross, fee }) => ({
    block,
    describe: (names) =>
      `${sessions === 1 ? "one session" : `${sessions} sessions`} settled: ` +
      `${money(names, vault, gross)} (platform ${money(names, vault, fee)})`,
  }));
}

/** A usage record that was charged. */
type Bill = { tx: Hash; block: bigint; vault: Address; amount: bigint; arrears: bigint };

/** One sentence for each transaction that billed. */
function describeBills(bills: Bill[]): Happening[] {
  const batches = new Map<Hash, Bill & { records: number }>();
  for (const one of bills) {
    const sum = batches.get(one.tx) ?? { ...one, amount: 0n, arrears: 0n, records: 0 };
    sum.amount += one.amount;
    sum.arrears += one.arrears;
    sum.records++;
    batches.set(one.tx, sum);
  }
  return [...batches.values()].map(({ block, records, vault, amount, arrears }) => ({
    block,
    describe: (names) =>
      `${records === 1 ? "one usage record" : `${records} usage records`} billed: ` +
      money(names, vault, amount) +
      (arrears === 0n ? "" : ` (${money(names, vault, arrears)} unpaid)`),
  }));
}

function money(names: Names, vault: Address, shares: bigint): string {
  const { symbol, decimals } = names.vault(vault);
  return `${formatAmount(shares, decimals)} ${symbol}`;
}
