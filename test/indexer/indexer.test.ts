import { expect } from "chai";
import { type Address, erc20Abi, type Hex, zeroAddress } from "viem";
import { type Chain, startChain } from "./helpers/chain.ts";
import { database, dump, schema } from "./helpers/database.ts";
import { ask, rows } from "./helpers/graphql.ts";
import { type Indexer, startIndexer } from "./helpers/indexer.ts";
import { type Story, tell } from "./helpers/scenario.ts";
import { type Figures, type Moment, momentNow, momentsOf } from "./helpers/truth.ts";

/** What the meter route answers. */
type Answer = {
  at: string;
  asOf: { block: string; time: string };
  meters: ({ vault: Hex; reason: string } & Record<
    "owed" | "settled" | "prepaid" | "paid" | "fees",
    string
  >)[];
};

describe("The indexer", function () {
  this.timeout(240_000);
  let chain: Chain;
  let indexer: Indexer;
  let story: Story;
  let moments: Moment[];
  let db: ReturnType<typeof database>;

  before(async () => {
    chain = await startChain();
    indexer = await startIndexer(chain.deployment);
    story = await tell(chain);
    await indexer.indexed(await chain.publicClient.getBlockNumber());
    moments = await momentsOf(chain, story);
    db = database(indexer.url);
  });

  after(async () => {
    await indexer?.stop();
    await chain?.anvil.stop();
  });

  const vaults = () => [chain.stETH.address, chain.stUSDC.address];

  /** A meter from the route, in one vault, as the truth counts it. */
  const meter = async (key: string, at?: bigint): Promise<Figures | undefined> => {
    const [kind, id, vault] = key.split("/");
    const query = at === undefined ? "" : `&at=${at}`;
    const { meters } = await indexer.get<Answer>(`/meter/${kind}/${id}?vault=${vault}${query}`);
    const [found] = meters;
    return (
      found && {
        owed: BigInt(found.owed),
        settled: BigInt(found.settled),
        fees: BigInt(found.fees),
      }
    );
  };

  /** Compares all meters of a moment with the route. */
  const expectMeters = async ({ time, meters }: Moment, at?: bigint) => {
    for (const [key, figures] of meters) {
      expect(await meter(key, at), `${key} at ${time}`).to.deep.equal(figures);
    }
  };

  describe("its journal", () => {
    it("has every transfer of the ledger, in the order of the chain", async () => {
      const logs = await chain.ledger.getEvents.Transfer({}, { fromBlock: 0n });
      const journal = await db
        .select()
        .from(schema.transfer)
        .orderBy(schema.transfer.block, schema.transfer.logIndex);
      expect(journal.map(({ tx, logIndex, shares }) => ({ tx, logIndex, shares }))).to.deep.equal(
        logs.map(({ transactionHash, logIndex, args }) => ({
          tx: transactionHash,
          logIndex,
          shares: args.amount,
        })),
      );
    });

    it("gives every balance when it is replayed, and had it at every row", async () => {
      const journal = await db
        .select()
        .from(schema.transfer)
        .orderBy(schema.transfer.block, schema.transfer.logIndex);
      const balances = new Map<string, bigint>();
      const move = (account: Hex, vault: Hex, shares: bigint) => {
        if (account === zeroAddress) return null;
        const key = `${account}/${vault}`;
        const balance = (balances.get(key) ?? 0n) + shares;
        balances.set(key, balance);
        return balance;
      };
      for (const row of journal) {
        move(row.sender, row.vault, -row.shares);
        const receiverBalance = move(row.receiver, row.vault, row.shares);
        const senderBalance = move(row.sender, row.vault, 0n);
        expect({ senderBalance, receiverBalance }).to.deep.equal({
          senderBalance: row.senderBalance,
          receiverBalance: row.receiverBalance,
        });
      }
      const stored = await db.select().from(schema.balance);
      expect(stored.length).to.equal(balances.size);
      for (const { account, vault, shares } of stored) {
        expect(balances.get(`${account}/${vault}`)).to.equal(shares);
        expect(await chain.ledger.read.balanceOf([account, BigInt(vault)])).to.equal(shares);
      }
    });

    it("says why the money moved", async () => {
      const journal = await db.select().from(schema.transfer);
      const sums = new Map<string | null, bigint>();
      for (const { reason, shares } of journal) {
        sums.set(reason, (sums.get(reason) ?? 0n) + shares);
      }
      const total = (list: { shares: bigint }[]) => list.reduce((sum, row) => sum + row.shares, 0n);
      const gross = (list: { gross: bigint }[]) => list.reduce((sum, row) => sum + row.gross, 0n);
      expect(Object.fromEntries(sums)).to.deep.equal({
        deposit: total(await db.select().from(schema.deposit)),
        withdrawal: total(await db.select().from(schema.withdrawal)),
        settlement: gross(await db.select().from(schema.settlement)),
        start_fee: gross(await db.select().from(schema.startFee)),
        tip: gross(await db.select().from(schema.tip)),
        split_claim: total(await db.select().from(schema.splitClaim)),
        // The story's own transfers: two, and two by others for the owner.
        null: 1_234n + 34n + 300n + 600n,
      });
    });

    it("knows what each account is and can spend", async () => {
      const kinds = ["wallet", "platform", "tenant", "stream", "watch", "split"];
      for (const { address, kind } of await db.select().from(schema.account)) {
        expect(kinds[await chain.ledger.read.accountKind([address])], address).to.equal(kind);
      }
      const columns = ["account", "vault", "available"] as const;
      for (const { account, vault, available } of await rows(
        indexer.url,
        "accountBalances",
        columns,
      )) {
        const onChain = await chain.ledger.read.available([account as Address, vault as Address]);
        expect(String(onChain)).to.equal(available);
      }
    });

    it("keeps operators and approvals", async () => {
      const { stranger, relayer } = chain.wallets;
      expect(await db.select().from(schema.operator)).to.deep.equal([
        {
          owner: stranger.account.address.toLowerCase(),
          spender: relayer.account.address.toLowerCase(),
          approved: false,
        },
      ]);
      const [approval] = await db.select().from(schema.approval);
      expect(approval?.shares).to.equal(500n);
    });
  });

  describe("its meters", () => {
    it("show at every block of the past what the contracts said then, to the unit", async () => {
      expect(moments.length).to.be.greaterThan(80);
      for (const moment of moments) await expectMeters(moment, moment.time);
    });

    it("show the same in GraphQL at the head", async () => {
      const now = await momentNow(chain, story);
      const figures = ["vault", "owed", "settled", "paid", "fees", "at"] as const;
      const views = {
        channel: await rows(indexer.url, "channelMeters", ["viewer", "streamId", ...figures]),
        stream: await rows(indexer.url, "streamMeters", ["streamId", ...figures]),
        creator: await rows(indexer.url, "creatorMeters", ["creator", ...figures]),
        tenant: await rows(indexer.url, "tenantMeters", ["tenantId", ...figures]),
      };
      const shown = new Map<string, Figures>();
      for (const [kind, list] of Object.entries(views)) {
        for (const { vault, owed, settled, paid, fees, at, ...id } of list) {
          expect(at).to.equal(String(now.time));
          expect(paid).to.equal(settled);
          if (owed === "0") continue;
          shown.set(`${kind}/${Object.values(id).join(":")}/${vault}`, {
            owed: BigInt(owed),
            settled: BigInt(settled),
            fees: BigInt(fees),
          });
        }
      }
      expect(shown).to.deep.equal(now.meters);
    });

    it("filter by amounts in GraphQL", async () => {
      type Found = { channelMeters: { items: { owed: string }[] } };
      const { channelMeters } = await ask<Found>(
        indexer.url,
        `{ channelMeters(where: { owed_gt: "1000" }, orderBy: "owed", orderDirection: "desc") { items { owed } } }`,
      );
      const owed = channelMeters.items.map((item) => BigInt(item.owed));
      expect(owed.length).to.be.greaterThan(0);
      expect(owed.every((shares) => shares > 1_000n)).to.equal(true);
      expect(owed).to.deep.equal([...owed].sort((a, b) => (a > b ? -1 : 1)));
    });

    it("take a stream by its name, and answer for every vault unless told which", async () => {
      const byName = await indexer.get<Answer>("/meter/stream/song.alice.weir.eth");
      const byId = await indexer.get<Answer>(`/meter/stream/${story.streams.song}`);
      expect(byName.meters).to.deep.equal(byId.meters);
      expect(byId.meters.map(({ vault }) => vault)).to.deep.equal([
        chain.stETH.address.toLowerCase(),
      ]);
      expect(byId.asOf.block).to.equal(String(await chain.publicClient.getBlockNumber()));
    });

    it("show sessions as the contract does", async () => {
      const shown = await db.select().from(schema.currentSession);
      expect(shown.length).to.equal(story.viewers.length * vaults().length);
      for (const session of shown) {
        const onChain = await chain.ledger.read.sessionOf([session.viewer, session.vault]);
        const { streamNo } = await streamRow(session.streamId);
        expect({ ...session, streamNo, payee: session.payee }).to.deep.include({
          streamNo: onChain.streamNo,
          payee: onChain.payee.toLowerCase(),
          perSecond: onChain.perSecond,
          feeBps: onChain.feeBps,
          startedAt: BigInt(onChain.startedAt),
          settledAt: BigInt(onChain.settledAt),
          until: BigInt(onChain.until),
          owed: onChain.owed,
          running: onChain.running,
        });
      }
    });

    it("follow from segments that never overlap, and sessions that know how they ended", async () => {
      const sessions = await db.select().from(schema.session);
      expect(new Set(sessions.map(({ status }) => status))).to.deep.equal(
        new Set(["open", "over"]),
      );
      for (const viewer of story.viewers.map((address) => address.toLowerCase())) {
        for (const vault of vaults().map((address) => address.toLowerCase())) {
          const segments = (await db.select().from(schema.segment))
            .filter((segment) => segment.viewer === viewer && segment.vault === vault)
            .sort((a, b) => (a.id < b.id ? -1 : 1));
          segments.reduce((before, segment) => {
            expect(segment.from >= before.until).to.equal(true);
            expect(before.latest).to.equal(false);
            return segment;
          });
          expect(segments.at(-1)?.latest).to.equal(true);
        }
      }
    });
  });

  const streamRow = async (id: Hex) => {
    const row = (await db.select().from(schema.stream)).find((stream) => stream.id === id);
    if (row === undefined) throw new Error(`No stream ${id}.`);
    return row;
  };

  describe("its names", () => {
    it("are the registry's tenants", async () => {
      for (const tenant of await db.select().from(schema.tenant)) {
        const onChain = await chain.registry.read.tenantOf([tenant.id]);
        expect(tenant).to.deep.include({
          tenantNo: onChain.tenantNo,
          label: onChain.label,
          name: `${onChain.label}.weir.eth`,
          account: onChain.account.toLowerCase(),
          owner: onChain.owner.toLowerCase(),
          pendingOwner:
            onChain.pendingOwner === zeroAddress ? null : onChain.pendingOwner.toLowerCase(),
          tenancy: onChain.tenancy,
        });
      }
    });

    it("know which of them are attested", async () => {
      const columns = ["tenantId", "verified"] as const;
      const tenants = await rows(indexer.url, "tenantStates", columns);
      expect(tenants.map(({ verified }) => verified)).to.have.members([true, false]);
      const streams = await rows(indexer.url, "streamStates", ["streamId", "verified"]);
      expect(streams.filter(({ verified }) => verified).length).to.equal(1);
      for (const { verified, ...id } of [...tenants, ...streams]) {
        const [node] = Object.values(id) as [Hex];
        expect((await chain.registry.read.verificationOf([node]))[0]).to.equal(verified);
      }
      const attestations = await db.select().from(schema.attestation);
      expect(
        attestations.filter(({ revoked }) => revoked).map(({ nodeId }) => nodeId),
      ).to.have.members([story.streams.film, story.streams.album]);
    });

    it("are the registry's streams, with their prices, records and states", async () => {
      const columns = ["streamId", "verified", "payeeNeedsReview", "playable"] as const;
      const states = await rows(indexer.url, "streamStates", columns);
      for (const id of Object.values(story.streams)) {
        const stream = await streamRow(id);
        const onChain = await chain.registry.read.streamOf([id]);
        const terms = await chain.ledger.read.termsOf([id]);
        expect(stream).to.deep.include({
          tenantId: onChain.tenantId,
          streamNo: onChain.streamNo,
          label: onChain.label,
          account: onChain.account.toLowerCase(),
          watchAccount: (await chain.ledger.read.watchAccountOf([id])).toLowerCase(),
          payee: onChain.payee.toLowerCase(),
          uri: onChain.uri,
          stops: onChain.stops,
          run: terms.run,
        });
        const state = states.find(({ streamId }) => streamId === id);
        expect(state).to.deep.include({
          verified: await chain.ledger.read.isVerified([id]),
          payeeNeedsReview: onChain.payeeNeedsReview,
          playable: onChain.stops === 0,
        });
        for (const key of ["description", "url"]) {
          const record = (await db.select().from(schema.textRecord)).find(
            (row) => row.nodeId === id && row.key === key,
          );
          expect(record?.value ?? "").to.equal(await chain.registry.read.text([id, key]));
        }
        for (const vault of vaults()) {
          const { startFee, perSecond, window } = await chain.ledger.read.priceOf([id, vault]);
          const price = (await db.select().from(schema.price)).find(
            (row) => row.streamId === id && row.vault === vault.toLowerCase(),
          );
          expect(price ?? { startFee: 0n, perSecond: 0n, window: 0n }).to.deep.include({
            startFee,
            perSecond,
            window: BigInt(window),
          });
        }
      }
    });

    it("have the stops of every run and the pauses of every epoch", async () => {
      const stops = await db.select().from(schema.stop);
      expect(stops.length).to.equal(4);
      for (const { streamId, run, at } of stops) {
        expect(BigInt(await chain.ledger.read.stoppedAt([streamId, run]))).to.equal(at);
      }
      const pauses = await db.select().from(schema.pause);
      expect(pauses.map(({ vault, epoch }) => [vault, epoch])).to.have.deep.members(
        vaults().flatMap((vault) => [
          [vault.toLowerCase(), 0],
          [vault.toLowerCase(), 1],
        ]),
      );
      const [platform] = await db.select().from(schema.platform);
      expect(platform).to.deep.include({
        account: (await chain.ledger.read.platformAccount()).toLowerCase(),
        receiver: (await chain.ledger.read.platformReceiver()).toLowerCase(),
        pausedAt: null,
        demandsVerification: await chain.ledger.read.demandsVerification(),
      });
    });

    it("have the labels that are reserved", async () => {
      expect(await db.select().from(schema.reservedLabel)).to.have.deep.members([
        { label: "admin", reserved: true },
        { label: "www", reserved: false },
      ]);
    });

    it("lead to one another in GraphQL", async () => {
      type Found = {
        stream: { tenant: { name: string }; prices: { items: { vaultRow: { symbol: string } }[] } };
      };
      const { stream } = await ask<Found>(
        indexer.url,
        `{ stream(id: "${story.streams.song}") { tenant { name } prices { items { vaultRow { symbol } } } } }`,
      );
      expect(stream.tenant.name).to.equal("alice.weir.eth");
      expect(stream.prices.items.map(({ vaultRow }) => vaultRow.symbol)).to.have.members([
        "stETH",
        "stUSDC",
      ]);
    });
  });

  describe("its splits and vaults", () => {
    it("know what each holder got and can claim", async () => {
      const { account, table } = story.split;
      const columns = ["position", "vault", "holder", "weight", "claimed", "claimable"] as const;
      const shares = await rows(indexer.url, "splitShares", columns, "position");
      expect(shares.map(({ holder }) => holder)).to.deep.equal(
        table.holders.map((holder) => holder.toLowerCase()),
      );
      const claims = await db.select().from(schema.splitClaim);
      for (const { position, vault, holder, claimed, claimable } of shares) {
        const onChain = await chain.splits.read.splitBalance([
          table,
          vault as Address,
          BigInt(position),
        ]);
        expect(claimable).to.equal(String(onChain));
        const got = claims.filter(
          (claim) => claim.holder === holder && claim.account === account.toLowerCase(),
        );
        expect(claimed).to.equal(String(got.reduce((sum, { shares }) => sum + shares, 0n)));
      }
    });

    it("describe the vaults, and balance what went in and out of them", async () => {
      const listed = await db.select().from(schema.vault);
      expect(
        listed.map(({ symbol, decimals, listed }) => ({ symbol, decimals, listed })),
      ).to.have.deep.members([
        { symbol: "stETH", decimals: 18, listed: true },
        { symbol: "stUSDC", decimals: 6, listed: true },
      ]);
      const deposits = await db.select().from(schema.vaultDeposit);
      const withdrawals = await db.select().from(schema.vaultWithdrawal);
      for (const { address, feeBps, tipFeeBps, epoch } of listed) {
        expect(await chain.ledger.read.platformFees([address])).to.deep.equal([feeBps, tipFeeBps]);
        expect((await chain.ledger.read.pauseState([address]))[0]).to.equal(epoch);
        const of = (list: { vault: Hex; assets: bigint }[]) =>
          list
            .filter(({ vault }) => vault === address)
            .reduce((sum, { assets }) => sum + assets, 0n);
        const held = await chain.publicClient.readContract({
          address,
          abi: erc20Abi,
          functionName: "totalSupply",
        });
        expect(of(deposits) - of(withdrawals)).to.equal(held);
      }
      const [skim] = await db.select().from(schema.skim);
      expect(skim?.assets).to.equal(99n);
    });
  });

  describe("its routes", () => {
    const refuse = async (path: string, status: number, code: string, hint: RegExp) => {
      const response = await fetch(indexer.url + path);
      const body = (await response.json()) as { error: { code: string; message: string } };
      expect(response.status, path).to.equal(status);
      expect(body.error.code).to.equal(code);
      expect(body.error.message).to.match(hint);
    };

    it("refuse what makes no sense, and say what would", async () => {
      const { song } = story.streams;
      await refuse("/meter/song/1", 400, "invalid", /channel\|stream\|creator\|tenant/);
      await refuse("/meter/stream/song", 400, "invalid", /namehash/);
      await refuse("/meter/stream/bad..name", 400, "invalid", /namehash/);
      await refuse("/meter/creator/0x12", 400, "invalid", /20-byte address/);
      await refuse(`/meter/channel/${song}`, 400, "invalid", /<viewer address>:<stream/);
      await refuse(`/meter/channel/0x12:${song}`, 400, "invalid", /20-byte address/);
      await refuse(`/meter/stream/${song}?at=soon`, 400, "invalid", /Unix time/);
      await refuse(`/meter/stream/${song}?at=-1`, 400, "invalid", /Unix time/);
      await refuse(`/meter/stream/${song}?at=${"9".repeat(14)}`, 400, "invalid", /Unix time/);
      await refuse(`/meter/stream/${song}?vault=weth`, 400, "invalid", /vault/);
    });

    it("say that something does not exist", async () => {
      const { song } = story.streams;
      await refuse("/meter/stream/nothing.alice.weir.eth", 404, "unknown", /no stream/);
      await refuse("/meter/tenant/nobody.weir.eth", 404, "unknown", /no tenant/);
      await refuse(`/meter/stream/${song}?vault=${zeroAddress}`, 404, "unknown", /no vault/);
    });

    it("answer that nobody has earned anything yet", async () => {
      const { meters } = await indexer.get<Answer>(`/meter/creator/${zeroAddress}`);
      expect(meters).to.deep.equal([]);
    });

    it("say how fresh the head is", async () => {
      const head = await indexer.get<{ state: string; indexed: { block: string } }>("/head");
      expect(head.state).to.equal("fresh");
      expect(head.indexed.block).to.equal(String(await chain.publicClient.getBlockNumber()));
    });

    it("write nothing through SQL, and bound GraphQL", async () => {
      let refused: unknown;
      await db.execute(`delete from clock`).catch((error: unknown) => {
        refused = error;
      });
      expect(refused).to.be.instanceOf(Error);
      const deep = `{ streams { items { ${"tenant { streams { items { ".repeat(10)} id ${"} } } ".repeat(10)} } } }`;
      const answer = await fetch(`${indexer.url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query: deep }),
      });
      expect(await answer.text()).to.match(/depth/i);
    });
  });

  describe("its clock", () => {
    it("foretells the meters, and moves with the chain even when nothing happens", async () => {
      const { time } = await momentNow(chain, story);
      const later = time + 1_000n;
      const foretold = new Map<string, Figures | undefined>();
      const last = moments.at(-1)?.meters ?? new Map();
      for (const key of last.keys()) foretold.set(key, await meter(key, later));

      await chain.testClient.setNextBlockTimestamp({ timestamp: later });
      await chain.testClient.mine({ blocks: 1 });
      const then = await momentNow(chain, story);
      await indexer.indexed(then.block);
      expect(then.time).to.equal(later);
      expect(foretold).to.deep.equal(then.meters);
      await expectMeters(then);
    });
  });

  describe("another indexer", () => {
    it("comes to the same rows when it reads all of it from the past", async () => {
      // Blocks that are final are read in bulk, the rest one by one: both ways are taken.
      await chain.testClient.mine({ blocks: 40 });
      const head = await chain.publicClient.getBlockNumber();
      await indexer.indexed(head);
      const other = await startIndexer(chain.deployment);
      try {
        await other.indexed(head);
        const [fresh, followed] = [await dump(other.url), await dump(indexer.url)];
        for (const [table, rows] of Object.entries(followed)) {
          expect(
            rows.filter((row) => !fresh[table]?.includes(row)),
            table,
          ).to.deep.equal([]);
          expect(fresh[table], table).to.deep.equal(rows);
        }
      } finally {
        await other.stop();
      }
    });
  });
});
