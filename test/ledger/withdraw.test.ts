import { expect } from "chai";
import { getAddress, zeroAddress } from "viem";
import { deployScene } from "../meter/scene.ts";

/** The viewer with 1,000 shares of each vault in the ledger. */
async function deployFunded() {
  const scene = await deployScene();
  await scene.fund("viewer", 1_000n);
  await scene.fund("viewer", 1_000n, scene.stUSDC.address);
  return scene;
}

type Funded = Awaited<ReturnType<typeof deployFunded>>;

/** The two forms in which shares leave, as the viewer asks for them. */
const FORMS = {
  withdraw: ({ ledger, stETH, as }: Funded, amount: bigint, receiver: `0x${string}`) =>
    ledger.write.withdraw([stETH.address, amount, receiver], as("viewer")),
  withdrawAssets: ({ ledger, stETH, as }: Funded, amount: bigint, receiver: `0x${string}`) =>
    ledger.write.withdrawAssets([stETH.address, amount, receiver], as("viewer")),
} as const;

describe("StreamLedger: withdrawals", () => {
  for (const [name, withdraw] of Object.entries(FORMS)) {
    const asAssets = name === "withdrawAssets";

    describe(name, () => {
      it(`sends ${asAssets ? "assets" : "shares"} to whom the owner names`, async () => {
        const scene = await deployFunded();
        const { ledger, stETH, weth, addressOf, balance, events, moved } = scene;
        const hash = await withdraw(scene, 400n, addressOf("funder"));
        expect(await events(hash)).to.deep.equal([
          moved("viewer", "viewer", zeroAddress, 400n),
          [
            "Withdrawn",
            {
              vault: getAddress(stETH.address),
              account: addressOf("viewer"),
              receiver: addressOf("funder"),
              shares: 400n,
              asAssets,
            },
          ],
        ]);
        expect(await balance("viewer")).to.equal(600n);
        expect(await stETH.read.balanceOf([ledger.address])).to.equal(600n);
        const [shares, assets] = asAssets ? [0n, 400n] : [400n, 0n];
        expect(await stETH.read.balanceOf([addressOf("funder")])).to.equal(shares);
        expect(await weth.read.balanceOf([addressOf("funder")])).to.equal(assets);
      });

      it("pays all of the balance and not one share more", async () => {
        const scene = await deployFunded();
        const { stETH, addressOf, balance, refused } = scene;
        const viewer = addressOf("viewer");
        await refused(withdraw(scene, 1_001n, viewer), "ERC6909InsufficientBalance", [
          viewer,
          1_000n,
          1_001n,
          BigInt(stETH.address),
        ]);
        await withdraw(scene, 999n, viewer);
        await withdraw(scene, 1n, viewer);
        expect(await balance("viewer")).to.equal(0n);
      });

      it("refuses nothing", async () => {
        const scene = await deployFunded();
        await scene.refused(withdraw(scene, 0n, scene.addressOf("viewer")), "ZeroAmount", []);
      });

      it("refuses receivers with whom money would be lost", async () => {
        const scene = await deployFunded();
        const { ledger, stETH, refused } = scene;
        for (const receiver of [zeroAddress, ledger.address, stETH.address]) {
          await refused(withdraw(scene, 1n, receiver), "ReceiverRefused", [getAddress(receiver)]);
        }
      });

      it("lets only what is not owed leave", async () => {
        const scene = await deployFunded();
        const { stETH, song, start, at, goTo, addressOf, available, balance, refused } = scene;
        const viewer = addressOf("viewer");
        await at(100);
        await start("viewer", song);
        await goTo(120);
        expect(await available("viewer")).to.equal(800n);
        await at(130);
        await refused(withdraw(scene, 701n, viewer), "ERC6909InsufficientBalance", [
          viewer,
          700n,
          701n,
          BigInt(stETH.address),
        ]);
        await withdraw(scene, 700n, viewer);
        expect(await balance("viewer")).to.equal(0n);
        expect(await balance("creator")).to.equal(270n);
        expect(await scene.platform()).to.equal(30n);
      });

      it("works while paused, and for a vault no longer listed", async () => {
        const scene = await deployFunded();
        const { ledger, stETH, addressOf, as, pause, balance } = scene;
        await pause();
        await withdraw(scene, 10n, addressOf("viewer"));
        await ledger.write.delistVault([stETH.address], as("lister"));
        await withdraw(scene, 10n, addressOf("viewer"));
        expect(await balance("viewer")).to.equal(980n);
      });
    });
  }

  it("knows nothing of a vault that was never listed", async () => {
    const { ledger, addressOf, refused, as } = await deployFunded();
    const stranger = addressOf("stranger");
    for (const name of ["withdraw", "withdrawAssets"] as const) {
      await refused(
        ledger.write[name]([stranger, 1n, addressOf("viewer")], as("viewer")),
        "ERC6909InsufficientBalance",
        [addressOf("viewer"), 0n, 1n, BigInt(stranger)],
      );
    }
  });

  describe("withdrawCreator", () => {
    it("redeems all that the creator has earned to whom the creator names", async () => {
      const scene = await deployFunded();
      const { ledger, stETH, weth, song, start, settle, at, addressOf, as } = scene;
      const { events, moved, preview } = scene;
      await at(100);
      await start("viewer", song);
      await at(150);
      await settle(["viewer"]);
      const earned = 450n;
      expect(await ledger.read.creatorBalances([addressOf("creator"), stETH.address])).to.equal(
        earned,
      );
      const args = [stETH.address, addressOf("funder")] as const;
      expect(await preview("withdrawCreator", args, "creator")).to.equal(earned);
      const hash = await ledger.write.withdrawCreator(args, as("creator"));
      expect(await events(hash)).to.deep.equal([
        moved("creator", "creator", zeroAddress, earned),
        [
          "Withdrawn",
          {
            vault: getAddress(stETH.address),
            account: addressOf("creator"),
            receiver: addressOf("funder"),
            shares: earned,
            asAssets: true,
          },
        ],
      ]);
      expect(await weth.read.balanceOf([addressOf("funder")])).to.equal(earned);
    });

    it("is refused while there is nothing, and again when all was taken", async () => {
      const { ledger, stETH, fund, addressOf, as, refused } = await deployFunded();
      const claim = () =>
        ledger.write.withdrawCreator([stETH.address, addressOf("creator")], as("creator"));
      const nothing = [addressOf("creator"), getAddress(stETH.address)] as const;
      await refused(claim(), "NothingToWithdraw", nothing);
      await fund("creator", 1n);
      await claim();
      await refused(claim(), "NothingToWithdraw", nothing);
    });

    it("leaves what the caller's own session owes, and ends that session", async () => {
      const scene = await deployFunded();
      const { ledger, stETH, song, start, at, addressOf, as, session, balance } = scene;
      await at(100);
      await start("viewer", song);
      await at(130);
      await ledger.write.withdrawCreator([stETH.address, addressOf("viewer")], as("viewer"));
      expect(await balance("viewer")).to.equal(0n);
      expect(await balance("creator")).to.equal(270n);
      expect(await session("viewer")).to.include({ settledAt: 130, until: 130, running: false });
    });

    it("works while paused, and for a vault no longer listed", async () => {
      const { ledger, stETH, weth, addressOf, as, pause } = await deployFunded();
      await ledger.write.delistVault([stETH.address], as("lister"));
      await pause();
      await ledger.write.withdrawCreator([stETH.address, addressOf("viewer")], as("viewer"));
      expect(await weth.read.balanceOf([addressOf("viewer")])).to.equal(1_000n);
    });
  });

  describe("withdrawPlatform", () => {
    it("redeems the platform's balance to its receiver, whoever asks", async () => {
      const scene = await deployFunded();
      const { ledger, stETH, weth, song, start, settle, at, addressOf, as } = scene;
      const { platformAccount, platform, events, moved, preview } = scene;
      await at(100);
      await start("viewer", song);
      await at(150);
      await settle(["viewer"]);
      expect(await platform()).to.equal(50n);
      expect(await preview("withdrawPlatform", [stETH.address], "stranger")).to.equal(50n);
      const hash = await ledger.write.withdrawPlatform([stETH.address], as("stranger"));
      expect(await events(hash)).to.deep.equal([
        moved("stranger", platformAccount, zeroAddress, 50n),
        [
          "Withdrawn",
          {
            vault: getAddress(stETH.address),
            account: platformAccount,
            receiver: addressOf("receiver"),
            shares: 50n,
            asAssets: true,
          },
        ],
      ]);
      expect(await platform()).to.equal(0n);
      expect(await weth.read.balanceOf([addressOf("receiver")])).to.equal(50n);
    });

    it("pays the receiver who is named when it is asked", async () => {
      const scene = await deployFunded();
      const { ledger, stETH, weth, song, start, settle, at, addressOf, as } = scene;
      await at(100);
      await start("viewer", song);
      await at(150);
      await settle(["viewer"]);
      await ledger.write.setPlatformReceiver([addressOf("funder")], as("feeSetter"));
      await ledger.write.withdrawPlatform([stETH.address], as("stranger"));
      expect(await weth.read.balanceOf([addressOf("funder")])).to.equal(50n);
      expect(await weth.read.balanceOf([addressOf("receiver")])).to.equal(0n);
    });

    it("is refused while there is nothing", async () => {
      const { ledger, stETH, platformAccount, as, refused } = await deployFunded();
      await refused(
        ledger.write.withdrawPlatform([stETH.address], as("stranger")),
        "NothingToWithdraw",
        [platformAccount, getAddress(stETH.address)],
      );
    });
  });
});
