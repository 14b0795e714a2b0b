import { expect } from "chai";
import { getAddress, maxUint256, toFunctionSelector, toHex, zeroAddress } from "viem";
import { deployScene } from "../meter/scene.ts";

/** The viewer with 1,000 shares of stETH, its id, and an id that differs from it in its highest bit. */
async function deployFunded() {
  const scene = await deployScene();
  await scene.fund("viewer", 1_000n);
  const id = BigInt(scene.stETH.address);
  return { ...scene, id, highId: id | (1n << 255n) };
}

/** ERC-165 interface id: the exclusive or of all selectors. */
function interfaceId(signatures: readonly string[]) {
  const selectors = signatures.map((signature) => BigInt(toFunctionSelector(signature)));
  return toHex(
    selectors.reduce((id, selector) => id ^ selector, 0n),
    { size: 4 },
  );
}

describe("StreamLedger as ERC-6909", () => {
  it("says what it supports", async () => {
    const { ledger } = await deployFunded();
    const erc6909 = interfaceId([
      "balanceOf(address,uint256)",
      "allowance(address,address,uint256)",
      "isOperator(address,address)",
      "transfer(address,uint256,uint256)",
      "transferFrom(address,address,uint256,uint256)",
      "approve(address,uint256,uint256)",
      "setOperator(address,bool)",
    ]);
    expect(erc6909).to.equal("0x0f632fb3");
    expect(await ledger.read.supportsInterface([erc6909])).to.equal(true);
    expect(await ledger.read.supportsInterface(["0x01ffc9a7"])).to.equal(true);
    expect(await ledger.read.supportsInterface(["0xffffffff"])).to.equal(false);
    expect(await ledger.read.supportsInterface(["0x00000000"])).to.equal(false);
  });

  describe("transfer", () => {
    it("moves shares between accounts", async () => {
      const { ledger, id, addressOf, as, events, moved, balance, preview } = await deployFunded();
      const args = [addressOf("funder"), id, 400n] as const;
      expect(await preview("transfer", args, "viewer")).to.equal(true);
      const hash = await ledger.write.transfer(args, as("viewer"));
      expect(await events(hash)).to.deep.equal([moved("viewer", "viewer", "funder", 400n)]);
      expect(await balance("viewer")).to.equal(600n);
      expect(await balance("funder")).to.equal(400n);
    });

    it("moves all of the balance and not one share more", async () => {
      const { ledger, id, addressOf, as, refused, balance } = await deployFunded();
      const transfer = (amount: bigint) =>
        ledger.write.transfer([addressOf("funder"), id, amount], as("viewer"));
      await refused(transfer(1_001n), "ERC6909InsufficientBalance", [
        addressOf("viewer"),
        1_000n,
        1_001n,
        id,
      ]);
      await transfer(1_000n);
      expect(await balance("viewer")).to.equal(0n);
      await refused(transfer(1n), "ERC6909InsufficientBalance", [addressOf("viewer"), 0n, 1n, id]);
    });

    it("moves nothing, and to oneself, without a change", async () => {
      const { ledger, id, addressOf, as, events, moved, balance } = await deployFunded();
      for (const [receiver, amount] of [
        ["funder", 0n],
        ["viewer", 1_000n],
      ] as const) {
        const hash = await ledger.write.transfer([addressOf(receiver), id, amount], as("viewer"));
        expect(await events(hash)).to.deep.equal([moved("viewer", "viewer", receiver, amount)]);
      }
      expect(await balance("viewer")).to.equal(1_000n);
      expect(await balance("funder")).to.equal(0n);
    });

    it("refuses the accounts of names, the ledger and nobody, and takes a split", async () => {
      const scene = await deployFunded();
      const { ledger, splits, id, addressOf, as, refused, balance } = scene;
      const transfer = (to: `0x${string}`) => ledger.write.transfer([to, id, 1n], as("viewer"));
      for (const account of [
        scene.songAccount,
        scene.songWatch,
        scene.tenantAccount,
        scene.platformAccount,
        getAddress(ledger.address),
        zeroAddress,
      ]) {
        await refused(transfer(account), "ReceiverRefused", [account]);
      }
      const table = { holders: [addressOf("creator")], weights: [10_000] };
      await splits.write.registerSplit([table]);
      const split = await splits.read.splitAccount([table]);
      await transfer(split);
      expect(await balance(split)).to.equal(1n);
    });

    it("works while paused, and for a vault no longer listed", async () => {
      const { ledger, stETH, id, addressOf, as, pause, balance } = await deployFunded();
      await ledger.write.delistVault([stETH.address], as("lister"));
      await pause();
      await ledger.write.transfer([addressOf("funder"), id, 400n], as("viewer"));
      expect(await balance("funder")).to.equal(400n);
    });
  });

  describe("approve", () => {
    it("sets what a spender may move, and resets it", async () => {
      const { ledger, id, addressOf, as, events, preview } = await deployFunded();
      const [owner, spender] = [addressOf("viewer"), addressOf("funder")];
      for (const amount of [400n, 0n]) {
        const args = [spender, id, amount] as const;
        expect(await preview("approve", args, "viewer")).to.equal(true);
        expect(await events(ledger.write.approve(args, as("viewer")))).to.deep.equal([
          ["Approval", { owner, spender, id, amount }],
        ]);
        expect(await ledger.read.allowance([owner, spender, id])).to.equal(amount);
      }
    });

    it("is of one id", async () => {
      const { ledger, stUSDC, id, highId, addressOf, as } = await deployFunded();
      const [owner, spender] = [addressOf("viewer"), addressOf("funder")];
      await ledger.write.approve([spender, id, 400n], as("viewer"));
      for (const other of [BigInt(stUSDC.address), highId]) {
        expect(await ledger.read.allowance([owner, spender, other])).to.equal(0n);
      }
    });

    it("refuses nobody as a spender", async () => {
      const { ledger, id, as, refused } = await deployFunded();
      await refused(
        ledger.write.approve([zeroAddress, id, 1n], as("viewer")),
        "ERC6909InvalidSpender",
        [zeroAddress],
      );
    });
  });

  describe("setOperator", () => {
    it("appoints and dismisses one who may move everything", async () => {
      const { ledger, stUSDC, id, fund, addressOf, as, events, balance, refused } =
        await deployFunded();
      const [owner, spender] = [addressOf("viewer"), addressOf("relayer")];
      await fund("viewer", 500n, stUSDC.address);
      const move = (token: bigint) =>
        ledger.write.transferFrom([owner, addressOf("funder"), token, 10n], as("relayer"));
      const appoint = (approved: boolean) =>
        ledger.write.setOperator([spender, approved], as("viewer"));

      expect(await events(appoint(true))).to.deep.equal([
        ["OperatorSet", { owner, spender, approved: true }],
      ]);
      expect(await ledger.read.isOperator([owner, spender])).to.equal(true);
      await move(id);
      await move(BigInt(stUSDC.address));
      expect(await balance("funder")).to.equal(10n);
      expect(await balance("funder", stUSDC.address)).to.equal(10n);

      await appoint(false);
      expect(await ledger.read.isOperator([owner, spender])).to.equal(false);
      await refused(move(id), "ERC6909InsufficientAllowance", [spender, 0n, 10n, id]);
    });

    it("does not use up an allowance", async () => {
      const { ledger, id, addressOf, as } = await deployFunded();
      const [owner, spender] = [addressOf("viewer"), addressOf("relayer")];
      await ledger.write.approve([spender, id, 400n], as("viewer"));
      await ledger.write.setOperator([spender, true], as("viewer"));
      await ledger.write.transferFrom([owner, spender, id, 300n], as("relayer"));
      expect(await ledger.read.allowance([owner, spender, id])).to.equal(400n);
    });

    it("refuses nobody as an operator", async () => {
      const { ledger, as, refused } = await deployFunded();
      await refused(
        ledger.write.setOperator([zeroAddress, true], as("viewer")),
        "ERC6909InvalidSpender",
        [zeroAddress],
      );
    });
  });

  describe("transferFrom", () => {
    it("moves what the owner allowed, down to the last share", async () => {
      const { ledger, id, addressOf, as, events, moved, balance, refused } = await deployFunded();
      const [owner, spender] = [addressOf("viewer"), addressOf("relayer")];
      const move = (amount: bigint) =>
        ledger.write.transferFrom([owner, addressOf("funder"), id, amount], as("relayer"));
      await ledger.write.approve([spender, id, 400n], as("viewer"));
      await refused(move(401n), "ERC6909InsufficientAllowance", [spender, 400n, 401n, id]);
      expect(await events(move(399n))).to.deep.equal([moved("relayer", "viewer", "funder", 399n)]);
      expect(await ledger.read.allowance([owner, spender, id])).to.equal(1n);
      await move(1n);
      await refused(move(1n), "ERC6909InsufficientAllowance", [spender, 0n, 1n, id]);
      expect(await balance("funder")).to.equal(400n);
    });

    it("never uses up an unlimited allowance", async () => {
      const { ledger, id, addressOf, as } = await deployFunded();
      const [owner, spender] = [addressOf("viewer"), addressOf("relayer")];
      await ledger.write.approve([spender, id, maxUint256], as("viewer"));
      await ledger.write.transferFrom([owner, spender, id, 400n], as("relayer"));
      expect(await ledger.read.allowance([owner, spender, id])).to.equal(maxUint256);
      await ledger.write.approve([spender, id, maxUint256 - 1n], as("viewer"));
      await ledger.write.transferFrom([owner, spender, id, 400n], as("relayer"));
      expect(await ledger.read.allowance([owner, spender, id])).to.equal(maxUint256 - 401n);
    });

    it("needs no allowance of the owner", async () => {
      const { ledger, id, addressOf, as, balance } = await deployFunded();
      const viewer = addressOf("viewer");
      await ledger.write.transferFrom([viewer, addressOf("funder"), id, 400n], as("viewer"));
      expect(await balance("funder")).to.equal(400n);
    });

    it("moves no more than the balance, whatever was allowed", async () => {
      const { ledger, id, addressOf, as, refused } = await deployFunded();
      const [owner, spender] = [addressOf("viewer"), addressOf("relayer")];
      await ledger.write.approve([spender, id, maxUint256], as("viewer"));
      await refused(
        ledger.write.transferFrom([owner, spender, id, 1_001n], as("relayer")),
        "ERC6909InsufficientBalance",
        [owner, 1_000n, 1_001n, id],
      );
    });

    it("refuses the accounts of names, and gives nobody power over them", async () => {
      const { ledger, id, songAccount, platformAccount, addressOf, as, refused } =
        await deployFunded();
      const owner = addressOf("viewer");
      await ledger.write.approve([addressOf("relayer"), id, maxUint256], as("viewer"));
      await refused(
        ledger.write.transferFrom([owner, songAccount, id, 1n], as("relayer")),
        "ReceiverRefused",
        [songAccount],
      );
      for (const account of [songAccount, platformAccount]) {
        await refused(
          ledger.write.transferFrom([account, owner, id, 1n], as("relayer")),
          "ERC6909InsufficientAllowance",
          [addressOf("relayer"), 0n, 1n, id],
        );
      }
    });
  });

  describe("ids with bits above an address", () => {
    it("have no balances", async () => {
      const { ledger, highId, addressOf } = await deployFunded();
      for (const high of [highId, highId - (1n << 255n) + (1n << 160n), maxUint256]) {
        expect(await ledger.read.balanceOf([addressOf("viewer"), high])).to.equal(0n);
      }
    });

    it("cannot be moved, not even none of them", async () => {
      const { ledger, highId, addressOf, as, refused } = await deployFunded();
      const [owner, receiver] = [addressOf("viewer"), addressOf("funder")];
      await ledger.write.approve([addressOf("relayer"), highId, maxUint256], as("viewer"));
      for (const amount of [0n, 1n]) {
        const args = [owner, 0n, amount, highId] as const;
        await refused(
          ledger.write.transfer([receiver, highId, amount], as("viewer")),
          "ERC6909InsufficientBalance",
          args,
        );
        await refused(
          ledger.write.transferFrom([owner, receiver, highId, amount], as("relayer")),
          "ERC6909InsufficientBalance",
          args,
        );
      }
    });
  });
});
