import { expect } from "chai";
import { encodeFunctionData, type Hex, maxUint256, toFunctionSelector, zeroAddress } from "viem";
import { deployBehindProxy } from "../helpers/proxy.ts";
import { deployScene } from "../meter/scene.ts";

const REFUSAL = toFunctionSelector("ReentrancyGuardReentrantCall()");

/**
 * A listed vault over a token that calls back when it moves. The viewer, another viewer and the token itself have 1,000
 * shares of it in the ledger, and the viewer has 1,000 tokens more.
 */
async function deployReentrant() {
  const scene = await deployScene();
  const { connection, viem, ledger, manager, addressOf, as } = scene;
  const token = await viem.deployContract("MockReentrantToken");
  const vault = await deployBehindProxy(
    connection,
    "StreamVault",
    [],
    [token.address, "Stream Token", "stTOKEN", manager.address],
  );
  await ledger.write.listVault([vault.address], as("lister"));
  const viewer = addressOf("viewer");
  await token.write.mint([viewer, 4_000n]);
  await token.write.approve([ledger.address, maxUint256], as("viewer"));
  for (const account of [viewer, addressOf("otherViewer"), token.address]) {
    await ledger.write.depositAssets([vault.address, 1_000n, account], as("viewer"));
  }

  /** What the ledger owes to everybody, and what it has for it. */
  async function books() {
    const accounts = [viewer, addressOf("otherViewer"), token.address, zeroAddress] as const;
    const balances = await Promise.all(accounts.map((one) => scene.balance(one, vault.address)));
    return {
      balances: balances.reduce((sum, one) => sum + one, 0n),
      shares: await vault.read.balanceOf([ledger.address]),
      assets: await token.read.balanceOf([vault.address]),
      left: await token.read.balanceOf([ledger.address]),
    };
  }

  /** What the token tries in the middle of a deposit or withdrawal, by what becomes of it. */
  const encode = (functionName: string, args: readonly unknown[]): Hex =>
    encodeFunctionData({ abi: ledger.abi, functionName, args } as Parameters<
      typeof encodeFunctionData
    >[0]);
  const [from, all] = [vault.address, 1_000n];
  const guarded = {
    depositAssets: encode("depositAssets", [from, all, token.address]),
    depositETH: encode("depositETH", [from, token.address]),
    withdraw: encode("withdraw", [from, all, token.address]),
    withdrawAssets: encode("withdrawAssets", [from, all, token.address]),
    withdrawCreator: encode("withdrawCreator", [from, token.address]),
    withdrawPlatform: encode("withdrawPlatform", [from]),
    multicall: encode("multicall", [[encode("withdrawAssets", [from, all, token.address])]]),
  };
  const harmless = {
    settle: encode("settle", [from, [viewer]]),
    transfer: encode("transfer", [addressOf("otherViewer"), BigInt(from), all]),
  };
  const hopeless = {
    deposit: encode("deposit", [from, all, token.address]),
    endStream: encode("endStream", [from]),
    transferFrom: encode("transferFrom", [viewer, token.address, BigInt(from), 1n]),
  };

  return { ...scene, viewer, token, vault, books, calls: { guarded, harmless, hopeless } };
}

type Reentrant = Awaited<ReturnType<typeof deployReentrant>>;

/** What moves the token, and how many shares of the viewer come of it. */
const MOVES = {
  "a deposit": {
    change: 1_000n,
    make: ({ ledger, vault, viewer, as }: Reentrant) =>
      ledger.write.depositAssets([vault.address, 1_000n, viewer], as("viewer")),
  },
  "a withdrawal": {
    change: -600n,
    make: ({ ledger, vault, viewer, as }: Reentrant) =>
      ledger.write.withdrawAssets([vault.address, 600n, viewer], as("viewer")),
  },
} as const;

describe("StreamLedger with an asset that calls back", () => {
  for (const [during, { change, make }] of Object.entries(MOVES)) {
    for (const isAfter of [false, true]) {
      const when = `during ${during}, ${isAfter ? "after" : "before"} the money moved`;

      it(`keeps its books ${when}`, async () => {
        const scene = await deployReentrant();
        const { token, ledger, vault, calls, networkHelpers, balance, books } = scene;
        for (const [kind, attempts] of Object.entries(calls)) {
          for (const [name, data] of Object.entries(attempts)) {
            const snapshot = await networkHelpers.takeSnapshot();
            await token.write.arm([ledger.address, data, isAfter]);
            await make(scene);
            expect(await token.read.called(), name).to.equal(true);
            expect(await token.read.succeeded(), name).to.equal(kind === "harmless");
            if (kind === "guarded") expect(await token.read.result(), name).to.equal(REFUSAL);
            expect(await balance("viewer", vault.address), name).to.equal(1_000n + change);
            expect(await books(), name).to.deep.equal({
              balances: 3_000n + change,
              shares: 3_000n + change,
              assets: 3_000n + change,
              left: 0n,
            });
            await snapshot.restore();
          }
        }
      });

      it(`lets nobody into the vault ${when}`, async () => {
        const scene = await deployReentrant();
        const { token, vault, addressOf, networkHelpers, books } = scene;
        for (const data of [
          encodeFunctionData({
            abi: vault.abi,
            functionName: "deposit",
            args: [1n, addressOf("stranger")],
          }),
          encodeFunctionData({
            abi: vault.abi,
            functionName: "redeem",
            args: [1n, addressOf("stranger"), token.address],
          }),
        ]) {
          const snapshot = await networkHelpers.takeSnapshot();
          await token.write.arm([vault.address, data, isAfter]);
          await make(scene);
          expect(await token.read.called()).to.equal(true);
          expect(await token.read.succeeded()).to.equal(false);
          expect(await books()).to.deep.equal({
            balances: 3_000n + change,
            shares: 3_000n + change,
            assets: 3_000n + change,
            left: 0n,
          });
          await snapshot.restore();
        }
      });
    }
  }
});
