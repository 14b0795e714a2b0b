import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { formatUnits } from "viem";
import { type BillingStory, tellBilling } from "../indexer/helpers/billing-story.ts";
import { type Chain, startChain } from "../indexer/helpers/chain.ts";
import { type Indexer, startIndexer } from "../indexer/helpers/indexer.ts";

describe("The command that prints statements", function () {
  this.timeout(240_000);
  let chain: Chain;
  let indexer: Indexer;
  let story: BillingStory;
  /** Folder with the file that a local stack writes. */
  let home: string;

  before(async () => {
    chain = await startChain();
    indexer = await startIndexer(chain.deployment);
    story = await tellBilling(chain);
    await indexer.indexed(await chain.publicClient.getBlockNumber());
    home = mkdtempSync(join(tmpdir(), "weir-statement-"));
    writeFileSync(
      join(home, "local.json"),
      JSON.stringify({ graphqlUrl: `${indexer.url}/graphql` }),
    );
  });

  after(async () => {
    await indexer?.stop();
    await chain?.anvil.stop();
  });

  /** Runs the command to its end. */
  const run = async (args: string[], folder = home) => {
    const child = spawn(process.execPath, ["cli/statement.ts", ...args], {
      env: { ...process.env, WEIR_HOME: folder },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [out, error, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "close"),
    ]);
    return { out, error, code };
  };

  it("shows what a stream holds and owes now, after every row of every vault", async () => {
    const { out, code } = await run(["solo.alice.weir.eth"]);
    expect(code).to.equal(0);
    expect(out).to.match(/^Statement of the stream solo\.alice\.weir\.eth\n/);
    const { solo } = story.streams;
    const account = await chain.ledger.read.accountOf([solo]);
    for (const [vault, symbol, decimals] of [
      [chain.stETH.address, "stETH", 18],
      [chain.stUSDC.address, "stUSDC", 6],
    ] as const) {
      const part = out.split(`\n${symbol} (`)[1]?.split("\n\n")[0] ?? "";
      const held = await chain.ledger.read.balanceOf([account, BigInt(vault)]);
      const [owed] = await chain.billing.read.arrearsOf([solo, vault]);
      const close = part.trimEnd().split("\n").at(-1)?.trim().split(/\s+/) ?? [];
      expect(close[0]).to.equal("close");
      expect(close.slice(-2)).to.deep.equal([held, owed].map((n) => formatUnits(n, decimals)));
      expect(part).to.match(/arrears added +platform .* \+0\.\d+/);
      expect(part).to.match(/arrears payment +platform .* -0\.\d+/);
    }
    expect(out).to.include("start fee");
    expect(out).to.include("funding");
  });

  it("takes an id, one vault and a period", async () => {
    const { alice } = story.tenants;
    const whole = await run([alice, "--vault", "stUSDC", "--url", indexer.url]);
    expect(whole.out).to.include("Statement of the tenant alice.weir.eth");
    expect(whole.out).to.include("stUSDC").and.not.include("stETH");
    const before = await run([alice, "--to", "2020-01-31", "--url", `${indexer.url}/graphql`]);
    expect(before.out).to.include("Nothing has moved.");
    const since = await run([alice, "--vault", "stUSDC", "--from", "2020-01-31T12:00:00"]);
    expect(since.out).to.equal(whole.out);
  });

  it("gives CSV as the indexer does", async () => {
    const { out, code } = await run(["show.alice.weir.eth", "--vault", "stUSDC", "--csv"]);
    const response = await fetch(
      `${indexer.url}/statement/show.alice.weir.eth?vault=stUSDC&format=csv`,
    );
    expect(code).to.equal(0);
    expect(out).to.equal(await response.text());
    expect(out.trimEnd().split("\r\n").length).to.be.greaterThan(10);
  });

  it("says what is wrong, and what to do", async () => {
    const expectError = async (args: string[], code: number, message: RegExp, folder?: string) => {
      const result = await run(args, folder);
      expect(result.error, args.join(" ")).to.match(message);
      expect([result.code, result.out]).to.deep.equal([code, ""]);
    };
    const nowhere = "http://127.0.0.1:1";
    await expectError(["nobody.weir.eth"], 1, /no tenant or stream.*GraphQL/);
    await expectError(["alice.weir.eth", "--vault", "stXYZ"], 1, /no vault stXYZ/);
    await expectError(["alice"], 1, /a name such as/);
    await expectError(["a.b", "--url", nowhere], 1, /No indexer answers at .*npm start.*--url/);
    await expectError(["a.b"], 1, /no local stack is running.*npm start/, join(home, "none"));
    await expectError(
      ["a.b", "--url", new URL(chain.deployment.l2.rpcUrl[0] ?? "").origin],
      1,
      /no indexer of Weir/,
    );
    await expectError([], 2, /Whose statement\?[\s\S]*Usage/);
    await expectError(["a.b", "c.d"], 2, /One name at a time/);
    await expectError(["a.b", "--from", "yesterday"], 2, /--from takes 2026-01-31/);
    await expectError(["a.b", "--url", "localhost"], 2, /--url takes/);
    await expectError(["a.b", "--pdf"], 2, /--pdf/);
  });

  it("explains itself", async () => {
    const { out, code } = await run(["--help"]);
    expect(code).to.equal(0);
    expect(out).to.include("npm run statement -- <name or id>");
  });
});
