import { expect } from "chai";
import { encodeAbiParameters, getAddress, type Hex, keccak256, slice, toHex } from "viem";
import { deployScene } from "../meter/scene.ts";

/** What an account is, by its number. */
const KIND = { platform: 1, tenant: 2, stream: 3, watch: 4, split: 5 } as const;

/** The account of a split: an address that follows from the hash of its table alone. */
function accountOf(tableHash: Hex): Hex {
  const domain = keccak256(toHex("weir.split.v1"));
  const words = encodeAbiParameters(
    [{ type: "bytes32" }, { type: "bytes32" }],
    [domain, tableHash],
  );
  return getAddress(slice(keccak256(words), 12));
}

/** Calls of the splits contract itself, as a broken one might make them, and a split with 1,000 shares. */
async function deployAsSplits() {
  const scene = await deployScene();
  const { ledger, stETH, splits, networkHelpers, addressOf, fund } = scene;
  await networkHelpers.impersonateAccount(splits.address);
  await networkHelpers.setBalance(splits.address, 10n ** 20n);
  const tableHash = keccak256(toHex("a table"));
  const split = accountOf(tableHash);
  const open = (hash: Hex) => ledger.write.openSplit([hash], { account: splits.address });
  const pay = (from: Hex, shares: bigint) =>
    ledger.write.paySplit([from, addressOf("funder"), stETH.address, shares], {
      account: splits.address,
    });
  await open(tableHash);
  await fund(split, 1_000n);
  return { ...scene, tableHash, split, open, pay };
}

describe("StreamLedger: what the splits contract may do", () => {
  it("marks the account of a table's hash and of nothing else", async () => {
    const { ledger, split } = await deployAsSplits();
    expect(await ledger.read.accountKind([split])).to.equal(KIND.split);
  });

  it("marks it once", async () => {
    const { tableHash, split, open, refused } = await deployAsSplits();
    await refused(open(tableHash), "AccountKindRefused", [split, KIND.split]);
  });

  it("pays out of a split, down to its last share", async () => {
    const { stETH, splits, split, pay, events, moved, balance, refused } = await deployAsSplits();
    await refused(pay(split, 1_001n), "ERC6909InsufficientBalance", [
      split,
      1_000n,
      1_001n,
      BigInt(stETH.address),
    ]);
    const hash = await pay(split, 1_000n);
    expect(await events(hash)).to.deep.equal([moved(splits.address, split, "funder", 1_000n)]);
    expect(await balance(split)).to.equal(0n);
    expect(await balance("funder")).to.equal(1_000n);
  });

  it("pays while paused, and for a vault no longer listed", async () => {
    const { ledger, stETH, split, pay, pause, as, balance } = await deployAsSplits();
    await pause();
    await ledger.write.delistVault([stETH.address], as("lister"));
    await pay(split, 10n);
    expect(await balance("funder")).to.equal(10n);
  });

  it("reaches no other kind of account", async () => {
    const scene = await deployAsSplits();
    const { addressOf, fund, pay, refused } = scene;
    await fund("viewer", 1_000n);
    for (const [account, kind] of [
      [addressOf("viewer"), 0],
      [scene.platformAccount, KIND.platform],
      [scene.tenantAccount, KIND.tenant],
      [scene.songAccount, KIND.stream],
      [scene.songWatch, KIND.watch],
    ] as const) {
      for (const shares of [0n, 1n]) {
        await refused(pay(account, shares), "AccountKindRefused", [account, kind]);
      }
    }
  });

  it("is nobody else's to do", async () => {
    const { ledger, stETH, split, tableHash, addressOf, as, refused } = await deployAsSplits();
    for (const part of ["stranger", "governor", "registrar"] as const) {
      const caller = addressOf(part);
      await refused(ledger.write.openSplit([tableHash], as(part)), "NotTheSplits", [caller]);
      await refused(
        ledger.write.paySplit([split, caller, stETH.address, 1n], as(part)),
        "NotTheSplits",
        [caller],
      );
    }
  });
});
