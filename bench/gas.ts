/**
 * Gas of whole transactions on the production build, behind the proxies.
 *
 *   npm run bench:gas              prints the figures beside their budgets
 *   npm run bench:gas -- --check   fails where a figure differs from bench/gas.json or exceeds its budget
 *   npm run bench:gas -- --write   writes bench/gas.json
 *
 * "Steady" is a transaction of somebody who did the same before: every slot it writes holds something already, and
 * allowances are unlimited. "First" is the first one ever of that account, where slots go from zero to something.
 */
import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import hre from "hardhat";
import { type Address, type Hash, keccak256, maxUint256, toHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";

const { values: options } = parseArgs({
  options: { check: { type: "boolean" }, write: { type: "boolean" } },
});

const SNAPSHOT = new URL("gas.json", import.meta.url);

/** Upper bounds of what a transaction may cost, in gas. */
const BUDGETS: Record<string, number> = {
  "start and end, steady": 117_000,
  "switch between two creators, steady": 78_000,
  "one more viewer in a settle of 50, steady": 24_000,
  "deposit of shares, steady": 62_000,
};

await hre.tasks.getTask("build").run({ quiet: true, noTests: true });
const { deployWeir } = await import("../test/helpers/deploy.ts");
const { BILLING_BUDGETS, billingFigures } = await import("./billing.ts");
const weir = await deployWeir();
const { ledger, registry, splits, stUSDC, usdc, stETH, wallets, publicClient } = weir;
const { networkHelpers, testClient } = weir;
const vault = stUSDC.address;
const figures: Record<string, number> = {};

/** Waits for a transaction and returns its gas. */
async function gasOf(transaction: Promise<Hash>): Promise<number> {
  const { gasUsed, status } = await publicClient.waitForTransactionReceipt({
    hash: await transaction,
  });
  if (status !== "success") throw new Error("A measured transaction reverted.");
  return Number(gasUsed);
}

const as = (wallet: typeof wallets.viewer) => ({ account: wallet.account });
const price = (perSecond: bigint, startFee = 0n) => ({ vault, startFee, perSecond, window: 600n });

/* The scene: one tenant, three streams of two creators and a split, two viewers, a funder. */

const owner = wallets.owner.account.address;
await registry.write.createTenant(["alice", owner], as(wallets.registrar));
const tenantId = await registry.read.tenantIdOf(["alice"]);
const table = {
  holders: [wallets.creator.account.address, wallets.newOwner.account.address].sort((a, b) =>
    BigInt(a) < BigInt(b) ? -1 : 1,
  ),
  weights: [6_000, 4_000],
};
await splits.write.registerSplit([table]);
const streams: Record<string, `0x${string}`> = {};
for (const [label, payee, perSecond, startFee] of [
  ["one", wallets.creator.account.address, 1_000n, 0n],
  ["two", wallets.newOwner.account.address, 1_100n, 0n],
  ["shared", await splits.read.splitAccount([table]), 1_000n, 0n],
  ["hybrid", wallets.creator.account.address, 1_000n, 5_000n],
] as const) {
  await registry.write.createStream(
    [tenantId, label, payee, "ipfs://song", [price(perSecond, startFee)]],
    as(wallets.owner),
  );
  streams[label] = await registry.read.streamIdOf([tenantId, label]);
}
const id = (label: string) => {
  const streamId = streams[label];
  if (streamId === undefined) throw new Error(`The scene has no stream ${label}.`);
  return streamId;
};

for (const wallet of [wallets.viewer, wallets.otherViewer, wallets.funder]) {
  const account = wallet.account.address;
  await usdc.write.mint([account, 10n ** 15n], as(wallets.governor));
  await usdc.write.approve([vault, maxUint256], as(wallet));
  await usdc.write.approve([ledger.address, maxUint256], as(wallet));
  await stUSDC.write.deposit([10n ** 14n, account], as(wallet));
  await stUSDC.write.approve([ledger.address, maxUint256], as(wallet));
}
await ledger.write.deposit([vault, 10n ** 9n, wallets.funder.account.address], as(wallets.funder));

const start = (label: string, wallet = wallets.viewer) =>
  gasOf(ledger.write.startStream([id(label), vault, 600n, 2_000n, 10_000n], as(wallet)));
const end = (wallet = wallets.viewer) => gasOf(ledger.write.endStream([vault], as(wallet)));
const play = (seconds: number) => networkHelpers.time.increase(seconds);
const viewer = wallets.viewer.account.address;

/* Deposits */

const deposit = () => gasOf(ledger.write.deposit([vault, 10n ** 9n, viewer], as(wallets.viewer)));
figures["deposit of shares, first"] = await deposit();
figures["deposit of shares, steady"] = await deposit();
const depositAssets = () =>
  gasOf(ledger.write.depositAssets([vault, 10n ** 9n, viewer], as(wallets.viewer)));
await depositAssets();
figures["deposit of USDC, steady"] = await depositAssets();
const depositETH = () =>
  gasOf(
    ledger.write.depositETH([stETH.address, viewer], { ...as(wallets.viewer), value: 10n ** 15n }),
  );
figures["deposit of ETH, first"] = await depositETH();
figures["deposit of ETH, steady"] = await depositETH();

/* Sessions */

const firstStart = await start("one");
await play(100);
figures["start and end, first"] = firstStart + (await end());
const steadyStart = await start("one");
await play(97);
const steadyEnd = await end();
figures["start, steady"] = steadyStart;
figures["end, steady"] = steadyEnd;
figures["start and end, steady"] = steadyStart + steadyEnd;

await start("one");
await play(37);
await start("two");
await play(41);
figures["switch between two creators, first"] = await start("one");
await play(43);
figures["switch between two creators, steady"] = await start("two");
await play(30);
const heartbeat = () =>
  gasOf(ledger.write.payForStreamTime([id("two"), vault, 600n, 2_000n], as(wallets.viewer)));
await heartbeat();
await play(30);
figures["heartbeat, steady"] = await heartbeat();
await play(30);
figures["start with a start fee, first"] = await start("hybrid");
await play(30);

/* Settlement of many */

const viewers: Address[] = [];
for (let i = 0; i < 51; ++i) {
  // Fixed keys: the number of zero bytes in an address is paid for, and the figures must be the same in each run.
  const account = privateKeyToAccount(keccak256(toHex(`bench viewer ${i}`)));
  viewers.push(account.address);
  await testClient.setBalance({ address: account.address, value: 10n ** 18n });
  await ledger.write.deposit([vault, 10n ** 9n, account.address], as(wallets.funder));
  const wallet = await weir.viem.getWalletClient(account.address, { account });
  await wallet.writeContract({
    address: ledger.address,
    abi: ledger.abi,
    functionName: "startStream",
    args: [id("one"), vault, 600n, 2_000n, 0n],
  });
}
await play(5);
const settle = (count: number) =>
  gasOf(ledger.write.settle([vault, viewers.slice(0, count)], as(wallets.relayer)));
figures["settle of 51, first"] = await settle(51);
await play(50);
const settle50 = await settle(50);
await settle(51);
await play(50);
const settle51 = await settle(51);
figures["settle of 50, steady"] = settle50;
figures["one more viewer in a settle of 50, steady"] = settle51 - settle50;

/* Money around and out */

const tip = () => gasOf(ledger.write.tip([id("one"), vault, 1_000n], as(wallets.viewer)));
await tip();
figures["tip while a session runs, steady"] = await tip();
await end();
const other = wallets.otherViewer.account.address;
const transfer = () =>
  gasOf(ledger.write.transfer([other, BigInt(vault), 1_000n], as(wallets.viewer)));
await transfer();
figures["transfer, steady"] = await transfer();
figures["withdrawal as shares, steady"] = await gasOf(
  ledger.write.withdraw([vault, 1_000n, viewer], as(wallets.viewer)),
);
figures["withdrawal as USDC, steady"] = await gasOf(
  ledger.write.withdrawAssets([vault, 1_000n, viewer], as(wallets.viewer)),
);
const creator = wallets.creator.account.address;
figures["withdrawal of a creator, first"] = await gasOf(
  ledger.write.withdrawCreator([vault, creator], as(wallets.creator)),
);
await start("shared");
await play(60);
figures["end of a session for a split, first"] = await end();
await start("shared");
await play(60);
figures["end of a session for a split, steady"] = await end();
const claim = () => gasOf(splits.write.claimSplit([table, vault, 0n], as(wallets.stranger)));
figures["claim from a split of two, first"] = await claim();
await start("shared");
await play(60);
await end();
figures["claim from a split of two, steady"] = await claim();

/* Billing */

Object.assign(figures, await billingFigures(weir, gasOf, tenantId));

/* Report */

const budgets = { ...BUDGETS, ...BILLING_BUDGETS };
const snapshot: Record<string, number> = options.write
  ? figures
  : JSON.parse(await readFile(SNAPSHOT, "utf8"));
const width = Math.max(...Object.keys(figures).map((name) => name.length));
console.log(`${"transaction".padEnd(width)}      gas  snapshot    budget`);
const wrong: string[] = [];
for (const [name, gas] of Object.entries(figures)) {
  const budget = budgets[name];
  const expected = snapshot[name];
  if (budget !== undefined && gas > budget)
    wrong.push(`${name}: ${gas} gas, above its budget of ${budget}`);
  if (expected !== gas)
    wrong.push(`${name}: ${gas} gas, the snapshot says ${expected ?? "nothing"}`);
  const columns = [gas, expected, budget].map((n) => (n?.toLocaleString("en") ?? "").padStart(8));
  console.log(`${name.padEnd(width)} ${columns.join("  ")}`);
}
for (const name of Object.keys(snapshot)) {
  if (!(name in figures)) wrong.push(`${name}: in the snapshot, but not measured any more`);
}
if (options.write) await writeFile(SNAPSHOT, `${JSON.stringify(figures, null, 2)}\n`);
if (options.check && wrong.length > 0) {
  console.error(`\n${wrong.join("\n")}\nIf the change is meant: npm run bench:gas -- --write`);
  process.exitCode = 1;
}
