import { expect } from "chai";
import {
  type Address,
  encodeAbiParameters,
  getAddress,
  keccak256,
  numberToHex,
  toHex,
  zeroAddress,
  zeroHash,
} from "viem";
import { createStream, deploySplits } from "./earning.ts";
import { type Table, tableOf } from "./table.ts";

/** Number of the account kind that splits have. */
const SPLIT = 5;

const A: Address = getAddress(numberToHex(0xa, { size: 20 }));
const B: Address = getAddress(numberToHex(0xb, { size: 20 }));
const C: Address = getAddress(numberToHex(0xc, { size: 20 }));

/** A table of `count` holders whose weights sum to 10,000. */
function tableOfMany(count: number): Table {
  const holders = Array.from({ length: count }, (_, index) =>
    getAddress(numberToHex(index + 1, { size: 20 })),
  );
  return { holders, weights: holders.map((_, index) => (index === 0 ? 10_001 - count : 1)) };
}

/** Tables that are refused whatever the deployment, with the error and its values. */
const MALFORMED = [
  ["no holders", [], [], "SplitLengthRefused", [0n, 0n, 64n]],
  ["more weights than holders", [A], [5_000, 5_000], "SplitLengthRefused", [1n, 2n, 64n]],
  ["fewer weights than holders", [A, B], [10_000], "SplitLengthRefused", [2n, 1n, 64n]],
  ["weights that sum to 9,999", [A, B], [5_000, 4_999], "SplitWeightsRefused", [9_999n]],
  ["weights that sum to 10,001", [A, B], [5_000, 5_001], "SplitWeightsRefused", [10_001n]],
  ["a first weight of zero", [A, B], [0, 10_000], "SplitWeightsRefused", [0n]],
  ["a last weight of zero", [A, B], [10_000, 0], "SplitWeightsRefused", [0n]],
  ["weights at their type's bound", [A, B], [65_535, 65_535], "SplitWeightsRefused", [131_070n]],
  ["a holder twice", [A, B, B], [5_000, 2_500, 2_500], "SplitHolderRefused", [2n, B]],
  ["holders out of order", [A, C, B], [5_000, 2_500, 2_500], "SplitHolderRefused", [2n, B]],
  ["the zero address", [zeroAddress, A], [5_000, 5_000], "SplitHolderRefused", [0n, zeroAddress]],
] as const;

describe("StreamSplits: registration", () => {
  it("keeps the table's full hash and opens its account", async () => {
    const { viem, ledger, splits, wallets } = await deploySplits();
    const table = { holders: [A, B], weights: [1, 9_999] };
    const hash = keccak256(
      encodeAbiParameters(
        [{ type: "address[]" }, { type: "uint16[]" }],
        [table.holders, table.weights],
      ),
    );
    const account = getAddress(
      `0x${keccak256(
        encodeAbiParameters(
          [{ type: "bytes32" }, { type: "bytes32" }],
          [keccak256(toHex("weir.split.v1")), hash],
        ),
      ).slice(-40)}`,
    );
    expect(await splits.read.splitAccount([table])).to.equal(account);
    expect(await splits.read.splitHash([account])).to.equal(zeroHash);
    expect(await ledger.read.accountKind([account])).to.equal(0);
    await viem.assertions.emitWithArgs(
      splits.write.registerSplit([table], { account: wallets.stranger.account }),
      splits,
      "SplitRegistered",
      [account, table.holders, table.weights],
    );
    expect(await splits.read.splitHash([account])).to.equal(hash);
    expect(await ledger.read.accountKind([account])).to.equal(SPLIT);
  });

  it("takes a table once", async () => {
    const { viem, splits, table, account } = await deploySplits();
    await viem.assertions.revertWithCustomErrorWithArgs(
      splits.write.registerSplit([table]),
      splits,
      "SplitAlreadyRegistered",
      [account],
    );
  });

  it("opens an account once", async () => {
    const { viem, networkHelpers, splits, ledger, account } = await deploySplits();
    const tableHash = await splits.read.splitHash([account]);
    await networkHelpers.impersonateAccount(splits.address);
    await networkHelpers.setBalance(splits.address, 10n ** 18n);
    await viem.assertions.revertWithCustomErrorWithArgs(
      ledger.write.openSplit([tableHash], { account: splits.address }),
      ledger,
      "AccountKindRefused",
      [account, SPLIT],
    );
  });

  for (const [what, holders, weights, error, args] of MALFORMED) {
    it(`refuses ${what}`, async () => {
      const { viem, splits } = await deploySplits();
      await viem.assertions.revertWithCustomErrorWithArgs(
        splits.write.registerSplit([{ holders, weights }]),
        splits,
        error,
        args as never,
      );
    });
  }

  it("refuses the ledger and the watch account of a stream as holders", async () => {
    const scene = await deploySplits();
    const { viem, splits, ledger } = scene;
    const streamId = await createStream(scene, "song", A, 60n);
    for (const holder of [ledger.address, await ledger.read.watchAccountOf([streamId])]) {
      await viem.assertions.revertWithCustomErrorWithArgs(
        splits.write.registerSplit([tableOf([holder, 10_000])]),
        splits,
        "SplitHolderRefused",
        [0n, getAddress(holder)],
      );
    }
  });

  it("takes accounts of names and of other splits as holders", async () => {
    const scene = await deploySplits();
    const { splits, ledger, account, tenantId } = scene;
    const streamId = await createStream(scene, "song", A, 60n);
    const table = tableOf(
      [await ledger.read.accountOf([tenantId]), 5_000],
      [await ledger.read.accountOf([streamId]), 4_000],
      [account, 1_000],
    );
    await splits.write.registerSplit([table]);
    expect(await splits.read.splitHash([await splits.read.splitAccount([table])])).to.not.equal(
      zeroHash,
    );
  });

  it("takes 64 holders and refuses 65", async () => {
    const { viem, splits } = await deploySplits();
    const most = tableOfMany(64);
    await splits.write.registerSplit([most]);
    expect(await splits.read.splitHash([await splits.read.splitAccount([most])])).to.not.equal(
      zeroHash,
    );
    await viem.assertions.revertWithCustomErrorWithArgs(
      splits.write.registerSplit([tableOfMany(65)]),
      splits,
      "SplitLengthRefused",
      [65n, 65n, 64n],
    );
  });
});
