import { expect } from "chai";
import { type Abi, type Hex, zeroHash } from "viem";
import type { Wallets } from "../helpers/wallets.ts";
import { deployAlice } from "./alice.ts";
import { signAttestation } from "./attestation.ts";

/** Who tries: the tenant's owner, the one it is offered to, the members of the roles, and a stranger. */
const CALLERS = [
  "owner",
  "newOwner",
  "registrar",
  "verifier",
  "governor",
  "upgrader",
  "stranger",
] as const satisfies readonly (keyof Wallets)[];

type Caller = (typeof CALLERS)[number];

/** Ids of a tenant and of three of its streams, the second of which was stopped and suspended. */
type Names = { tenantId: Hex; streamId: Hex; stoppedId: Hex; tenantLabel: string };

type Attempt = {
  /** Arguments that succeed for whoever may call. */
  args: (names: Names) => readonly unknown[] | Promise<readonly unknown[]>;
  /** Who may, on a name of `owner` that is offered to `newOwner`. */
  allowed: readonly Caller[];
  /** Who may on another tenant's names, if it is not the same. */
  allowedElsewhere?: readonly Caller[];
  /** The error that everybody else gets. */
  refusal: string;
};

/** Two tenants: `alice` of `owner`, offered to `newOwner`, and `bob` of somebody who takes no part. */
async function deployTwo() {
  const alice = await deployAlice();
  const { registry, wallets } = alice;
  const asRegistrar = { account: wallets.registrar.account };
  await registry.write.createTenant(["bob", wallets.creator.account.address], asRegistrar);
  await registry.write.transferTenant([alice.tenantId, wallets.newOwner.account.address], {
    account: wallets.owner.account,
  });
  const namesOf = async (tenantLabel: string, account: Wallets["owner"]["account"]) => {
    const tenantId = await registry.read.tenantIdOf([tenantLabel]);
    const streamId = await registry.read.streamIdOf([tenantId, "first"]);
    const stoppedId = await registry.read.streamIdOf([tenantId, "second"]);
    for (const label of ["first", "second"]) {
      await registry.write.createStream([tenantId, label, account.address, "", []], { account });
    }
    await registry.write.stopStream([stoppedId], { account });
    await registry.write.suspendStream([stoppedId], asRegistrar);
    return { tenantId, streamId, stoppedId, tenantLabel };
  };
  return {
    ...alice,
    own: await namesOf("alice", wallets.owner.account),
    others: await namesOf("bob", wallets.creator.account),
  };
}

type Two = Awaited<ReturnType<typeof deployTwo>>;

/** Every function that changes something, and who may call it. */
function table({ registry, stETH, ledger, wallets, publicClient }: Two): Record<string, Attempt> {
  const owners = { allowed: ["owner"], allowedElsewhere: [], refusal: "NotTheOwner" } as const;
  const registrars = { allowed: ["registrar"], refusal: "AccessManagedUnauthorized" } as const;
  const everyone = { allowed: CALLERS, refusal: "" } as const;
  const address = wallets.creator.account.address;
  return {
    transferTenant: { ...owners, args: ({ tenantId }) => [tenantId, address] },
    createStream: { ...owners, args: ({ tenantId }) => [tenantId, "third", address, "", []] },
    setPrice: {
      ...owners,
      args: ({ streamId }) => [
        streamId,
        { vault: stETH.address, startFee: 0n, perSecond: 1n, window: 60n },
      ],
    },
    setPayee: { ...owners, args: ({ streamId }) => [streamId, address] },
    setReceiver: { ...owners, args: ({ tenantId }) => [tenantId, address] },
    setUri: { ...owners, args: ({ streamId }) => [streamId, "uri"] },
    setText: { ...owners, args: ({ tenantId }) => [tenantId, "key", "value"] },
    stopStream: { ...owners, args: ({ streamId }) => [streamId] },
    resumeStream: { ...owners, args: ({ stoppedId }) => [stoppedId] },
    deleteStream: { ...owners, args: ({ streamId }) => [streamId] },
    acceptTenant: {
      allowed: ["newOwner"],
      allowedElsewhere: [],
      refusal: "NotThePendingOwner",
      args: ({ tenantId }) => [tenantId],
    },
    createTenant: { ...registrars, args: ({ tenantLabel }) => [`${tenantLabel}2`, address] },
    suspendStream: { ...registrars, args: ({ streamId }) => [streamId] },
    reinstateStream: { ...registrars, args: ({ stoppedId }) => [stoppedId] },
    revokeVerification: {
      allowed: ["verifier"],
      refusal: "AccessManagedUnauthorized",
      args: ({ streamId }) => [streamId],
    },
    reserveLabels: {
      allowed: ["governor"],
      refusal: "AccessManagedUnauthorized",
      args: () => [["www"], true],
    },
    upgradeToAndCall: {
      allowed: ["upgrader"],
      refusal: "AccessManagedUnauthorized",
      args: async () => [await implementationOf(publicClient, registry.address), "0x"],
    },
    setAuthority: {
      allowed: [],
      refusal: "AccessManagedUnauthorized",
      args: () => [ledger.address],
    },
    initialize: {
      allowed: [],
      refusal: "InvalidInitialization",
      args: () => [ledger.address, zeroHash],
    },
    cancelAttestation: { ...everyone, args: () => [7n] },
    verify: {
      ...everyone,
      args: async ({ streamId, tenantId }) => {
        const { owner } = await registry.read.tenantOf([tenantId]);
        const attestation = {
          id: streamId,
          owner,
          contentHash: zeroHash,
          expiry: 2 ** 40 - 1,
          nonce: 1n,
        };
        const signature = await signAttestation(wallets.verifier, registry.address, attestation);
        return [attestation, wallets.verifier.account.address, signature];
      },
    },
  };
}

/** The implementation behind an ERC-1967 proxy. */
async function implementationOf(client: Two["publicClient"], address: Hex): Promise<Hex> {
  const slot = "0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc";
  const word = await client.getStorageAt({ address, slot });
  if (word === undefined) throw new Error(`${address} has no implementation.`);
  return `0x${word.slice(-40)}`;
}

/** Tries a call by somebody: it succeeds if there is no `refusal`, and ends in that error otherwise. */
async function attemptBy(
  { viem, registry, publicClient, wallets }: Two,
  caller: Caller,
  functionName: string,
  args: readonly unknown[],
  refusal: string | undefined,
): Promise<void> {
  const call = publicClient.simulateContract({
    address: registry.address,
    abi: registry.abi as Abi,
    functionName,
    args,
    account: wallets[caller].account,
  });
  try {
    if (refusal === undefined) await call;
    else
      await viem.assertions.revertWithCustomError(
        call as Promise<never>,
        registry,
        refusal as never,
      );
  } catch (cause) {
    const expected = refusal === undefined ? "succeed" : `end in ${refusal}`;
    throw new Error(`${functionName} by ${caller} should ${expected}.`, { cause });
  }
}

describe("StreamRegistry: who may call what", () => {
  let two: Two;
  let attempts: Record<string, Attempt>;

  before(async () => {
    two = await deployTwo();
    attempts = table(two);
  });

  it("lists every function that changes something, but for connect", () => {
    const writing = two.registry.abi.flatMap((item) =>
      item.type === "function" && item.stateMutability !== "view" && item.stateMutability !== "pure"
        ? [item.name as string]
        : [],
    );
    expect(writing.filter((name) => name !== "connect")).to.have.members(Object.keys(attempts));
  });

  it("lets the governor alone connect, once", async () => {
    for (const caller of CALLERS) {
      const refusal =
        caller === "governor" ? "LedgerAlreadyConnected" : "AccessManagedUnauthorized";
      await attemptBy(two, caller, "connect", [two.ledger.address], refusal);
    }
  });

  for (const [whose, key] of [
    ["the owner's names", "own"],
    ["another tenant's names", "others"],
  ] as const) {
    it(`holds for ${whose}`, async () => {
      for (const [functionName, attempt] of Object.entries(attempts)) {
        const args = await attempt.args(two[key]);
        const allowed: readonly Caller[] =
          key === "others" ? (attempt.allowedElsewhere ?? attempt.allowed) : attempt.allowed;
        for (const caller of CALLERS) {
          const refusal = allowed.includes(caller) ? undefined : attempt.refusal;
          await attemptBy(two, caller, functionName, args, refusal);
        }
      }
    });
  }
});
