import { expect } from "chai";
import { type Address, formatUnits, type Hex, parseEventLogs, zeroAddress } from "viem";
import { KINDS } from "./helpers/billing.ts";
import { type BillingStory, tellBilling } from "./helpers/billing-story.ts";
import { type Chain, startChain } from "./helpers/chain.ts";
import { database, schema } from "./helpers/database.ts";
import { ask, rows } from "./helpers/graphql.ts";
import { type Indexer, startIndexer } from "./helpers/indexer.ts";

/** A row of a statement, as the table has it. */
type Entry = typeof schema.statementEntry.$inferSelect;

/** What the statement route answers; amounts and times are decimal strings. */
type Statement = {
  id: Hex;
  kind: string;
  name: string;
  account: Hex;
  vaults: {
    vault: Hex;
    symbol: string;
    credits: string;
    debits: string;
    arrearsAdded: string;
    arrearsPaid: string;
    arrearsForgiven: string;
    opening: { balance: string; arrears: string };
    closing: { balance: string; arrears: string };
  }[];
  entries: Record<string, string | number | null>[];
  next: string | null;
};

/** The event that gives the cause of a row; none for owners' own transfers and deposits. */
const EVENTS: Record<string, string | undefined> = {
  funding: "Funded",
  usage_charge: "UsageCharged",
  arrears_payment: "ArrearsPaid",
  arrears_added: "UsageCharged",
  arrears_forgiven: "ArrearsForgiven",
  settlement: "SessionSettled",
  start_fee: "StartFeePaid",
  tip: "Tipped",
  release: "Released",
  sweep: "Swept",
};

/** The number of the mode in which a tenant pays, and owes, for its streams. */
const TENANT_ONLY = 1;

/** The bit of a stream's stops that says that it owes for infrastructure. */
const ARREARS = 8;

const sumOf = (amounts: bigint[]) => amounts.reduce((sum, amount) => sum + amount, 0n);

describe("The indexer, of billing", function () {
  this.timeout(240_000);
  let chain: Chain;
  let indexer: Indexer;
  let story: BillingStory;
  let db: ReturnType<typeof database>;
  let head: bigint;
  /** Rows of all statements, in the order of the chain. */
  let statements: Entry[];

  before(async () => {
    chain = await startChain();
    indexer = await startIndexer(chain.deployment);
    story = await tellBilling(chain);
    head = await chain.publicClient.getBlockNumber();
    await indexer.indexed(head);
    db = database(indexer.url);
    const { block, logIndex } = schema.statementEntry;
    statements = await db.select().from(schema.statementEntry).orderBy(block, logIndex);
  });

  after(async () => {
    await indexer?.stop();
    await chain?.anvil.stop();
  });

  const vaults = () => [chain.stETH.address, chain.stUSDC.address];
  const nodes = () => [...Object.values(story.tenants), ...Object.values(story.streams)];

  const statementOf = (nodeId: Hex, vault: Address) =>
    statements.filter((row) => row.nodeId === nodeId && row.vault === vault.toLowerCase());

  /** Each tenant and stream in each vault. */
  const forEachAccount = async (check: (id: Hex, vault: Address) => Promise<void>) => {
    for (const id of nodes()) for (const vault of vaults()) await check(id, vault);
  };

  describe("its statements", () => {
    it("hold at every block what the ledger held and billing was owed", async () => {
      let compared = 0;
      await forEachAccount(async (id, vault) => {
        const account = await chain.ledger.read.accountOf([id]);
        const own = statementOf(id, vault);
        for (let block = story.firstBlock; block <= head; block++) {
          const last = own.findLast((row) => row.block <= block);
          const at = { blockNumber: block };
          const held = await chain.ledger.read.balanceOf([account, BigInt(vault)], at);
          const [owed] = await chain.billing.read.arrearsOf([id, vault], at);
          expect([last?.balance ?? 0n, last?.arrears ?? 0n], `${id} at ${block}`).to.deep.equal([
            held,
            owed,
          ]);
          compared++;
        }
      });
      expect(compared).to.be.greaterThan(500);
    });

    it("follow every unit from one row to the next", async () => {
      await forEachAccount(async (id, vault) => {
        let [balance, arrears] = [0n, 0n];
        for (const row of statementOf(id, vault)) {
          balance += row.credit - row.debit;
          arrears += row.arrearsAdded - row.arrearsPaid - row.arrearsForgiven;
          expect([row.balance, row.arrears]).to.deep.equal([balance, arrears]);
        }
      });
    });

    it("have every transfer of their accounts, and every bill that nobody could pay", async () => {
      const accounts = new Set<string>();
      for (const id of nodes()) {
        accounts.add((await chain.ledger.read.accountOf([id])).toLowerCase());
      }
      const transfers = await chain.ledger.getEvents.Transfer({}, { fromBlock: 0n });
      const sides = transfers.flatMap(({ args: { sender, receiver, amount }, ...log }) => {
        const place = { tx: log.transactionHash, logIndex: log.logIndex };
        return [
          { account: receiver?.toLowerCase(), credit: amount, debit: 0n, ...place },
          { account: sender?.toLowerCase(), credit: 0n, debit: amount, ...place },
        ].filter(({ account }) => accounts.has(account ?? ""));
      });
      const movements = statements.filter(
        ({ arrearsAdded, arrearsForgiven }) => arrearsAdded + arrearsForgiven === 0n,
      );
      expect(
        movements.map(({ account, credit, debit, tx, logIndex }) => ({
          account,
          credit,
          debit,
          tx,
          logIndex,
        })),
      ).to.have.deep.members(sides);

      const charges = await chain.billing.getEvents.UsageCharged({}, { fromBlock: 0n });
      const unpaid = charges.flatMap(({ args, transactionHash: tx, logIndex }) => {
        const { amount = 0n, fromStream = 0n, fromTenant = 0n, mode } = args;
        const arrearsAdded = amount - fromStream - fromTenant;
        const nodeId = mode === TENANT_ONLY ? args.tenantId : args.streamId;
        return arrearsAdded === 0n ? [] : [{ nodeId, arrearsAdded, tx, logIndex }];
      });
      expect(unpaid.length).to.be.greaterThan(4);
      expect(
        statements
          .filter(({ cause }) => cause === "arrears_added")
          .map(({ nodeId, arrearsAdded, tx, logIndex }) => ({
            nodeId,
            arrearsAdded,
            tx,
            logIndex,
          })),
      ).to.have.deep.members(unpaid);
    });

    it("name for every row the event that caused it", async () => {
      const { ledger, billing, publicClient } = chain;
      const abi = [...ledger.abi, ...billing.abi] as const;
      const causes = new Set<string>();
      for (const { cause, causeLogIndex, tx, nodeId } of statements) {
        causes.add(cause);
        if (cause === "transfer") continue;
        const { logs } = await publicClient.getTransactionReceipt({ hash: tx });
        const log = logs.filter(({ logIndex }) => logIndex === causeLogIndex);
        const [event] = parseEventLogs({ abi, logs: log });
        expect(event?.eventName, `${cause} of ${nodeId} in ${tx}`).to.equal(EVENTS[cause]);
      }
      expect([...causes]).to.have.members([...Object.keys(EVENTS), "transfer"]);
    });

    it("name the other side", async () => {
      const platform = (await chain.ledger.read.platformAccount()).toLowerCase();
      for (const { counterparty, counterpartyName, cause } of statements) {
        const billed = [
          "usage_charge",
          "arrears_payment",
          "arrears_added",
          "arrears_forgiven",
        ].includes(cause);
        expect(counterparty === platform, cause).to.equal(billed);
        if (billed) expect(counterpartyName).to.equal("platform");
      }
      const { alice, bob } = story.tenants;
      const swept = statements.filter(({ cause }) => cause === "sweep");
      expect(
        swept.map(({ nodeId, counterpartyName, tenantId }) => [nodeId, counterpartyName, tenantId]),
      ).to.have.deep.members([
        [story.streams.late, "bob.weir.eth", bob],
        [bob, "late.bob.weir.eth", bob],
      ]);
      expect(statementOf(alice, chain.stUSDC.address)[0]?.counterparty).to.equal(
        chain.wallets.owner.account.address.toLowerCase(),
      );
    });

    it("are listed in GraphQL by account, by name and by tenant", async () => {
      type Found = { statementEntrys: { items: { name: string; balance: string }[] } };
      const list = async (where: string) => {
        const query = `{ statementEntrys(limit: 1000, where: { ${where} }, orderBy: "block") {
          items { name balance } } }`;
        return (await ask<Found>(indexer.url, query)).statementEntrys.items;
      };
      const { show } = story.streams;
      const { alice } = story.tenants;
      const account = (await chain.ledger.read.accountOf([show])).toLowerCase();
      const byAccount = await list(`account: "${account}"`);
      expect(byAccount.length).to.equal(statements.filter((row) => row.nodeId === show).length);
      expect(await list(`nodeId: "${show}"`)).to.deep.equal(byAccount);
      const byTenant = await list(`tenantId: "${alice}"`);
      expect(new Set(byTenant.map(({ name }) => name))).to.deep.equal(
        new Set(["alice", "show.alice", "solo.alice"].map((n) => `${n}.weir.eth`)),
      );
    });
  });

  describe("its statement route", () => {
    const get = (path: string) => indexer.get<Statement>(`/statement/${path}`);

    it("gives the rows of a name, and what they add up to", async () => {
      await forEachAccount(async (id, vault) => {
        const { vaults, entries, next, account } = await get(`${id}?vault=${vault}`);
        const own = statementOf(id, vault);
        expect(next).to.equal(null);
        expect(
          entries.map(({ tx, logIndex, balance, arrears }) => [tx, logIndex, balance, arrears]),
        ).to.deep.equal(
          own.map((row) => [row.tx, row.logIndex, String(row.balance), String(row.arrears)]),
        );
        const [total] = vaults;
        if (total === undefined) {
          expect(own.length).to.equal(0);
          return;
        }
        expect(total).to.deep.include({
          credits: String(sumOf(own.map(({ credit }) => credit))),
          debits: String(sumOf(own.map(({ debit }) => debit))),
          opening: { balance: "0", arrears: "0" },
          closing: {
            balance: String(await chain.ledger.read.balanceOf([account, BigInt(vault)])),
            arrears: String((await chain.billing.read.arrearsOf([id, vault]))[0]),
          },
        });
      });
    });

    it("takes names and symbols, and joins periods and pages without a gap", async () => {
      const whole = await get("show.alice.weir.eth?vault=stUSDC");
      expect(whole).to.deep.include({
        id: story.streams.show,
        name: "show.alice.weir.eth",
        kind: "stream",
      });
      expect(whole.entries.every(({ symbol }) => symbol === "stUSDC")).to.equal(true);
      const middle = whole.entries[Math.floor(whole.entries.length / 2)];
      const early = await get(`show.alice.weir.eth?vault=stUSDC&to=${middle?.time}`);
      const late = await get(`show.alice.weir.eth?vault=stUSDC&from=${middle?.time}`);
      expect([...early.entries, ...late.entries]).to.deep.equal(whole.entries);
      expect(early.vaults[0]?.closing).to.deep.equal(late.vaults[0]?.opening);
      expect(late.vaults[0]?.closing).to.deep.equal(whole.vaults[0]?.closing);

      const [first, ...rest] = whole.entries;
      const page = await get(
        `show.alice.weir.eth?vault=stUSDC&after=${first?.block}-${first?.logIndex}`,
      );
      expect(page.entries).to.deep.equal(rest);
      const both = await get("solo.alice.weir.eth");
      expect(both.vaults.length).to.equal(2);
    });

    it("gives the same as CSV, exact and in whole units", async () => {
      const { entries } = await get("solo.alice.weir.eth");
      const response = await fetch(`${indexer.url}/statement/solo.alice.weir.eth?format=csv`);
      expect(response.headers.get("content-type")).to.match(/^text\/csv/);
      const [header = "", ...lines] = (await response.text()).trimEnd().split("\r\n");
      const columns = header.split(",");
      const cell = (line: string, column: string) => line.split(",")[columns.indexOf(column)];
      expect(lines.length).to.equal(entries.length);
      for (const [index, line] of lines.entries()) {
        const entry = entries[index] ?? {};
        for (const column of ["block", "tx", "logIndex", "vault", "symbol", "cause"]) {
          expect(cell(line, column)).to.equal(String(entry[column]));
        }
        expect(cell(line, "time")).to.equal(new Date(Number(entry.time) * 1_000).toISOString());
        for (const column of [
          "credit",
          "debit",
          "balance",
          "arrearsAdded",
          "arrearsPaid",
          "arrearsForgiven",
        ]) {
          const shares = BigInt(entry[column] ?? 0);
          expect(cell(line, column)).to.equal(formatUnits(shares, Number(entry.decimals)));
        }
      }
    });

    it("refuses what makes no sense, and says what would", async () => {
      const refuse = async (path: string, status: number, hint: RegExp) => {
        const response = await fetch(`${indexer.url}/statement/${path}`);
        const { error } = (await response.json()) as { error: { message: string } };
        expect(response.status, path).to.equal(status);
        expect(error.message).to.match(hint);
      };
      await refuse("show", 400, /namehash.*Ask GET \/statement/s);
      await refuse("nobody.weir.eth", 404, /no tenant or stream/);
      await refuse("alice.weir.eth?vault=stXYZ", 404, /no vault stXYZ/);
      await refuse("alice.weir.eth?vault=a'b", 400, /address or a symbol/);
      await refuse("alice.weir.eth?from=yesterday", 400, /Unix time/);
      await refuse("alice.weir.eth?after=1", 400, /next/);
      await refuse("alice.weir.eth?format=pdf", 400, /format/);
    });
  });

  describe("its usage", () => {
    it("is every record that was charged, with a bill that anyone can recompute", async () => {
      const logs = await chain.billing.getEvents.UsageCharged({}, { fromBlock: 0n });
      const charges = await db.select().from(schema.usageCharge);
      expect(
        charges.map(({ tx, logIndex, recordId, amount }) => ({ tx, logIndex, recordId, amount })),
      ).to.have.deep.members(
        logs.map(({ transactionHash, logIndex, args }) => ({
          tx: transactionHash,
          logIndex,
          recordId: args.id,
          amount: args.amount,
        })),
      );
      for (const charge of charges) {
        const { meterNo, recordId, kind, vault, block, quantity, unitPrice } = charge;
        const at = { blockNumber: block };
        const [price] = await chain.billing.read.rateOf([kind, vault], at);
        expect(unitPrice).to.equal(price);
        expect(charge.amount).to.equal(quantity * unitPrice);
        expect(charge.fromStream + charge.fromTenant + charge.arrears).to.equal(charge.amount);
        expect(await chain.billing.read.isCharged([meterNo, recordId])).to.equal(true);
      }
      expect(new Set(charges.map(({ mode }) => mode))).to.deep.equal(
        new Set(["stream_first", "tenant_only", "stream_only"]),
      );
    });

    it("is what was refused and why, and what was known already", async () => {
      const refusals = await db.select().from(schema.usageRefusal);
      expect(refusals.map(({ reason }) => reason)).to.deep.equal([
        "unknown_name",
        "vault_not_listed",
        "nothing_to_charge",
        "nothing_to_charge",
        "above_cap",
        "above_cap",
      ]);
      for (const { meterNo, recordId } of refusals) {
        expect(await chain.billing.read.isCharged([meterNo, recordId])).to.equal(false);
      }
      const skips = await db.select().from(schema.usageSkip);
      expect(skips.map(({ meterNo, recordId }) => [meterNo, recordId])).to.deep.equal([[1, 0n]]);
    });

    it("adds up by stream and by tenant, vault and kind", async () => {
      const charges = await db.select().from(schema.usageCharge);
      const figures = ["quantity", "amount", "fromStream", "fromTenant", "arrears"] as const;
      const totals = {
        streamId: await db.select().from(schema.usageTotal),
        tenantId: await db.select().from(schema.tenantUsageTotal),
      };
      for (const [key, list] of Object.entries(totals) as [
        keyof typeof totals,
        typeof totals.streamId,
      ][]) {
        let records = 0;
        for (const total of list) {
          const own = charges.filter(
            (charge) =>
              charge[key] === total[key] &&
              charge.vault === total.vault &&
              charge.kind === total.kind,
          );
          for (const figure of figures) {
            expect(total[figure], figure).to.equal(sumOf(own.map((charge) => charge[figure])));
          }
          expect(total.records).to.equal(own.length);
          records += total.records;
        }
        expect(records).to.equal(charges.length);
      }
    });

    it("has the rate card, the meters and the caps that hold", async () => {
      const { timestamp } = await chain.publicClient.getBlock();
      const rates = await db.select().from(schema.rate);
      expect(rates.length).to.equal(3);
      for (const { kind, vault, unitPrice, from, previousPrice } of rates) {
        const [price, announced, since] = await chain.billing.read.rateOf([kind, vault]);
        expect([unitPrice, from]).to.deep.equal([announced, BigInt(since)]);
        expect(timestamp < from ? previousPrice : unitPrice).to.equal(price);
      }
      const changes = await db.select().from(schema.rateChange);
      expect(
        changes.filter(({ kind }) => kind === KINDS.transcoding).map(({ unitPrice }) => unitPrice),
      ).to.have.deep.members([10n, 12n, 20n]);
      for (const { meterNo, key } of await db.select().from(schema.usageMeter)) {
        const onChain = await chain.billing.read.meterKey([meterNo]);
        expect(key ?? zeroAddress).to.equal(onChain.toLowerCase());
      }
      const own = await db.select().from(schema.tenantCap);
      const defaults = await db.select().from(schema.defaultCap);
      for (const tenantId of Object.values(story.tenants)) {
        for (const vault of vaults()) {
          const isHere = (row: { vault: Hex }) => row.vault === vault.toLowerCase();
          const cap =
            own.find((row) => isHere(row) && row.tenantId === tenantId)?.cap ||
            defaults.find(isHere)?.cap;
          expect((await chain.billing.read.capOf([tenantId, vault]))[0]).to.equal(cap);
        }
      }
    });
  });

  describe("its arrears", () => {
    it("are what billing is owed, since when, and what was ever added, paid and written off", async () => {
      const balances = await db.select().from(schema.arrearsBalance);
      const changes = await db.select().from(schema.arrearsChange);
      await forEachAccount(async (nodeId, vault) => {
        const isOwn = (row: { nodeId: Hex; vault: Hex }) =>
          row.nodeId === nodeId && row.vault === vault.toLowerCase();
        const row = balances.find(isOwn);
        const [shares, since] = await chain.billing.read.arrearsOf([nodeId, vault]);
        expect([row?.shares ?? 0n, row?.since ?? 0n]).to.deep.equal([shares, BigInt(since)]);
        const sum = (kind: string) =>
          sumOf(changes.filter((c) => isOwn(c) && c.kind === kind).map((c) => c.shares));
        expect([row?.added ?? 0n, row?.paid ?? 0n, row?.forgiven ?? 0n]).to.deep.equal([
          sum("added"),
          sum("paid"),
          sum("forgiven"),
        ]);
        expect(sum("added") - sum("paid") - sum("forgiven")).to.equal(shares);
      });
      expect(balances.filter(({ shares }) => shares > 0n).length).to.be.greaterThan(1);
    });

    it("suspend from the first to the last of them", async () => {
      const { ledger, billing } = chain;
      const suspensions = await db.select().from(schema.suspension);
      const seen = suspensions.flatMap(({ nodeId, fromTx, toTx }) => [
        { nodeId, isSuspended: true, tx: fromTx },
        ...(toTx === null ? [] : [{ nodeId, isSuspended: false, tx: toTx }]),
      ]);
      const names = new Map<number, Hex>();
      for (const id of nodes()) {
        const { streamNo } = await ledger.read.termsOf([id]);
        const { tenantNo } = await chain.registry.read.tenantOf([id]);
        names.set(streamNo === 0 ? -tenantNo : streamNo, id);
      }
      const range = { fromBlock: 0n };
      const ofTenants = await ledger.getEvents.TenantArrearsSet({}, range);
      const stops = new Map<number, number>();
      const ofStreams = (await ledger.getEvents.StopsSet({}, range)).flatMap(
        ({ args: { streamNo = 0, stops: now = 0 }, transactionHash: tx }) => {
          const before = stops.get(streamNo) ?? 0;
          stops.set(streamNo, now);
          const isSuspended = (now & ARREARS) !== 0;
          if (isSuspended === ((before & ARREARS) !== 0)) return [];
          return [{ nodeId: names.get(streamNo), isSuspended, tx }];
        },
      );
      expect(seen).to.have.deep.members([
        ...ofStreams,
        ...ofTenants.map(({ args: { tenantNo = 0, inArrears }, transactionHash: tx }) => ({
          nodeId: names.get(-tenantNo),
          isSuspended: inArrears,
          tx,
        })),
      ]);
      expect(ofStreams.length).to.be.greaterThan(2);
      expect(ofTenants.length).to.be.greaterThan(4);
      for (const { from, fromTx, to, toTx } of suspensions) {
        for (const [time, hash] of [[from, fromTx] as const, [to, toTx] as const]) {
          if (hash === null) continue;
          const { blockNumber } = await chain.publicClient.getTransactionReceipt({ hash });
          const { timestamp } = await chain.publicClient.getBlock({ blockNumber });
          expect(time).to.equal(timestamp);
        }
      }
      for (const id of nodes()) {
        const open = suspensions.filter(({ nodeId, to }) => nodeId === id && to === null);
        expect(await billing.read.isInArrears([id])).to.equal(open.length === 1);
      }
    });
  });

  describe("its names", () => {
    it("know how they are billed, and whether they play", async () => {
      const modes = ["stream_first", "tenant_only", "stream_only"];
      const { ledger, billing, registry } = chain;
      const states = await rows(indexer.url, "streamStates", [
        ...["streamId", "effectiveMode", "inArrears", "playable"],
      ]);
      const played = new Set<unknown>();
      for (const id of Object.values(story.streams)) {
        const [mode, effective] = await billing.read.billingModeOf([id]);
        const row = (await db.select().from(schema.stream)).find((stream) => stream.id === id);
        const { tenantNo, stops } = await ledger.read.termsOf([id]);
        expect(row).to.deep.include({ billingMode: modes[mode], stops });
        const refusesTenant =
          (await ledger.read.isInArrears([tenantNo])) && !(await billing.read.isSelfReliant([id]));
        const playable = stops === 0 && !refusesTenant;
        expect(states.find(({ streamId }) => streamId === id)).to.deep.include({
          effectiveMode: modes[effective],
          inArrears: await billing.read.isInArrears([id]),
          playable,
        });
        played.add(playable);
      }
      expect(played).to.deep.equal(new Set([true, false]));
      for (const { id, receiver, owner, inArrears, streamBalances } of await db
        .select()
        .from(schema.tenant)) {
        expect((await registry.read.receiverOf([id])).toLowerCase()).to.equal(receiver ?? owner);
        expect(await billing.read.isInArrears([id])).to.equal(inArrears);
        expect(await billing.read.hasStreamBalances([id])).to.equal(streamBalances);
      }
    });

    it("have what they were given, and by whom", async () => {
      const logs = await chain.billing.getEvents.Funded({}, { fromBlock: 0n });
      const fundings = await db.select().from(schema.funding);
      expect(
        fundings.map(({ nodeId, from, shares, toArrears, isPublic, tx }) => ({
          nodeId,
          from,
          shares,
          toArrears,
          isPublic,
          tx,
        })),
      ).to.have.deep.members(
        logs.map(({ args, transactionHash }) => ({
          nodeId: args.id,
          from: args.from?.toLowerCase(),
          shares: args.shares,
          toArrears: args.toArrears,
          isPublic: args.isPublic,
          tx: transactionHash,
        })),
      );
      const policies = await db.select().from(schema.fundingPolicy);
      expect(policies.length).to.equal(2);
      for (const { streamId, vault, funded, ...row } of policies) {
        const [policy, counted] = await chain.billing.read.fundingPolicyOf([streamId, vault]);
        expect(row).to.deep.include({ ...policy, window: BigInt(policy.window) });
        expect(funded).to.equal(counted);
      }
    });

    it("have what they released and swept, under terms of their present owners", async () => {
      const range = { fromBlock: 0n };
      const released = await chain.billing.getEvents.Released({}, range);
      const releases = await db.select().from(schema.release);
      expect(
        releases.map(({ nodeId, receiver, shares }) => ({ nodeId, receiver, shares })),
      ).to.have.deep.members(
        released.map(({ args }) => ({
          nodeId: args.id,
          receiver: args.receiver?.toLowerCase(),
          shares: args.shares,
        })),
      );
      const [sweep] = await db.select().from(schema.sweep);
      expect(sweep).to.deep.include({ streamId: story.streams.late, shares: 77n });

      const operators = await rows(indexer.url, "payoutOperators", ["tenantId", "operator"]);
      const { relayer } = chain.wallets;
      expect(operators).to.deep.equal([
        { tenantId: story.tenants.alice, operator: relayer.account.address.toLowerCase() },
      ]);
      const terms = await db.select().from(schema.payoutTerm);
      for (const tenantId of Object.values(story.tenants)) {
        for (const vault of vaults()) {
          const row = terms.find(
            (term) => term.tenantId === tenantId && term.vault === vault.toLowerCase(),
          );
          const onChain = await chain.billing.read.payoutTermsOf([tenantId, vault]);
          expect([row?.reserve ?? 0n, row?.minimum ?? 0n]).to.deep.equal(onChain);
        }
      }
    });

    it("hold, owe and could release what the contracts say", async () => {
      const balances = await db.select().from(schema.nodeBalance);
      await forEachAccount(async (id, vault) => {
        const row = balances.find((b) => b.nodeId === id && b.vault === vault.toLowerCase());
        const account = await chain.ledger.read.accountOf([id]);
        expect([row?.shares ?? 0n, row?.arrears ?? 0n, row?.releasable ?? 0n]).to.deep.equal([
          await chain.ledger.read.balanceOf([account, BigInt(vault)]),
          (await chain.billing.read.arrearsOf([id, vault]))[0],
          await chain.billing.read.releasable([id, vault]),
        ]);
      });
    });

    it("lead to their bills in GraphQL", async () => {
      type Found = {
        stream: {
          usageCharges: { items: { vaultRow: { symbol: string } }[] };
          arrears: { items: { shares: string; tenant: { name: string } }[] };
          suspensions: { totalCount: number };
        };
      };
      const { stream } = await ask<Found>(
        indexer.url,
        `{ stream(id: "${story.streams.solo}") {
             usageCharges { items { vaultRow { symbol } } }
             arrears { items { shares tenant { name } } }
             suspensions { totalCount } } }`,
      );
      expect(
        new Set(stream.usageCharges.items.map(({ vaultRow }) => vaultRow.symbol)),
      ).to.deep.equal(new Set(["stETH", "stUSDC"]));
      expect(stream.arrears.items.every(({ tenant }) => tenant.name === "alice.weir.eth")).to.equal(
        true,
      );
      expect(stream.suspensions.totalCount).to.equal(2);
    });
  });
});
