import { expect } from "chai";
import { run } from "./model/run.ts";

/** Which runs are played: `WEIR_SEED` alone or else `WEIR_SEEDS` of them, of `WEIR_STEPS` steps each. */
const { WEIR_SEED, WEIR_SEEDS = "3", WEIR_STEPS = "400" } = process.env;
const steps = Number(WEIR_STEPS);
const seeds =
  WEIR_SEED === undefined
    ? Array.from({ length: Number(WEIR_SEEDS) }, (_, index) => index + 1)
    : [Number(WEIR_SEED)];

/** Milliseconds that a step may take. */
const PATIENCE = 500;

/** Steps after which there is no excuse for not having been everywhere. */
const MANY = 1_200;

/** Actions that must have succeeded, errors to be met, and events to be seen. */
const SIGHTS = {
  actions:
    "chargeUsage fund payArrears forgiveArrears tip settleArrears release sweep setBillingMode setStreamBalances setFundingPolicy " +
    "setPayoutTerms setPayoutOperator announceRate addMeter setMeterKey setTenantCap setDefaultCap createStream " +
    "setPayee stopStream resumeStream deleteStream suspendStream reinstateStream setReceiver transferTenant " +
    "acceptTenant listVault delistVault pause unpause wait",
  errors:
    "EnforcedPause VaultNotListed ZeroAmount AccountKindRefused ERC6909InsufficientBalance StreamBalancesOff " +
    "StreamNotFundable FundingClosed FundingBelowMinimum FundingAboveCap FundingAboveRate FundingPolicyRefused " +
    "NodeUnknown NodeRefused NotTheOwner NotTheMeter MeterUnknown NotAReleaser NothingToRelease NothingToSweep " +
    "StreamNotDeleted StreamIsDeleted TenantOwes NothingToForgive ReceiverRefused AccessManagedUnauthorized",
  events:
    "UsageCharged UsageSkipped UsageRefused ArrearsPaid ArrearsForgiven StopsSet TenantArrearsSet Funded Released Swept",
} as const;

describe("Billing and its model", () => {
  const seen = new Set<string>();

  for (const seed of seeds) {
    it(`agree over ${steps} random steps of seed ${seed}`, async function () {
      this.timeout(60_000 + steps * PATIENCE);
      for (const name of Object.keys(await run(seed, steps))) seen.add(name);
    });
  }

  if (seeds.length * steps >= MANY) {
    it("agree about every action, error and event that matters", () => {
      const sights = Object.values(SIGHTS).flatMap((names) => names.split(" "));
      expect(sights.filter((name) => !seen.has(name))).to.deep.equal([]);
    });
  }
});
