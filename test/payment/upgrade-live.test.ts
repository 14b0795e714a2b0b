import { expect } from "chai";
import { type Abi, type Address, maxUint256, zeroAddress, zeroHash } from "viem";
import { RATE_NOTICE } from "../helpers/deploy.ts";
import { signAttestation } from "../registry/attestation.ts";
import { indexOf } from "../splits/table.ts";
import { answersOf, type Questions } from "./answers.ts";
import { implementationOf, newLedgerImplementation } from "./implementation.ts";
import { deployInUse } from "./in-use.ts";

/**
 * The suite in use, with a past: a session that a pause ended and nobody settled, one that a stop ended, a stream that
 * was stopped and resumed, one that is suspended, an attestation, changed fees, an operator, and stUSDC delisted while a
 * session runs in it.
 */
async function deployPopulated() {
  const scene = await deployInUse();
  const { ledger, registry, stETH, stUSDC, wallets, networkHelpers } = scene;
  const { tenantId, songId, duetId } = scene;
  const owner = wallets.owner.account;
  const start = async (part: "viewer" | "funder" | "stranger", streamId: typeof songId) => {
    const account = wallets[part].account;
    await ledger.write.depositETH([stETH.address, account.address], { value: 900_000n, account });
    await ledger.write.startStream([streamId, stETH.address, maxUint256, maxUint256, maxUint256], {
      account,
    });
    await networkHelpers.time.increase(77);
  };

  await start("funder", songId);
  await ledger.write.pause({ account: wallets.pauser.account });
  await networkHelpers.time.increase(1_000);
  await ledger.write.unpause({ account: wallets.unpauser.account });
  await start("stranger", duetId);
  await registry.write.stopStream([duetId], { account: owner });
  await networkHelpers.time.increase(50);
  await registry.write.resumeStream([duetId], { account: owner });
  await start("viewer", songId);
  const otherViewer = wallets.otherViewer.account;
  await ledger.write.startStream([duetId, stUSDC.address, maxUint256, maxUint256, maxUint256], {
    account: otherViewer,
  });

  await registry.write.createStream([tenantId, "film", owner.address, "", []], { account: owner });
  const filmId = await registry.read.streamIdOf([tenantId, "film"]);
  await registry.write.suspendStream([filmId], { account: wallets.registrar.account });
  const attestation = {
    id: songId,
    owner: owner.address,
    contentHash: zeroHash,
    expiry: 2 ** 40 - 1,
    nonce: 1n,
  };
  await registry.write.verify([
    attestation,
    wallets.verifier.account.address,
    await signAttestation(wallets.verifier, registry.address, attestation),
  ]);
  await ledger.write.setPlatformFees([stETH.address, 1_234, 56], {
    account: wallets.feeSetter.account,
  });
  await ledger.write.setPlatformReceiver([wallets.newOwner.account.address], {
    account: wallets.feeSetter.account,
  });
  await ledger.write.setOperator([wallets.creator.account.address, true], { account: otherViewer });
  await ledger.write.delistVault([stUSDC.address], { account: wallets.lister.account });
  await networkHelpers.time.increase(123);
  return { ...scene, filmId };
}

type Populated = Awaited<ReturnType<typeof deployPopulated>>;

/** Every pair of the two lists. */
function pairs<A, B>(first: readonly A[], second: readonly B[]): [A, B][] {
  return first.flatMap((a) => second.map((b): [A, B] => [a, b]));
}

/** Accounts of every kind, with money and without. */
async function accountsOf(scene: Populated): Promise<Address[]> {
  const { ledger, wallets, splitAccount, tenantId, songId } = scene;
  const parts = ["viewer", "otherViewer", "funder", "stranger", "relayer", "creator"] as const;
  return [
    ...parts.map((part) => wallets[part].account.address),
    splitAccount,
    await ledger.read.platformAccount(),
    await ledger.read.accountOf([tenantId]),
    await ledger.read.accountOf([songId]),
    await ledger.read.watchAccountOf([songId]),
    zeroAddress,
  ];
}

async function ledgerQuestions(scene: Populated): Promise<Questions> {
  const { stETH, stUSDC, wallets, tenantId, songId, duetId, filmId } = scene;
  const accounts = await accountsOf(scene);
  const vaults = [stETH.address, stUSDC.address];
  const ids = [tenantId, songId, duetId, filmId, zeroHash];
  const [viewer, otherViewer, relayer, creator] = (
    ["viewer", "otherViewer", "relayer", "creator"] as const
  ).map((part) => wallets[part].account.address);
  const byAccountAndVault = pairs(accounts, vaults);
  return {
    accountKind: accounts.map((account) => [account]),
    accountOf: ids.map((id) => [id]),
    watchAccountOf: ids.map((id) => [id]),
    allowance: pairs([viewer, otherViewer], [relayer, creator]).flatMap(([from, spender]) =>
      vaults.map((vault) => [from, spender, BigInt(vault)]),
    ),
    isOperator: pairs([viewer, otherViewer], [relayer, creator]),
    balanceOf: byAccountAndVault.map(([account, vault]) => [account, BigInt(vault)]),
    available: byAccountAndVault,
    creatorBalances: byAccountAndVault,
    owed: byAccountAndVault,
    sessionOf: byAccountAndVault,
    isListed: vaults.map((vault) => [vault]),
    pauseState: vaults.map((vault) => [vault]),
    platformBalance: vaults.map((vault) => [vault]),
    platformFees: vaults.map((vault) => [vault]),
    priceOf: pairs(ids, vaults),
    termsOf: ids.map((id) => [id]),
    isVerified: ids.map((id) => [id]),
    stoppedAt: pairs(ids, [0, 1]),
    startFeePaid: pairs(accounts, ids),
    isInArrears: [[0], [1]],
    supportsInterface: [["0x0f632fb3"], ["0x01ffc9a7"], ["0xffffffff"]],
  };
}

function splitsQuestions(scene: Populated): Questions {
  const { stETH, stUSDC, table, splitAccount, wallets } = scene;
  return {
    splitAccount: [[table]],
    splitHash: [[splitAccount], [wallets.viewer.account.address]],
    splitBalance: pairs([stETH.address, stUSDC.address], [0n, 1n, 2n, 3n]).map((question) => [
      table,
      ...question,
    ]),
  };
}

async function billingQuestions(scene: Populated): Promise<Questions> {
  const { stETH, stUSDC, wallets, tenantId, songId, duetId, owingId, goneId } = scene;
  const vaults = [stETH.address, stUSDC.address];
  const ids = [tenantId, songId, duetId, owingId, goneId, zeroHash];
  const operators = (["relayer", "stranger"] as const).map((part) => wallets[part].account.address);
  return {
    arrearsOf: pairs(ids, vaults),
    isInArrears: ids.map((id) => [id]),
    billingModeOf: ids.map((id) => [id]),
    hasStreamBalances: ids.map((id) => [id]),
    isSelfReliant: ids.map((id) => [id]),
    rateOf: pairs([0, 1], vaults),
    meterKey: [[0], [1], [2]],
    isCharged: pairs([1, 2], [0n, 1n, 2n, 3n]),
    capOf: pairs(ids, vaults),
    fundingPolicyOf: pairs(ids, vaults),
    fundingRoom: pairs(ids, vaults),
    releasable: pairs(ids, vaults),
    payoutTermsOf: pairs(ids, vaults),
    isPayoutOperator: pairs(ids, operators),
  };
}

/** All answers of the contracts, except where the code is. */
async function answers(scene: Populated): Promise<Record<string, unknown>[]> {
  const { ledger, splits, billing } = scene;
  const { "EXTENSION()": extension, ...ofLedger } = await answersOf(
    scene,
    ledger as { address: Address; abi: Abi },
    await ledgerQuestions(scene),
  );
  expect(extension).to.be.a("string");
  return [
    ofLedger,
    await answersOf(scene, splits as { address: Address; abi: Abi }, splitsQuestions(scene)),
    await answersOf(
      scene,
      billing as { address: Address; abi: Abi },
      await billingQuestions(scene),
    ),
  ];
}

/** Replaces the implementations by new ones of the same code, all at `second`, and returns them. */
async function upgradeAll(scene: Populated, second: number): Promise<Address[]> {
  const { viem, networkHelpers, testClient, ledger, splits, billing, registry, wallets } = scene;
  const account = wallets.upgrader.account;
  const targets = [
    await newLedgerImplementation(scene),
    (await viem.deployContract("StreamSplits")).address,
    (await viem.deployContract("StreamBilling", [registry.address, RATE_NOTICE])).address,
  ] as const;
  await testClient.setAutomine(false);
  await ledger.write.upgradeToAndCall([targets[0], "0x"], { account, gas: 1_000_000n });
  await splits.write.upgradeToAndCall([targets[1], "0x"], { account, gas: 1_000_000n });
  await billing.write.upgradeToAndCall([targets[2], "0x"], { account, gas: 1_000_000n });
  await networkHelpers.time.setNextBlockTimestamp(second);
  await testClient.mine({ blocks: 1 });
  await testClient.setAutomine(true);
  return [...targets];
}

/** The same, upgraded. */
async function deployUpgraded() {
  const scene = await deployPopulated();
  await upgradeAll(scene, (await scene.networkHelpers.time.latest()) + 100);
  return scene;
}

describe("Upgrades: of a system in use", () => {
  it("change no answer of any view in the second of the upgrade", async () => {
    const scene = await deployPopulated();
    const { networkHelpers, testClient, ledger, splits, billing, stETH, stUSDC, wallets } = scene;
    const second = (await networkHelpers.time.latest()) + 100;
    const snapshot = await networkHelpers.takeSnapshot();
    await networkHelpers.time.setNextBlockTimestamp(second);
    await testClient.mine({ blocks: 1 });
    const before = await answers(scene);
    for (const [part, vault] of [
      ["viewer", stETH],
      ["funder", stETH],
      ["stranger", stETH],
      ["otherViewer", stUSDC],
    ] as const) {
      const owed = await ledger.read.owed([wallets[part].account.address, vault.address]);
      expect(owed > 0n, part).to.equal(true);
    }
    await snapshot.restore();

    const implementations = await upgradeAll(scene, second);
    expect(await networkHelpers.time.latest()).to.equal(second);
    for (const [index, contract] of [ledger, splits, billing].entries()) {
      expect(await implementationOf(scene, contract.address)).to.equal(implementations[index]);
    }
    expect(await answers(scene)).to.deep.equal(before);
  });

  it("leave every session to be settled and every account to be emptied", async () => {
    const scene = await deployUpgraded();
    const { ledger, splits, billing, stETH, stUSDC, table, wallets } = scene;
    const owner = { account: wallets.owner.account };
    const viewers = (["viewer", "otherViewer", "funder", "stranger"] as const).map(
      (part) => wallets[part].account.address,
    );
    await ledger.write.endStream([stETH.address], { account: wallets.viewer.account });
    await ledger.write.endStream([stUSDC.address], { account: wallets.otherViewer.account });
    for (const vault of [stETH.address, stUSDC.address]) {
      await ledger.write.settle([vault, viewers]);
      for (const holder of table.holders) {
        const index = indexOf(table, holder);
        if ((await splits.read.splitBalance([table, vault, index])) !== 0n) {
          await splits.write.claimSplit([table, vault, index]);
        }
      }
      for (const { account } of Object.values(wallets)) {
        if ((await ledger.read.available([account.address, vault])) !== 0n) {
          await ledger.write.withdrawCreator([vault, account.address], { account });
        }
      }
    }
    for (const id of [scene.tenantId, scene.songId]) {
      await billing.write.release([id, stETH.address], owner);
    }
    await billing.write.sweep([scene.goneId, stETH.address]);
    await billing.write.release([scene.tenantId, stETH.address], owner);
    for (const vault of [stETH.address, stUSDC.address]) {
      if ((await ledger.read.available([owner.account.address, vault])) !== 0n) {
        await ledger.write.withdrawCreator([vault, owner.account.address], owner);
      }
      await ledger.write.withdrawPlatform([vault]);
    }
    for (const vault of [stETH, stUSDC]) {
      const crumbs = await ledger.read.balanceOf([scene.splitAccount, BigInt(vault.address)]);
      expect(crumbs < BigInt(table.holders.length)).to.equal(true);
      expect(await vault.read.balanceOf([ledger.address])).to.equal(crumbs);
    }
  });

  it("leave sessions to be started in the listed vault", async () => {
    const { ledger, stETH, duetId, wallets } = await deployUpgraded();
    const account = wallets.viewer.account;
    await ledger.write.startStream([duetId, stETH.address, 60n, maxUint256, 0n], { account });
    const session = await ledger.read.sessionOf([account.address, stETH.address]);
    expect(session.running).to.equal(true);
    expect(session.feeBps).to.equal(1_234);
  });
});
