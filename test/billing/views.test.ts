import { expect } from "chai";
import { type Abi, type Hex, toHex, zeroAddress, zeroHash } from "viem";
import { DAY, deployBilling } from "./scene.ts";

describe("StreamBilling: views", () => {
  it("never revert: for no name, extreme arguments, a vault that is none, a pause, and the end of time", async () => {
    const scene = await deployBilling();
    const { alice, song, root, eth, addressOf, billing, registry, publicClient } = scene;
    const later = await registry.read.streamIdOf([alice, "later"]);
    const ids: Hex[] = [alice, song, later, root, zeroHash, toHex(2n ** 256n - 1n, { size: 32 })];
    const vaults = [eth, zeroAddress, addressOf("stranger"), `0x${"ff".repeat(20)}`] as const;
    const read = (functionName: string, args: readonly unknown[]) =>
      publicClient.readContract({
        address: billing.address,
        abi: billing.abi as Abi,
        functionName,
        args,
      });
    const askAll = async () => {
      for (const id of ids) {
        for (const name of ["isInArrears", "billingModeOf", "hasStreamBalances", "isSelfReliant"]) {
          await read(name, [id]);
        }
        for (const vault of vaults) {
          for (const name of [
            "arrearsOf",
            "capOf",
            "fundingPolicyOf",
            "fundingRoom",
            "releasable",
            "payoutTermsOf",
            "isPayoutOperator",
          ]) {
            await read(name, [id, vault]);
          }
        }
      }
      for (const vault of vaults) {
        for (const kind of [0, 1, 65_535]) await read("rateOf", [kind, vault]);
      }
      for (const meterNo of [0, 1, 2 ** 32 - 1]) {
        await read("meterKey", [meterNo]);
        for (const id of [0n, 2n ** 256n - 1n]) await read("isCharged", [meterNo, id]);
      }
      return true;
    };
    await scene.open(song, { burst: 2n ** 96n - 1n, cap: 2n ** 96n - 1n, window: 2 ** 32 - 1 });
    await scene.give("funder", song, 1_000n);
    expect(await askAll()).to.equal(true);
    await scene.pause();
    await scene.goTo(36_500 * DAY);
    expect(await askAll()).to.equal(true);
  });

  it("say of what is no name that it has, owes and takes nothing", async () => {
    const { eth, billing, registry, alice } = await deployBilling();
    const later = await registry.read.streamIdOf([alice, "later"]);
    for (const id of [later, zeroHash]) {
      expect(await billing.read.arrearsOf([id, eth])).to.deep.equal([0n, 0]);
      expect(await billing.read.billingModeOf([id])).to.deep.equal([0, 1]);
      expect(await billing.read.fundingRoom([id, eth])).to.equal(0n);
      expect(await billing.read.releasable([id, eth])).to.equal(0n);
      expect(await billing.read.isInArrears([id])).to.equal(false);
      expect(await billing.read.hasStreamBalances([id])).to.equal(false);
    }
  });

  it("of what the public may bring agree with what is taken, to the unit and to the second", async () => {
    const scene = await deployBilling();
    const { song, eth, billing, open, give, at, goTo } = scene;
    await open(song, { cap: 100n, burst: 30n, window: 30, minimum: 3n });
    for (const second of [10, 11, 14, 40, 43, 100, 131, 200]) {
      await goTo(second);
      const room = await billing.read.fundingRoom([song, eth]);
      await at(second);
      if (room > 0n) await give("funder", song, room);
      expect(await billing.read.fundingRoom([song, eth])).to.equal(0n);
      await at(second);
      await give("funder", song, 3n).then(
        () => expect.fail("More was taken than there was room for."),
        (error: Error) => expect(error.message).to.match(/FundingAbove(Rate|Cap)/),
      );
    }
    expect(await scene.pot(song)).to.equal(100n);
  });
});
