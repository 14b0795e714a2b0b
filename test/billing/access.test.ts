import { expect } from "chai";
import type { Abi, Address, Hash, Hex } from "viem";
import type { Wallets } from "../helpers/wallets.ts";
import { implementationOf } from "../payment/implementation.ts";
import { type BillingScene, deployBilling } from "./scene.ts";

/**
 * Who tries: the owner of `alice`, her payout operator, the owner of the other tenant, the roles that billing knows, the
 * key of meter 1, the revoked key of meter 2, and a stranger.
 */
const PARTS = {
  owner: "owner",
  operator: "creator",
  otherOwner: "newOwner",
  registrar: "registrar",
  meterKeeper: "meterKeeper",
  rateSetter: "rateSetter",
  meter: "relayer",
  revokedMeter: "otherViewer",
  upgrader: "upgrader",
  governor: "governor",
  stranger: "stranger",
} as const satisfies Record<string, keyof Wallets>;

type Caller = keyof typeof PARTS;

const CALLERS = Object.keys(PARTS) as Caller[];

/**
 * A tenant with money, who owns it, and three of its streams: one has money, one was deleted with money, one owes.
 */
type Names = { tenantId: Hex; streamId: Hex; deletedId: Hex; owingId: Hex; owner: Address };

/** An error: its name and its values. */
type Refusal = readonly [string, readonly unknown[]];

type Attempt = {
  contract?: "billing" | "registry";
  /** Arguments that succeed for whoever may call. */
  args: (names: Names) => readonly unknown[] | Promise<readonly unknown[]>;
  /** Who may, on the names of `alice`. */
  allowed: readonly Caller[];
  /** Who may on those of the other tenant, if it is not the same. */
  allowedElsewhere?: readonly Caller[];
  /** The error that everybody else gets. */
  refusal: (caller: Address, names: Names) => Refusal;
};

async function deployTwo() {
  const scene = await deployBilling();
  const { alice, bob, show, song, clip, billing, registry, as, addressOf, give } = scene;
  await billing.write.setStreamBalances([bob, true], as("registrar"));
  const gone = await registry.read.streamIdOf([bob, "gone"]);
  await registry.write.createStream([bob, "gone", addressOf("creator"), "", []], as("newOwner"));
  await billing.write.setPayoutOperator([alice, addressOf("creator"), true], as("owner"));
  await billing.write.setMeterKey([2, addressOf("meterKeeper")], as("meterKeeper"));
  for (const [part, ids] of [
    ["owner", [alice, song, clip]],
    ["newOwner", [bob, show, gone]],
  ] as const) {
    for (const id of ids) await give(part, id, 100n);
    await registry.write.deleteStream([ids[2]], as(part));
  }
  const owing: Hex[] = [];
  for (const [part, tenantId] of [
    ["owner", alice],
    ["newOwner", bob],
  ] as const) {
    await registry.write.createStream([tenantId, "owing", addressOf("creator"), "", []], as(part));
    const id = await registry.read.streamIdOf([tenantId, "owing"]);
    await billing.write.setBillingMode([id, 2], as(part));
    await scene.charge([scene.usage(90n + BigInt(owing.length), id, 5n)]);
    owing.push(id);
  }
  const [ours, theirs] = owing as [Hex, Hex];
  return {
    ...scene,
    own: {
      tenantId: alice,
      streamId: song,
      deletedId: clip,
      owingId: ours,
      owner: addressOf("owner"),
    },
    others: {
      tenantId: bob,
      streamId: show,
      deletedId: gone,
      owingId: theirs,
      owner: addressOf("newOwner"),
    },
  };
}

type Two = BillingScene & Record<"own" | "others", Names>;

/** Every function that changes something, and who may call it. */
function tableOf(two: Two): Record<string, Attempt> {
  const { eth, billing, ledger, addressOf, usage } = two;
  const owners = {
    allowed: ["owner"],
    allowedElsewhere: ["otherOwner"],
    refusal: (caller, { tenantId, owner }) => ["NotTheOwner", [tenantId, caller, owner]],
  } satisfies Partial<Attempt>;
  const restricted = (...allowed: Caller[]) => ({
    allowed,
    refusal: (caller: Address): Refusal => ["AccessManagedUnauthorized", [caller]],
  });
  const everyone = { allowed: CALLERS, refusal: (): Refusal => ["", []] };
  const policy = { open: true, minimum: 1n, cap: 10n, burst: 10n, window: 60 };
  return {
    setBillingMode: { ...owners, args: ({ streamId }) => [streamId, 1] },
    setFundingPolicy: { ...owners, args: ({ streamId }) => [streamId, eth, policy] },
    setPayoutTerms: { ...owners, args: ({ tenantId }) => [tenantId, eth, 5n, 5n] },
    setPayoutOperator: {
      ...owners,
      args: ({ tenantId }) => [tenantId, addressOf("stranger"), true],
    },
    setReceiver: {
      ...owners,
      contract: "registry",
      args: ({ tenantId }) => [tenantId, addressOf("stranger")],
    },
    release: {
      allowed: ["owner", "operator"],
      allowedElsewhere: ["otherOwner"],
      refusal: (caller, { tenantId }) => ["NotAReleaser", [tenantId, caller]],
      args: ({ streamId }) => [streamId, eth],
    },
    chargeUsage: {
      allowed: ["meter"],
      refusal: (caller) => ["NotTheMeter", [1, caller]],
      args: ({ streamId }) => [1, [usage(1n, streamId, 5n)]],
    },
    setStreamBalances: {
      ...restricted("registrar"),
      args: ({ tenantId }) => [tenantId, false],
    },
    announceRate: { ...restricted("rateSetter"), args: () => [7, eth, 1n] },
    forgiveArrears: {
      ...restricted("rateSetter"),
      args: ({ owingId }) => [owingId, eth, 1n],
    },
    addMeter: { ...restricted("meterKeeper"), args: () => [addressOf("stranger")] },
    setMeterKey: { ...restricted("meterKeeper"), args: () => [1, addressOf("stranger")] },
    setTenantCap: { ...restricted("governor"), args: ({ tenantId }) => [tenantId, eth, 1n] },
    setDefaultCap: { ...restricted("governor"), args: () => [eth, 1n] },
    upgradeToAndCall: {
      ...restricted("upgrader"),
      args: async () => [await implementationOf(two, billing.address), "0x"],
    },
    setAuthority: { ...restricted(), args: () => [ledger.address] },
    initialize: {
      allowed: [],
      refusal: () => ["InvalidInitialization", []],
      args: () => [ledger.address],
    },
    onFunded: {
      allowed: [],
      refusal: (caller) => ["NotTheLedger", [caller]],
      args: ({ streamId, owner }) => [owner, streamId, eth, 1n],
    },
    settleArrears: { ...everyone, args: ({ streamId }) => [streamId, eth] },
    sweep: { ...everyone, args: ({ deletedId }) => [deletedId, eth] },
    multicall: { ...everyone, args: () => [[]] },
  };
}

/** Tries a call by somebody: it succeeds if there is no `refusal`, and ends in that error otherwise. */
async function attemptBy(
  two: Two,
  caller: Caller,
  { functionName, contract = "billing" }: { functionName: string; contract?: Attempt["contract"] },
  args: readonly unknown[],
  refusal: Refusal | undefined,
): Promise<void> {
  const { viem, publicClient, addressOf } = two;
  const { address, abi } = two[contract ?? "billing"] as { address: Address; abi: Abi };
  const account = addressOf(PARTS[caller]);
  const call = publicClient.simulateContract({ address, abi, functionName, args, account });
  try {
    if (refusal === undefined) await call;
    else {
      const [name, values] = refusal;
      await viem.assertions.revertWithCustomErrorWithArgs(
        call as unknown as Promise<Hash>,
        { address, abi },
        name,
        values as unknown[],
      );
    }
  } catch (cause) {
    const expected = refusal === undefined ? "succeed" : `end in ${refusal[0]}`;
    throw new Error(`${functionName} by ${caller} should ${expected}.`, { cause });
  }
}

describe("StreamBilling: who may call what", () => {
  let two: Two;
  let attempts: Record<string, Attempt>;

  before(async () => {
    two = await deployTwo();
    attempts = tableOf(two);
  });

  it("lists every function that changes something, but for connect", () => {
    const writing = (two.billing.abi as Abi).flatMap((item) =>
      item.type === "function" && item.stateMutability !== "view" && item.stateMutability !== "pure"
        ? [item.name]
        : [],
    );
    const listed = Object.keys(attempts).filter((name) => attempts[name]?.contract !== "registry");
    expect(writing.filter((name) => name !== "connect")).to.have.members(listed);
  });

  for (const [whose, key] of [
    ["the owner's names", "own"],
    ["another tenant's names", "others"],
  ] as const) {
    it(`holds for ${whose}`, async () => {
      const names = two[key];
      for (const [functionName, attempt] of Object.entries(attempts)) {
        const args = await attempt.args(names);
        const { allowed, allowedElsewhere = allowed } = attempt;
        for (const caller of CALLERS) {
          const may = (key === "others" ? allowedElsewhere : allowed).includes(caller);
          const refusal = attempt.refusal(two.addressOf(PARTS[caller]), names);
          await attemptBy(
            two,
            caller,
            { functionName, ...attempt },
            args,
            may ? undefined : refusal,
          );
        }
      }
    });
  }

  it("lets the governor alone connect, once", async () => {
    for (const caller of CALLERS) {
      const refusal: Refusal =
        caller === "governor"
          ? ["LedgerAlreadyConnected", [two.addressOf(two.ledger.address)]]
          : ["AccessManagedUnauthorized", [two.addressOf(PARTS[caller])]];
      await attemptBy(two, caller, { functionName: "connect" }, [two.ledger.address], refusal);
    }
  });

  it("lets no key of a meter that was replaced report, nor the key of another meter", async () => {
    const batch = [two.usage(1n, two.own.streamId, 5n)];
    for (const caller of ["revokedMeter", "meter"] as const) {
      const refusal: Refusal = ["NotTheMeter", [2, two.addressOf(PARTS[caller])]];
      await attemptBy(two, caller, { functionName: "chargeUsage" }, [2, batch], refusal);
    }
  });

  it("tells a tenant from a stream and from what is no name, whoever owns it", async () => {
    const { own, root, eth } = two;
    const policy = { open: false, minimum: 0n, cap: 0n, burst: 0n, window: 0 };
    for (const [functionName, caller, id, rest, error] of [
      ["setBillingMode", "owner", own.tenantId, [1], "NodeRefused"],
      ["setFundingPolicy", "owner", own.tenantId, [eth, policy], "NodeRefused"],
      ["setPayoutTerms", "owner", own.streamId, [eth, 1n, 1n], "NodeRefused"],
      ["setPayoutOperator", "owner", own.streamId, [eth, true], "NodeRefused"],
      ["setStreamBalances", "registrar", own.streamId, [true], "NodeRefused"],
      ["setBillingMode", "owner", root, [1], "NodeUnknown"],
      ["setFundingPolicy", "owner", root, [eth, policy], "NodeUnknown"],
      ["setPayoutTerms", "owner", root, [eth, 1n, 1n], "NodeUnknown"],
      ["setPayoutOperator", "owner", root, [eth, true], "NodeUnknown"],
      ["setStreamBalances", "registrar", root, [true], "NodeUnknown"],
      ["release", "owner", root, [eth], "NodeUnknown"],
      ["sweep", "owner", root, [eth], "NodeUnknown"],
      ["settleArrears", "owner", root, [eth], "NodeUnknown"],
    ] as const) {
      await attemptBy(two, caller, { functionName }, [id, ...rest], [error, [id]]);
    }
  });
});
