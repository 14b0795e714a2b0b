import { expect } from "chai";
import { run } from "./run.ts";
import { KEPT } from "./seeds.ts";

/** Which runs are played: `WEIR_SEED` alone or else `WEIR_SEEDS` of them, of `WEIR_STEPS` steps each. */
const { WEIR_SEED, WEIR_SEEDS = "3", WEIR_STEPS = "500" } = process.env;
const steps = Number(WEIR_STEPS);
const seeds =
  WEIR_SEED === undefined
    ? Array.from({ length: Number(WEIR_SEEDS) }, (_, index) => index + 1)
    : [Number(WEIR_SEED)];

/** Milliseconds that a step may take. */
const PATIENCE = 500;

/** Steps after which there is no excuse for not having been everywhere. */
const MANY = 1_500;

/** Actions that must have succeeded or cut sessions short, errors to be met, and events to be seen. */
const SIGHTS = {
  actions:
    "deposit depositAssets depositETH donate withdraw withdrawAssets withdrawCreator withdrawPlatform transfer " +
    "transferFrom approve setOperator startStream depositETHAndStart payForStreamTime endStream settle tip multicall " +
    "createStream setPrice setPayee stopStream resumeStream deleteStream suspendStream reinstateStream verify " +
    "transferTenant acceptTenant registerSplit claimSplit setPlatformFees listVault delistVault pause unpause wait",
  cuts: "stopStream suspendStream deleteStream pause withdraw withdrawAssets withdrawCreator transfer transferFrom tip",
  errors:
    "EnforcedPause VaultNotListed ZeroAmount ReceiverRefused NotAnEtherVault NothingToWithdraw " +
    "ERC6909InsufficientBalance ERC6909InsufficientAllowance StreamUnknown StreamStopped StreamNotVerified " +
    "StreamNotPriced PriceAboveBound StartFeeAboveBound StartFeeDue BalanceTooLow NoSeconds NoSession " +
    "SessionAlreadyEnded HeartbeatTooSoon PayeeRefused PriceRefused FeeAboveCap NothingToClaim",
  events: "SessionStarted SessionExtended SessionSettled StartFeePaid Tipped Withdrawn",
} as const;

describe("The contracts and the model", () => {
  const seen = new Set<string>();

  for (const seed of seeds) {
    it(`agree over ${steps} random steps of seed ${seed}`, async function () {
      this.timeout(60_000 + steps * PATIENCE);
      for (const name of Object.keys(await run(seed, steps))) seen.add(name);
    });
  }

  for (const { seed, steps: kept, found } of KEPT) {
    it(`agree over ${kept} steps of seed ${seed}, which found: ${found}`, async function () {
      this.timeout(60_000 + kept * PATIENCE);
      await run(seed, kept);
    });
  }

  if (seeds.length * steps >= MANY) {
    it("agree about every action, error and event that matters", () => {
      const sights = Object.entries(SIGHTS).flatMap(([kind, names]) =>
        names.split(" ").map((name) => (kind === "cuts" ? `${name} cuts` : name)),
      );
      expect(sights.filter((name) => !seen.has(name))).to.deep.equal([]);
    });
  }
});
