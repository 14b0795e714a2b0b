import { expect } from "chai";
import { getAddress, zeroAddress } from "viem";
import { deployScene, type Scene } from "./scene.ts";

/** A session of `song` from 100 to 200 that the balance of 1,000 just affords. */
async function deployWatching() {
  const scene = await deployScene();
  const { ledger, stETH, song, start, at, as, fund, addressOf } = scene;
  await fund("viewer", 1_000n);
  await ledger.write.approve([addressOf("relayer"), BigInt(stETH.address), 900n], as("viewer"));
  await at(100);
  await start("viewer", song);
  return scene;
}

/** The ways in which shares leave the viewer's account, other than by the session. */
const DEBITS: Record<string, (scene: Scene, amount: bigint) => Promise<`0x${string}`>> = {
  withdraw: ({ ledger, stETH, as, addressOf }, amount) =>
    ledger.write.withdraw([stETH.address, amount, addressOf("viewer")], as("viewer")),
  withdrawAssets: ({ ledger, stETH, as, addressOf }, amount) =>
    ledger.write.withdrawAssets([stETH.address, amount, addressOf("viewer")], as("viewer")),
  transfer: ({ ledger, stETH, as, addressOf }, amount) =>
    ledger.write.transfer([addressOf("funder"), BigInt(stETH.address), amount], as("viewer")),
  transferFrom: ({ ledger, stETH, as, addressOf }, amount) =>
    ledger.write.transferFrom(
      [addressOf("viewer"), addressOf("funder"), BigInt(stETH.address), amount],
      as("relayer"),
    ),
  tip: ({ ledger, stETH, film, as }, amount) =>
    ledger.write.tip([film, stETH.address, amount], as("viewer")),
};

describe("StreamMeter: debits of an account with a session", () => {
  for (const [name, debit] of Object.entries(DEBITS)) {
    describe(name, () => {
      it("settles first and leaves the session what the rest affords", async () => {
        const scene = await deployWatching();
        const { stETH, at, time, addressOf, events, balance, session } = scene;
        await at(120);
        const hash = await debit(scene, 305n);
        const settled = (await events(hash)).filter(([event]) => event === "SessionSettled");
        expect(settled).to.deep.equal([
          [
            "SessionSettled",
            {
              viewer: addressOf("viewer"),
              streamNo: 1,
              vault: getAddress(stETH.address),
              settledAt: time(120),
              until: time(169),
              gross: 200n,
              fee: 20n,
            },
          ],
        ]);
        expect(await balance("viewer")).to.equal(495n);
        expect(await session("viewer")).to.include({ settledAt: 120, until: 169, running: true });
        await at(1_000);
        await scene.settle(["viewer"]);
        expect(await balance("viewer")).to.equal(5n);
      });

      it("ends the session if nothing is left", async () => {
        const scene = await deployWatching();
        const { at, balance, session } = scene;
        await at(120);
        await debit(scene, 800n);
        expect(await balance("viewer")).to.equal(0n);
        expect(await session("viewer")).to.include({ until: 120, running: false, ended: false });
      });

      it("takes no more than what is not owed", async () => {
        const scene = await deployWatching();
        const { stETH, at, addressOf, refused } = scene;
        await at(120);
        await refused(debit(scene, 801n), "ERC6909InsufficientBalance", [
          addressOf("viewer"),
          800n,
          801n,
          BigInt(stETH.address),
        ]);
      });

      for (const [amount, until] of [
        [499n, 150],
        [500n, 150],
        [501n, 149],
      ] as const) {
        it(`lets a session that ends at 150 go on until ${until} if it takes ${amount} at 120`, async () => {
          const scene = await deployWatching();
          const { song, start, at, session } = scene;
          await at(100);
          await start("viewer", song, { maxSeconds: 50n });
          await at(120);
          await debit(scene, amount);
          expect((await session("viewer")).until).to.equal(until);
        });
      }

      it("does nothing to a session that ran out, but settle it", async () => {
        const scene = await deployWatching();
        const { song, start, at, fund, balance, session } = scene;
        await at(100);
        await start("viewer", song, { maxSeconds: 30n });
        await fund("viewer", 1_000n);
        await at(500);
        await debit(scene, 1n);
        expect(await balance("viewer")).to.equal(1_699n);
        expect(await session("viewer")).to.include({ settledAt: 130, until: 130 });
      });
    });
  }

  it("of nothing, by a stranger, cannot shorten a session", async () => {
    const { ledger, stETH, at, as, addressOf, events, moved, session, balance, time, platform } =
      await deployWatching();
    await at(120);
    const hash = await ledger.write.transferFrom(
      [addressOf("viewer"), addressOf("stranger"), BigInt(stETH.address), 0n],
      as("stranger"),
    );
    expect(await session("viewer")).to.include({ settledAt: 120, until: 200, running: true });
    expect(await balance("viewer")).to.equal(800n);
    expect((await balance("creator")) + (await platform())).to.equal(200n);
    const [, , settled, transfer] = await events(hash);
    expect(settled?.[1]).to.include({ gross: 200n, until: time(200) });
    expect(transfer).to.deep.equal(moved("stranger", "viewer", "stranger", 0n));
  });

  it("of nothing, every second, changes no end that does not divide", async () => {
    const { ledger, stETH, at, as, fund, start, song, addressOf, session } = await deployWatching();
    await fund("viewer", 9n);
    await at(100);
    await start("viewer", song);
    for (let second = 101; second <= 130; ++second) {
      await at(second);
      await ledger.write.transferFrom(
        [addressOf("viewer"), addressOf("stranger"), BigInt(stETH.address), 0n],
        as("stranger"),
      );
    }
    expect((await session("viewer")).until).to.equal(200);
  });

  it("to oneself shorten as any other", async () => {
    const { ledger, stETH, at, as, addressOf, session, balance } = await deployWatching();
    await at(120);
    await ledger.write.transfer([addressOf("viewer"), BigInt(stETH.address), 750n], as("viewer"));
    expect(await balance("viewer")).to.equal(800n);
    expect((await session("viewer")).until).to.equal(125);
  });
});

describe("StreamMeter: credits to an account with a session", () => {
  it("settle nothing and prolong nothing", async () => {
    const scene = await deployWatching();
    const { ledger, stETH, song, start, at, as, fund, addressOf, events, moved, session } = scene;
    await fund("funder", 1_000n);
    await at(110);
    expect(await events(fund("viewer", 500n))).to.deep.equal([
      moved("governor", zeroAddress, "viewer", 500n),
    ]);
    await at(120);
    const hash = await ledger.write.transfer(
      [addressOf("viewer"), BigInt(stETH.address), 100n],
      as("funder"),
    );
    expect(await events(hash)).to.deep.equal([moved("funder", "funder", "viewer", 100n)]);
    expect(await session("viewer")).to.include({ settledAt: 100, until: 200 });

    await fund("creator", 1_000n);
    await at(130);
    await start("creator", song);
    await at(150);
    const settled = (await events(scene.settle(["viewer"]))).filter(
      ([name]) => name === "SessionSettled",
    );
    expect(settled).to.have.lengthOf(1);
    expect(await session("creator")).to.include({ settledAt: 130, until: 230 });
  });
});
