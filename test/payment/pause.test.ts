import { expect } from "chai";
import { type Address, encodeFunctionData, getAddress, maxUint256, zeroHash } from "viem";
import { deployBehindProxy } from "../helpers/proxy.ts";
import { ROLES } from "../helpers/roles.ts";
import type { Wallets } from "../helpers/wallets.ts";
import { signAttestation } from "../registry/attestation.ts";
import { tableOf } from "../splits/table.ts";
import { attempt, type Call, type Refusal, type Target, writingFunctions } from "./attempt.ts";
import { implementationOf } from "./implementation.ts";
import { deployInUse } from "./in-use.ts";

/** A call that is made during a pause, and the error that it ends in. */
type Row = Call & { name: string; refusal?: Refusal };

const REFUSED: Refusal = { error: "EnforcedPause", args: [] };
const INITIALISED: Refusal = { error: "InvalidInitialization", args: [] };

/** The suite in use, with streams to resume and reinstate, a tenant on offer, a vault to list and one to relist. */
async function prepare() {
  const scene = await deployInUse();
  const { connection, registry, ledger, manager, weth, wallets, tenantId } = scene;
  const asOwner = { account: wallets.owner.account };
  const asLister = { account: wallets.lister.account };
  for (const label of ["stopped", "suspended"]) {
    await registry.write.createStream([tenantId, label, asOwner.account.address, "", []], asOwner);
  }
  const stoppedId = await registry.read.streamIdOf([tenantId, "stopped"]);
  const suspendedId = await registry.read.streamIdOf([tenantId, "suspended"]);
  await registry.write.stopStream([stoppedId], asOwner);
  await registry.write.suspendStream([suspendedId], { account: wallets.registrar.account });
  await registry.write.transferTenant([tenantId, wallets.newOwner.account.address], asOwner);

  const vaultArgs = [weth.address, "Another", "ANOTHER", manager.address];
  const newVault = await deployBehindProxy(connection, "StreamVault", [], vaultArgs);
  const oldVault = await deployBehindProxy(connection, "StreamVault", [], vaultArgs);
  await ledger.write.listVault([oldVault.address], asLister);
  await ledger.write.delistVault([oldVault.address], asLister);
  return { ...scene, stoppedId, suspendedId, newVault, oldVault };
}

type Prepared = Awaited<ReturnType<typeof prepare>>;

function by(wallets: Wallets, part: keyof Wallets): Address {
  return wallets[part].account.address;
}

/** Every function of the ledger that changes something. */
async function ledgerRows(scene: Prepared): Promise<Row[]> {
  const { ledger, registry, splits, billing, manager, stETH, weth, wallets } = scene;
  const { tenantId, songId, owingId, goneId, table, splitAccount, newVault, oldVault } = scene;
  const [viewer, stranger] = [by(wallets, "viewer"), by(wallets, "stranger")];
  const vault = stETH.address;
  const id = BigInt(vault);
  const start = [songId, vault, 60n, maxUint256, maxUint256];
  const inMulticall = (functionName: "settle" | "startStream", args: readonly unknown[]) => [
    [encodeFunctionData({ abi: ledger.abi, functionName, args } as never)],
  ];
  const refused: Row[] = [
    { name: "deposit", by: viewer, args: [vault, 1n, viewer] },
    { name: "depositAssets", by: viewer, args: [vault, 1n, viewer] },
    { name: "depositETH", by: viewer, args: [vault, viewer], value: 1n },
    { name: "depositETHAndStart", by: viewer, args: start, value: 1n },
    { name: "startStream", by: viewer, args: start },
    { name: "payForStreamTime", by: viewer, args: [songId, vault, maxUint256, maxUint256] },
    { name: "tip", by: viewer, args: [songId, vault, 1n] },
    { name: "fund", by: viewer, args: [songId, vault, 1n] },
    { name: "listVault", by: by(wallets, "lister"), args: [newVault.address] },
    { name: "pause", by: by(wallets, "pauser") },
    { name: "multicall", by: viewer, args: inMulticall("startStream", start) },
  ].map((row) => ({ ...row, refusal: REFUSED }));
  return [
    ...refused,
    { name: "payArrears", by: viewer, args: [owingId, vault, 1n] },
    { name: "withdraw", by: viewer, args: [vault, 1n, viewer] },
    { name: "withdrawAssets", by: viewer, args: [vault, 1n, viewer] },
    { name: "withdrawCreator", by: by(wallets, "creator"), args: [vault, stranger] },
    { name: "withdrawPlatform", by: stranger, args: [vault] },
    { name: "endStream", by: viewer, args: [vault] },
    { name: "settle", by: stranger, args: [vault, [viewer]] },
    { name: "transfer", by: viewer, args: [stranger, id, 1n] },
    { name: "transferFrom", by: by(wallets, "relayer"), args: [viewer, stranger, id, 1n] },
    { name: "approve", by: viewer, args: [stranger, id, 1n] },
    { name: "setOperator", by: viewer, args: [stranger, true] },
    { name: "permit", by: viewer, args: [vault, weth.address, 1n, 0n, 27, zeroHash, zeroHash] },
    { name: "multicall", by: stranger, args: inMulticall("settle", [vault, [viewer]]) },
    { name: "setPlatformFees", by: by(wallets, "feeSetter"), args: [vault, 0, 0] },
    { name: "setPlatformReceiver", by: by(wallets, "feeSetter"), args: [stranger] },
    { name: "listVault", by: by(wallets, "lister"), args: [oldVault.address] },
    { name: "delistVault", by: by(wallets, "lister"), args: [vault] },
    { name: "unpause", by: by(wallets, "unpauser") },
    {
      name: "upgradeToAndCall",
      by: by(wallets, "upgrader"),
      args: [await implementationOf(scene, ledger.address), "0x"],
    },
    { name: "setAuthority", by: manager.address, args: [manager.address] },
    { name: "initialize", by: stranger, args: [manager.address, stranger], refusal: INITIALISED },
    { name: "addTenant", by: registry.address, args: [zeroHash] },
    { name: "addStream", by: registry.address, args: [zeroHash, 1, stranger] },
    { name: "setPayee", by: registry.address, args: [songId, stranger] },
    { name: "setPrice", by: registry.address, args: [songId, vault, 1n, 1n, 60n] },
    { name: "clearPrices", by: registry.address, args: [songId] },
    { name: "setStop", by: registry.address, args: [songId, 1, true] },
    { name: "setVerified", by: registry.address, args: [songId, 1, 1] },
    { name: "setTenancy", by: registry.address, args: [1, 2] },
    { name: "chargeNode", by: billing.address, args: [songId, vault, 1n] },
    { name: "chargeStream", by: billing.address, args: [songId, vault, 1n] },
    { name: "setStreamArrears", by: billing.address, args: [songId, true] },
    { name: "releaseNode", by: billing.address, args: [songId, vault, 1n] },
    { name: "sweepNode", by: billing.address, args: [goneId, vault] },
    { name: "setTenantArrears", by: billing.address, args: [1, true] },
    { name: "openSplit", by: splits.address, args: [tenantId] },
    { name: "paySplit", by: splits.address, args: [splitAccount, table.holders[1], vault, 1n] },
  ];
}

/** Every function of the splits that changes something. */
async function splitsRows(scene: Prepared): Promise<Row[]> {
  const { splits, ledger, manager, stETH, wallets, table } = scene;
  const stranger = by(wallets, "stranger");
  const connected = { error: "LedgerAlreadyConnected", args: [getAddress(ledger.address)] };
  return [
    { name: "registerSplit", by: stranger, args: [tableOf([stranger, 10_000])] },
    { name: "claimSplit", by: stranger, args: [table, stETH.address, 1n] },
    { name: "connect", by: by(wallets, "governor"), args: [ledger.address], refusal: connected },
    {
      name: "upgradeToAndCall",
      by: by(wallets, "upgrader"),
      args: [await implementationOf(scene, splits.address), "0x"],
    },
    { name: "setAuthority", by: manager.address, args: [manager.address] },
    { name: "initialize", by: stranger, args: [manager.address], refusal: INITIALISED },
  ];
}

/** Every function of the registry that changes something. */
async function registryRows(scene: Prepared): Promise<Row[]> {
  const { registry, ledger, manager, stETH, wallets } = scene;
  const { tenantId, songId, stoppedId, suspendedId } = scene;
  const [owner, stranger] = [by(wallets, "owner"), by(wallets, "stranger")];
  const registrar = by(wallets, "registrar");
  const price = { vault: stETH.address, startFee: 1n, perSecond: 1n, window: 60n };
  const connected = { error: "LedgerAlreadyConnected", args: [getAddress(ledger.address)] };
  const attestation = {
    id: songId,
    owner,
    contentHash: zeroHash,
    expiry: 2 ** 40 - 1,
    nonce: 1n,
  };
  const signature = await signAttestation(wallets.verifier, registry.address, attestation);
  return [
    { name: "createTenant", by: registrar, args: ["bob", stranger] },
    { name: "transferTenant", by: owner, args: [tenantId, stranger] },
    { name: "acceptTenant", by: by(wallets, "newOwner"), args: [tenantId] },
    { name: "createStream", by: owner, args: [tenantId, "third", stranger, "", [price]] },
    { name: "setPrice", by: owner, args: [songId, price] },
    { name: "setPayee", by: owner, args: [songId, stranger] },
    { name: "setReceiver", by: owner, args: [tenantId, stranger] },
    { name: "setUri", by: owner, args: [songId, "uri"] },
    { name: "setText", by: owner, args: [songId, "key", "value"] },
    { name: "stopStream", by: owner, args: [songId] },
    { name: "resumeStream", by: owner, args: [stoppedId] },
    { name: "deleteStream", by: owner, args: [songId] },
    { name: "suspendStream", by: registrar, args: [songId] },
    { name: "reinstateStream", by: registrar, args: [suspendedId] },
    { name: "reserveLabels", by: by(wallets, "governor"), args: [["www"], true] },
    { name: "verify", by: stranger, args: [attestation, by(wallets, "verifier"), signature] },
    { name: "revokeVerification", by: by(wallets, "verifier"), args: [songId] },
    { name: "cancelAttestation", by: stranger, args: [7n] },
    { name: "connect", by: by(wallets, "governor"), args: [ledger.address], refusal: connected },
    {
      name: "upgradeToAndCall",
      by: by(wallets, "upgrader"),
      args: [await implementationOf(scene, registry.address), "0x"],
    },
    { name: "setAuthority", by: manager.address, args: [manager.address] },
    { name: "initialize", by: stranger, args: [manager.address, zeroHash], refusal: INITIALISED },
  ];
}

/** Every function of the billing contract that changes something. */
async function billingRows(scene: Prepared): Promise<Row[]> {
  const { billing, ledger, manager, stETH, wallets, tenantId, songId, owingId, goneId } = scene;
  const [owner, stranger] = [by(wallets, "owner"), by(wallets, "stranger")];
  const [meterKeeper, meter] = [by(wallets, "meterKeeper"), by(wallets, "relayer")];
  const vault = stETH.address;
  const connected = { error: "LedgerAlreadyConnected", args: [getAddress(ledger.address)] };
  const policy = { open: false, minimum: 0n, cap: 0n, burst: 0n, window: 0 };
  const record = { id: 3n, streamId: songId, vault, kind: 1, quantity: 1n };
  const settle = encodeFunctionData({
    abi: billing.abi,
    functionName: "settleArrears",
    args: [songId, vault],
  });
  return [
    { name: "chargeUsage", by: meter, args: [1, [record]], refusal: REFUSED },
    { name: "onFunded", by: ledger.address, args: [owner, tenantId, vault, 1n] },
    { name: "settleArrears", by: stranger, args: [songId, vault] },
    { name: "release", by: owner, args: [songId, vault] },
    { name: "sweep", by: stranger, args: [goneId, vault] },
    { name: "multicall", by: stranger, args: [[settle]] },
    { name: "setBillingMode", by: owner, args: [songId, 1] },
    { name: "setFundingPolicy", by: owner, args: [songId, vault, policy] },
    { name: "setPayoutTerms", by: owner, args: [tenantId, vault, 1n, 1n] },
    { name: "setPayoutOperator", by: owner, args: [tenantId, stranger, true] },
    { name: "setStreamBalances", by: by(wallets, "registrar"), args: [tenantId, false] },
    { name: "announceRate", by: by(wallets, "rateSetter"), args: [1, vault, 2n] },
    { name: "addMeter", by: meterKeeper, args: [stranger] },
    { name: "setMeterKey", by: meterKeeper, args: [1, stranger] },
    { name: "forgiveArrears", by: by(wallets, "rateSetter"), args: [owingId, vault, 1n] },
    { name: "setTenantCap", by: by(wallets, "governor"), args: [tenantId, vault, 1n] },
    { name: "setDefaultCap", by: by(wallets, "governor"), args: [vault, 1n] },
    { name: "connect", by: by(wallets, "governor"), args: [ledger.address], refusal: connected },
    {
      name: "upgradeToAndCall",
      by: by(wallets, "upgrader"),
      args: [await implementationOf(scene, billing.address), "0x"],
    },
    { name: "setAuthority", by: manager.address, args: [manager.address] },
    { name: "initialize", by: stranger, args: [manager.address], refusal: INITIALISED },
  ];
}

const CONTRACTS = [
  ["ledger", ledgerRows],
  ["splits", splitsRows],
  ["billing", billingRows],
  ["registry", registryRows],
] as const;

describe("A pause: what is refused and what works", () => {
  for (const [name, rowsOf] of CONTRACTS) {
    describe(name, () => {
      it("is listed in full", async () => {
        const scene = await prepare();
        const rows = await rowsOf(scene);
        expect([...new Set(rows.map((row) => row.name))]).to.have.members(
          writingFunctions(scene[name].abi),
        );
      });

      it("refuses what is new and allows everything else", async () => {
        const scene = await prepare();
        await scene.ledger.write.pause({ account: scene.wallets.pauser.account });
        for (const row of await rowsOf(scene)) {
          await attempt(scene, scene[name] as Target, row.name, row, row.refusal);
        }
      });

      it("refuses nothing of this once it is over", async () => {
        const scene = await prepare();
        await scene.ledger.write.pause({ account: scene.wallets.pauser.account });
        await scene.ledger.write.unpause({ account: scene.wallets.unpauser.account });
        for (const row of (await rowsOf(scene)).filter((row) => row.name !== "unpause")) {
          const refusal = row.refusal === REFUSED ? undefined : row.refusal;
          await attempt(scene, scene[name] as Target, row.name, row, refusal);
        }
      });
    });
  }
});

describe("A pause: who begins and ends it", () => {
  it("says so for every vault, with its epoch", async () => {
    const { viem, ledger, stETH, stUSDC, wallets } = await deployInUse();
    const [pauser, unpauser] = [wallets.pauser.account, wallets.unpauser.account];
    const paused = await ledger.write.pause({ account: pauser });
    const unpaused = await ledger.write.unpause({ account: unpauser });
    for (const vault of [stETH, stUSDC]) {
      await viem.assertions.emitWithArgs(Promise.resolve(paused), ledger, "Paused", [
        getAddress(vault.address),
        0,
        getAddress(pauser.address),
      ]);
      await viem.assertions.emitWithArgs(Promise.resolve(unpaused), ledger, "Unpaused", [
        getAddress(vault.address),
        1,
        getAddress(unpauser.address),
      ]);
      expect(await ledger.read.pauseState([vault.address])).to.deep.equal([1, 0]);
    }
  });

  it("ends without the pauser, who may have lost the role", async () => {
    const { viem, ledger, manager, wallets } = await deployInUse();
    const [pauser, unpauser] = [wallets.pauser.account, wallets.unpauser.account];
    await ledger.write.pause({ account: pauser });
    await manager.write.revokeRole([ROLES.PAUSER, pauser.address]);
    await viem.assertions.revertWithCustomErrorWithArgs(
      ledger.write.unpause({ account: pauser }),
      ledger,
      "AccessManagedUnauthorized",
      [getAddress(pauser.address)],
    );
    expect(await ledger.read.paused()).to.equal(true);
    await ledger.write.unpause({ account: unpauser });
    expect(await ledger.read.paused()).to.equal(false);
    await viem.assertions.revertWithCustomErrorWithArgs(
      ledger.write.pause({ account: pauser }),
      ledger,
      "AccessManagedUnauthorized",
      [getAddress(pauser.address)],
    );
    await viem.assertions.revertWithCustomError(
      ledger.write.unpause({ account: unpauser }),
      ledger,
      "ExpectedPause",
    );
  });
});
