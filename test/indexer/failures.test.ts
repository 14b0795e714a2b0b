import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type Billing, KINDS, openBilling } from "./helpers/billing.ts";
import { type Chain, startChain } from "./helpers/chain.ts";
import { dump } from "./helpers/database.ts";
import { type Indexer, startIndexer } from "./helpers/indexer.ts";
import { type Story, tell } from "./helpers/scenario.ts";

/** Blocks after which some are final on this chain, so that the indexer cannot take them back. */
const FINAL = 70;

describe("The indexer, when things fail", function () {
  this.timeout(240_000);
  const directory = join(mkdtempSync(join(tmpdir(), "weir-")), "database");
  let chain: Chain;
  let indexer: Indexer;
  let story: Story;
  let billing: Billing;

  before(async () => {
    chain = await startChain();
    indexer = await startIndexer(chain.deployment, directory);
    story = await tell(chain);
    billing = await openBilling(chain);
    await chain.billing.write.setStreamBalances([story.tenants.alice, true], {
      account: chain.wallets.registrar.account,
    });
    const byStreamOnly = 2;
    await chain.billing.write.setBillingMode([story.streams.song, byStreamOnly], {
      account: chain.wallets.owner.account,
    });
    await billing.endow(chain.wallets.owner, 100_000n);
    await indexer.indexed(await chain.publicClient.getBlockNumber());
  });

  after(async () => {
    await indexer?.stop();
    await chain?.anvil.stop();
  });

  /** Some seconds in which sessions start, stop and are paid, and a stream is suspended and pays what it owes. */
  const live = async () => {
    const { ledger, registry, wallets, stETH } = chain;
    const { song, other } = story.streams;
    const viewer = { account: wallets.otherViewer.account };
    await ledger.write.startStream([song, stETH.address, 600n, 9n, 0n], viewer);
    await registry.write.stopStream([song], { account: wallets.owner.account });
    await ledger.write.startStream([other, stETH.address, 600n, 9n, 9n], viewer);
    await ledger.write.tip([other, stETH.address, 10n], viewer);
    await ledger.write.withdraw([stETH.address, 100n, wallets.stranger.account.address], viewer);
    await registry.write.resumeStream([song], { account: wallets.owner.account });
    const usage = { streamId: song, vault: stETH.address, kind: KINDS.egress, quantity: 40n };
    await billing.charge(usage, { ...usage, quantity: 0n });
    await billing.fund(wallets.owner, song, stETH.address, 300n);
    await billing.fund(wallets.owner, story.tenants.alice, stETH.address, 100n);
    await chain.billing.write.release([story.tenants.alice, stETH.address], {
      account: wallets.owner.account,
    });
  };

  /** Whether the rows are the ones that an indexer finds that knows nothing of the failure. */
  const expectSameAsFresh = async () => {
    const head = await chain.publicClient.getBlockNumber();
    await indexer.indexed(head);
    const fresh = await startIndexer(chain.deployment);
    try {
      await fresh.indexed(head);
      const expected = await dump(fresh.url);
      for (const [table, rows] of Object.entries(await dump(indexer.url))) {
        expect(rows, table).to.deep.equal(expected[table]);
      }
    } finally {
      await fresh.stop();
    }
  };

  it("takes back what a reorganisation takes back", async () => {
    const snapshot = await chain.testClient.snapshot();
    await live();
    await chain.ledger.write.pause({ account: chain.wallets.pauser.account });
    await indexer.indexed(await chain.publicClient.getBlockNumber());

    await chain.testClient.revert({ id: snapshot });
    await chain.testClient.mine({ blocks: 3 });
    await live();
    await expectSameAsFresh();
  });

  it("goes on where it was when it is killed", async () => {
    await live();
    await indexer.stop("SIGKILL");
    await live();
    indexer = await startIndexer(chain.deployment, directory);
    await expectSameAsFresh();
  });

  it("says so when it can no longer follow the chain", async () => {
    const snapshot = await chain.testClient.snapshot();
    await chain.testClient.mine({ blocks: FINAL });
    await indexer.indexed(await chain.publicClient.getBlockNumber());
    await chain.testClient.revert({ id: snapshot });
    await live();
    await chain.testClient.mine({ blocks: FINAL });
    await indexer.line((line) => line.includes("unrecoverable") || undefined);

    const response = await fetch(`${indexer.url}/head`);
    expect(response.status).to.equal(503);
    expect(await response.json()).to.have.property("state", "reorganised");
  });
});
