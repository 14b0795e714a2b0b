import { existsSync, readFileSync } from "node:fs";
import type { Server } from "node:net";
import { join } from "node:path";
import { expect } from "chai";
import {
  type Address,
  createPublicClient,
  createTestClient,
  type Hex,
  http,
  publicActions,
} from "viem";
import type { Manifest } from "../../cli/local/manifest.ts";
import { ask } from "../../cli/local/view/graphql.ts";
import { poll } from "./helpers/poll.ts";
import { isFree, occupy } from "./helpers/ports.ts";
import { newHome, type Stack, startStack, survivors } from "./helpers/stack.ts";
import type { Truth } from "./helpers/truth.ts";

/** Where the stack listens if nobody else does. */
const DEFAULT_PORTS = [8545, 8546, 42069];

/** Sessions that must have paid before the books are compared. */
const ENOUGH = 8;

type Rows<Column extends string> = { items: Record<Column, string>[] };

describe("The local stack", function () {
  // The first start after a change of a contract compiles it.
  this.timeout(600_000);

  const manifestOf = ({ home }: Stack): Manifest =>
    JSON.parse(readFileSync(join(home, "local.json"), "utf8"));

  const portsOf = ({ l1, l2, graphqlUrl }: Manifest) =>
    [l1.rpcUrl, l2.rpcUrl, graphqlUrl].map((url) => Number(new URL(url).port));

  const expectGone = async (stack: Stack, descendants: number[], ports: number[]) => {
    expect(survivors(descendants)).to.deep.equal([]);
    for (const port of ports) expect(await isFree(port), `port ${port} is free`).to.equal(true);
    expect(existsSync(join(stack.home, "local.json"))).to.equal(false);
    expect(existsSync(join(stack.home, "local.pid"))).to.equal(false);
  };

  describe("with traffic, where its ports are taken", () => {
    let occupied: (Server | undefined)[];
    let stack: Stack;
    let manifest: Manifest;
    let truth: Truth;
    let streamNos: Map<Hex, number>;

    before(async () => {
      occupied = await Promise.all(DEFAULT_PORTS.map(occupy));
      stack = startStack(["--seed", "7"]);
      await stack.says("all this as JSON");
      manifest = manifestOf(stack);
      const hasEnded = () => survivors([stack.pid]).length === 0;
      const paid = async () => {
        // The indexer finds its port only when it is up.
        manifest = manifestOf(stack);
        return ask<Record<"sessions" | "claims" | "releases" | "revivals", { totalCount: number }>>(
          manifest.graphqlUrl,
          `{ sessions: channels(where: { settled_gt: "0" }) { totalCount }
             claims: withdrawals { totalCount }
             releases { totalCount }
             revivals: suspensions(where: { to_gt: "0" }) { totalCount } }`,
        );
      };
      await poll(async () => {
        const { sessions, claims, releases, revivals } = await paid();
        const isEnough =
          sessions.totalCount >= ENOUGH &&
          claims.totalCount > 0 &&
          releases.totalCount > 0 &&
          // A stream that ran dry, and a tenant that fell behind.
          revivals.totalCount > 1;
        return isEnough ? true : undefined;
      }, hasEnded);

      const client = createTestClient({ mode: "anvil", transport: http(manifest.l2.rpcUrl) });
      await client.setIntervalMining({ interval: 0 });
      const block = await client.extend(publicActions).getBlockNumber();
      await poll(async () => {
        const { clocks } = await ask<{ clocks: Rows<"block"> }>(
          manifest.graphqlUrl,
          "{ clocks { items { block } } }",
        );
        return BigInt(clocks.items[0]?.block ?? 0) === block ? true : undefined;
      }, hasEnded);
      // It reads ABIs, which are there only after the build.
      const { truthAt } = await import("./helpers/truth.ts");
      truth = await truthAt(manifest, block);
      const { streams } = await ask<{ streams: { items: { id: Hex; streamNo: number }[] } }>(
        manifest.graphqlUrl,
        "{ streams { items { id streamNo } } }",
      );
      streamNos = new Map(streams.items.map(({ id, streamNo }) => [id, streamNo]));
    });

    after(async () => {
      if (stack !== undefined && survivors([stack.pid]).length > 0) {
        process.kill(stack.pid, "SIGTERM");
        await stack.ended;
      }
      for (const server of occupied) server?.close();
    });

    it("settles a first second within 30 seconds and says so", async () => {
      const [, seconds] = /First settled second after ([\d.]+) s/.exec(stack.output()) ?? [];
      expect(Number(seconds)).to.be.greaterThan(0).and.lessThan(30);
    });

    it("listens elsewhere", () => {
      const ports = portsOf(manifest);
      expect(new Set(ports).size).to.equal(DEFAULT_PORTS.length);
      for (const port of ports) expect(DEFAULT_PORTS).not.to.include(port);
    });

    it("serves the balance of every account as the ledger has it", async () => {
      const { accountBalances } = await ask<{
        accountBalances: Rows<"account" | "vault" | "shares" | "owed" | "available">;
      }>(
        manifest.graphqlUrl,
        "{ accountBalances(limit: 1000) { items { account vault shares owed available } } }",
      );
      const served = new Map(
        accountBalances.items.map(({ account, vault, shares, owed, available }) => [
          `${account}/${vault}`,
          { shares: BigInt(shares), owed: BigInt(owed), available: BigInt(available) },
        ]),
      );
      expect(served.size).to.be.greaterThan(ENOUGH);
      expect(Object.fromEntries(served)).to.deep.equal(Object.fromEntries(truth.balances));
    });

    it("serves every session as the ledger has it", async () => {
      const columns =
        "viewer vault streamId payee perSecond startedAt settledAt until owed running";
      const { currentSessions } = await ask<{ currentSessions: Rows<string> }>(
        manifest.graphqlUrl,
        `{ currentSessions(limit: 1000) { items { ${columns} } } }`,
      );
      const served = currentSessions.items.map(({ streamId, ...rest }) => ({
        ...rest,
        streamNo: streamNos.get(streamId as Hex),
      }));
      const actual = truth.sessions.map((session) => ({
        ...Object.fromEntries(
          Object.entries(session).map(([key, value]) => [
            key,
            typeof value === "bigint"
              ? String(value)
              : typeof value === "string"
                ? value.toLowerCase()
                : value,
          ]),
        ),
      }));
      expect(served.length).to.be.greaterThan(0);
      expect(served).to.have.deep.members(actual);
    });

    it("serves owed, settled and fees of every channel, stream and creator as chain and logs have them", async () => {
      const figures = "vault owed settled fees";
      const answer = await ask<{
        channelMeters: Rows<"viewer" | "streamId" | "vault" | "owed" | "settled" | "fees">;
        streamMeters: Rows<"streamId" | "vault" | "owed" | "settled" | "fees">;
        creatorMeters: Rows<"creator" | "vault" | "owed" | "settled" | "fees">;
      }>(
        manifest.graphqlUrl,
        `{ channelMeters(limit: 1000) { items { viewer streamId ${figures} } }
           streamMeters(limit: 1000) { items { streamId ${figures} } }
           creatorMeters(limit: 1000) { items { creator ${figures} } } }`,
      );
      const number = (id: string) => streamNos.get(id as Hex);
      const rows = [
        ...answer.channelMeters.items.map((row) => ({
          key: `channel/${row.viewer}/${number(row.streamId)}/${row.vault}`,
          ...row,
        })),
        ...answer.streamMeters.items.map((row) => ({
          key: `stream/${number(row.streamId)}/${row.vault}`,
          ...row,
        })),
        ...answer.creatorMeters.items.map((row) => ({
          key: `creator/${row.creator}/${row.vault}`,
          ...row,
        })),
      ];
      const served = rows.map(({ key, owed, settled, fees }) => [
        key,
        { owed: BigInt(owed), settled: BigInt(settled), fees: BigInt(fees) },
      ]);
      expect(Object.fromEntries(served)).to.deep.equal(Object.fromEntries(truth.meters));
    });

    it("serves what every name holds and owes as ledger and billing have it", async () => {
      const { nodeBalances } = await ask<{
        nodeBalances: Rows<"nodeId" | "vault" | "shares" | "arrears" | "releasable">;
      }>(
        manifest.graphqlUrl,
        "{ nodeBalances(limit: 1000) { items { nodeId vault shares arrears releasable } } }",
      );
      const served = nodeBalances.items.map(({ nodeId, vault, ...figures }) => [
        `${nodeId}/${vault}`,
        Object.fromEntries(Object.entries(figures).map(([key, shares]) => [key, BigInt(shares)])),
      ]);
      expect(served.length).to.be.greaterThan(4);
      expect(Object.fromEntries(served)).to.deep.equal(Object.fromEntries(truth.names));
    });

    it("plays sponsors, arrears of a stream and a tenant, their payment, and releases", async () => {
      const { contracts, graphqlUrl, root } = manifest;
      expect(contracts).to.have.property("StreamBilling");
      type Story = {
        statementEntrys: Rows<"name" | "cause">;
        fundings: Rows<"isPublic">;
      };
      const { statementEntrys, fundings } = await ask<Story>(
        graphqlUrl,
        `{ statementEntrys(limit: 1000) { items { name cause } }
           fundings(limit: 1000) { items { isPublic } } }`,
      );
      const rows = statementEntrys.items.map(({ name, cause }) => `${name}: ${cause}`);
      expect(rows).to.include.members([
        `long-way-home.alice.${root}: arrears_added`,
        `long-way-home.alice.${root}: arrears_payment`,
        `nina.${root}: arrears_added`,
        `nina.${root}: arrears_payment`,
        `late-show.bob.${root}: settlement`,
        `late-show.bob.${root}: usage_charge`,
        `late-show.bob.${root}: release`,
        `alice.${root}: usage_charge`,
      ]);
      expect(new Set(fundings.items.map(({ isPublic }) => isPublic))).to.deep.equal(
        new Set([true, false]),
      );
      expect(stack.output()).to.match(/long-way-home\.alice ran dry and was suspended/);
      expect(stack.output()).to.match(/nina owes for infrastructure/);
      expect(stack.output()).to.match(/gus funded long-way-home\.alice .* of it for arrears/);
    });

    it("has an account with its key for every part that is played", () => {
      const addresses = new Set<Address>(manifest.accounts.map(({ address }) => address));
      expect(addresses.size).to.equal(manifest.accounts.length);
      for (const role of [
        ...["governor", "registrar", "keeper", "creator alice", "viewer mia"],
        ...["sponsor rita", "usage meter"],
      ]) {
        expect(manifest.accounts.map((account) => account.role)).to.include(role);
      }
    });

    it("refuses a second stack in its folder and names itself", async () => {
      const second = startStack([], stack.home);
      expect(await second.ended).to.equal(1);
      expect(second.output()).to.include(`process ${stack.pid}`);
      expect(manifestOf(stack)).to.deep.equal(manifest);
    });

    it("stops everything on Ctrl-C, which npm delivers twice", async () => {
      const descendants = stack.descendants();
      expect(descendants.length).to.be.greaterThan(3);
      process.kill(stack.pid, "SIGINT");
      process.kill(stack.pid, "SIGINT");
      expect(await stack.ended).to.equal(0);
      await expectGone(stack, descendants, portsOf(manifest));
    });
  });

  it("without traffic has contracts and nothing else, and ends if one of its processes does", async () => {
    const stack = startStack(["--no-traffic"]);
    await stack.says("all this as JSON");
    const manifest = manifestOf(stack);
    const descendants = stack.descendants();
    // It holds ABIs, which are there only after the build.
    const { paymentAbi, registryAbi } = await import("../../cli/local/abis.ts");
    const { StreamPayment, StreamRegistry } = manifest.contracts;
    const client = createPublicClient({ transport: http(manifest.l2.rpcUrl) });
    const tenants = await client.getContractEvents({
      address: StreamRegistry,
      abi: registryAbi,
      eventName: "TenantCreated",
      fromBlock: 0n,
    });
    const vaults = await client.getContractEvents({
      address: StreamPayment,
      abi: paymentAbi,
      eventName: "VaultListed",
      fromBlock: 0n,
    });
    expect([tenants.length, vaults.length]).to.deep.equal([0, 2]);

    const [chain] = stack.childrenNamed("anvil");
    if (chain === undefined) throw new Error("The stack runs no chain.");
    process.kill(chain, "SIGKILL");
    expect(await stack.ended).to.equal(1);
    expect(stack.output()).to.match(/The L[12] chain ended with SIGKILL/);
    await expectGone(stack, descendants, portsOf(manifest));
  });

  it("leaves nothing behind even if it is killed, and starts again in the same folder", async () => {
    const home = newHome();
    const killed = startStack(["--no-traffic"], home);
    await killed.says("Deploying");
    const descendants = killed.descendants();
    process.kill(killed.pid, "SIGKILL");
    expect(await killed.ended).to.equal("SIGKILL");
    await poll(async () => (survivors(descendants).length === 0 ? true : undefined));

    const next = startStack(["--no-traffic"], home);
    await next.says("Deploying");
    process.kill(next.pid, "SIGTERM");
    expect(await next.ended).to.equal(0);
  });
});
