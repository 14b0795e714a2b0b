/** What must be in the books at a block: from the logs up to it, and from the contracts' views at it. */
import { type Address, createPublicClient, http, type PublicClient } from "viem";
import { billingAbi, paymentAbi } from "../../../cli/local/abis.ts";
import type { Manifest } from "../../../cli/local/manifest.ts";

/** Shares of a meter. */
export type Figures = { owed: bigint; settled: bigint; fees: bigint };

/** A viewer's last session in a vault, as the ledger shows it. */
export type Session = {
  viewer: Address;
  vault: Address;
  streamNo: number;
  payee: Address;
  perSecond: bigint;
  startedAt: bigint;
  settledAt: bigint;
  until: bigint;
  owed: bigint;
  running: boolean;
};

/** See the fields. Keys are lower case and joined by "/". */
export type Truth = {
  /** By account and vault: shares, and what of them can be spent. */
  balances: Map<string, { shares: bigint; owed: bigint; available: bigint }>;
  sessions: Session[];
  /** By `channel/<viewer>/<stream no>`, `stream/<stream no>` or `creator/<payee>`, and vault. */
  meters: Map<string, Figures>;
  /** By id of the tenant or stream, and vault: those whose account ever held or owed anything. */
  names: Map<string, { shares: bigint; arrears: bigint; releasable: bigint }>;
};

/** Reads the truth of a block. */
export async function truthAt({ l2, contracts }: Manifest, block: bigint): Promise<Truth> {
  const client: PublicClient = createPublicClient({
    transport: http(l2.rpcUrl, { batch: true, timeout: 30_000 }),
  });
  const at = { address: contracts.StreamPayment, abi: paymentAbi, blockNumber: block } as const;
  const logs = await client.getContractEvents({
    address: contracts.StreamPayment,
    abi: paymentAbi,
    fromBlock: BigInt(l2.startBlock),
    toBlock: block,
    strict: true,
  });

  const meters: Truth["meters"] = new Map();
  const count = (
    { viewer, streamNo, payee, vault }: Pick<Session, "viewer" | "streamNo" | "payee" | "vault">,
    { owed, settled, fees }: Figures,
  ) => {
    for (const id of [`channel/${viewer}/${streamNo}`, `stream/${streamNo}`, `creator/${payee}`]) {
      const key = `${id}/${vault}`.toLowerCase();
      const sum = meters.get(key) ?? { owed: 0n, settled: 0n, fees: 0n };
      meters.set(key, {
        owed: sum.owed + owed,
        settled: sum.settled + settled,
        fees: sum.fees + fees,
      });
    }
  };

  /** Who the session of a viewer in a vault pays. */
  const payees = new Map<string, Address>();
  const accounts = new Map<string, { account: Address; vault: Address }>();
  const paid = (gross: bigint, fee: bigint) => ({ owed: gross, settled: gross, fees: fee });
  for (const { eventName, args } of logs) {
    switch (eventName) {
      case "SessionStarted":
      case "SessionExtended":
        payees.set(args.viewer + args.vault, args.payee);
        count(args, paid(0n, 0n));
        break;
      case "SessionSettled": {
        const payee = payees.get(args.viewer + args.vault);
        if (payee === undefined) throw new Error(`A session was settled that never started.`);
        count({ ...args, payee }, paid(args.gross, args.fee));
        break;
      }
      case "StartFeePaid":
        count(args, paid(args.gross, args.fee));
        break;
      case "Transfer":
        for (const account of [args.sender, args.receiver]) {
          const vault = `0x${args.id.toString(16).padStart(40, "0")}` as const;
          if (BigInt(account) !== 0n) {
            accounts.set(`${account}/${vault}`.toLowerCase(), { account, vault });
          }
        }
        break;
    }
  }

  const balances: Truth["balances"] = new Map();
  const sessions: Session[] = [];
  for (const [key, { account, vault }] of accounts) {
    const args = [account, vault] as const;
    const [shares, owed, available, session] = await Promise.all([
      client.readContract({ ...at, functionName: "balanceOf", args: [account, BigInt(vault)] }),
      client.readContract({ ...at, functionName: "owed", args }),
      client.readContract({ ...at, functionName: "available", args }),
      client.readContract({ ...at, functionName: "sessionOf", args }),
    ]);
    balances.set(key, { shares, owed, available });
    if (session.streamNo === 0) continue;
    const { payee, perSecond, streamNo, running } = session;
    const [startedAt, settledAt, until] = [session.startedAt, session.settledAt, session.until].map(
      BigInt,
    ) as [bigint, bigint, bigint];
    const found = { payee, perSecond, streamNo, running, startedAt, settledAt, until, owed };
    sessions.push({ viewer: account, vault, ...found });
    count({ viewer: account, vault, payee, streamNo }, { owed, settled: 0n, fees: 0n });
  }

  const names: Truth["names"] = new Map();
  const billing = {
    address: contracts.StreamBilling,
    abi: billingAbi,
    blockNumber: block,
  } as const;
  for (const log of logs) {
    if (log.eventName !== "TenantNumbered" && log.eventName !== "StreamNumbered") continue;
    const id = log.eventName === "TenantNumbered" ? log.args.tenantId : log.args.streamId;
    for (const vault of [contracts.stETH, contracts.stUSDC]) {
      const args = [id, vault] as const;
      const shares = balances.get(`${log.args.account}/${vault}`.toLowerCase())?.shares;
      const [arrears, since] = await client.readContract({
        ...billing,
        functionName: "arrearsOf",
        args,
      });
      if (shares === undefined && since === 0) continue;
      const releasable = await client.readContract({
        ...billing,
        functionName: "releasable",
        args,
      });
      names.set(`${id}/${vault}`.toLowerCase(), { shares: shares ?? 0n, arrears, releasable });
    }
  }
  return { balances, sessions, meters, names };
}
