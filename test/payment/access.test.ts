import { expect } from "chai";
import { getAddress, zeroHash } from "viem";
import type { Wallets } from "../helpers/wallets.ts";
import { attempt, type Target, writingFunctions } from "./attempt.ts";
import { implementationOf } from "./implementation.ts";
import { deployInUse, type InUse } from "./in-use.ts";

/** A restricted function: who may call it, and the error that a caller with the role gets, if any. */
type Restricted = {
  holder: keyof Wallets | undefined;
  args: readonly unknown[];
  refusal?: { error: string; args: readonly unknown[] };
};

/** Functions that anybody may call, for themselves or for others. */
const OPEN = {
  ledger: [
    "approve",
    "deposit",
    "depositAssets",
    "depositETH",
    "depositETHAndStart",
    "endStream",
    "fund",
    "initialize",
    "multicall",
    "payArrears",
    "payForStreamTime",
    "permit",
    "setOperator",
    "settle",
    "startStream",
    "tip",
    "transfer",
    "transferFrom",
    "withdraw",
    "withdrawAssets",
    "withdrawCreator",
    "withdrawPlatform",
  ],
  splits: ["claimSplit", "initialize", "registerSplit"],
  billing: [
    "chargeUsage",
    "initialize",
    "multicall",
    "onFunded",
    "release",
    "setBillingMode",
    "setFundingPolicy",
    "setPayoutOperator",
    "setPayoutTerms",
    "settleArrears",
    "sweep",
  ],
} as const;

async function restrictedOf(
  scene: InUse,
): Promise<Record<keyof typeof OPEN, Record<string, Restricted>>> {
  const { viem, ledger, splits, billing, manager, stETH, weth, wallets, tenantId, owingId } = scene;
  const stranger = wallets.stranger.account.address;
  const newVault = await viem.deployContract("StreamVault");
  return {
    ledger: {
      setPlatformFees: { holder: "feeSetter", args: [stETH.address, 0, 0] },
      setPlatformReceiver: { holder: "feeSetter", args: [stranger] },
      listVault: { holder: "lister", args: [newVault.address] },
      delistVault: { holder: "lister", args: [stETH.address] },
      pause: { holder: "pauser", args: [] },
      unpause: {
        holder: "unpauser",
        args: [],
        refusal: { error: "ExpectedPause", args: [] },
      },
      upgradeToAndCall: {
        holder: "upgrader",
        args: [await implementationOf(scene, ledger.address), "0x"],
      },
      setAuthority: { holder: undefined, args: [manager.address] },
    },
    splits: {
      connect: {
        holder: "governor",
        args: [ledger.address],
        refusal: { error: "LedgerAlreadyConnected", args: [getAddress(ledger.address)] },
      },
      upgradeToAndCall: {
        holder: "upgrader",
        args: [await implementationOf(scene, splits.address), "0x"],
      },
      setAuthority: { holder: undefined, args: [weth.address] },
    },
    billing: {
      announceRate: { holder: "rateSetter", args: [1, stETH.address, 2n] },
      forgiveArrears: { holder: "rateSetter", args: [owingId, stETH.address, 1n] },
      addMeter: { holder: "meterKeeper", args: [stranger] },
      setMeterKey: { holder: "meterKeeper", args: [1, stranger] },
      setTenantCap: { holder: "governor", args: [tenantId, stETH.address, 1n] },
      setDefaultCap: { holder: "governor", args: [stETH.address, 1n] },
      setStreamBalances: { holder: "registrar", args: [tenantId, false] },
      connect: {
        holder: "governor",
        args: [ledger.address],
        refusal: { error: "LedgerAlreadyConnected", args: [getAddress(ledger.address)] },
      },
      upgradeToAndCall: {
        holder: "upgrader",
        args: [await implementationOf(scene, billing.address), "0x"],
      },
      setAuthority: { holder: undefined, args: [weth.address] },
    },
  };
}

/** Functions of the ledger for one other contract alone: whose, and the error and arguments for everybody else. */
function internalOf({
  registry,
  splits,
  billing,
  stETH,
  songId,
  table,
  splitAccount,
  wallets,
}: InUse) {
  const stranger = wallets.stranger.account.address;
  const vault = stETH.address;
  return [
    ["addTenant", registry, "NotTheRegistry", [zeroHash]],
    ["addStream", registry, "NotTheRegistry", [zeroHash, 1, stranger]],
    ["setPayee", registry, "NotTheRegistry", [songId, stranger]],
    ["setPrice", registry, "NotTheRegistry", [songId, vault, 1n, 1n, 60n]],
    ["clearPrices", registry, "NotTheRegistry", [songId]],
    ["setStop", registry, "NotTheRegistry", [songId, 1, true]],
    ["setVerified", registry, "NotTheRegistry", [songId, 1, 1]],
    ["setTenancy", registry, "NotTheRegistry", [1, 1]],
    ["openSplit", splits, "NotTheSplits", [zeroHash]],
    ["paySplit", splits, "NotTheSplits", [splitAccount, table.holders[0], vault, 1n]],
    ["chargeNode", billing, "NotTheBilling", [songId, vault, 1n]],
    ["releaseNode", billing, "NotTheBilling", [songId, vault, 1n]],
    ["sweepNode", billing, "NotTheBilling", [songId, vault]],
    ["setStreamArrears", billing, "NotTheBilling", [songId, true]],
    ["chargeStream", billing, "NotTheBilling", [songId, vault, 1n]],
    ["setTenantArrears", billing, "NotTheBilling", [1, true]],
  ] as const;
}

describe("Access to the ledger and the splits", () => {
  it("is said of every function that changes something", async () => {
    const scene = await deployInUse();
    const restricted = await restrictedOf(scene);
    const internal = new Set(internalOf(scene).map(([name]) => name));
    expect(writingFunctions(scene.ledger.abi)).to.have.members([
      ...OPEN.ledger,
      ...Object.keys(restricted.ledger),
      ...internal,
    ]);
    for (const name of ["splits", "billing"] as const) {
      expect(writingFunctions(scene[name].abi)).to.have.members([
        ...OPEN[name],
        ...Object.keys(restricted[name]),
      ]);
    }
  });

  for (const name of ["ledger", "splits", "billing"] as const) {
    it(`to the ${name} is the role's alone where it is restricted`, async () => {
      const scene = await deployInUse();
      const rows = (await restrictedOf(scene))[name];
      for (const [functionName, { holder, args, refusal }] of Object.entries(rows)) {
        for (const [part, wallet] of Object.entries(scene.wallets)) {
          const by = wallet.account.address;
          const unauthorised = { error: "AccessManagedUnauthorized", args: [getAddress(by)] };
          await attempt(
            scene,
            scene[name] as Target,
            functionName,
            { by, args },
            part === holder ? refusal : unauthorised,
          );
        }
      }
    });
  }

  it("to what registry, splits and billing call is theirs, whatever role the caller has", async () => {
    const scene = await deployInUse();
    const { ledger, registry, splits, billing, manager, wallets } = scene;
    const contracts = [registry, splits, billing, ledger, manager].map(({ address }) => address);
    const callers = Object.values(wallets).map((wallet) => wallet.account.address);
    for (const [functionName, { address: friend }, error, args] of internalOf(scene)) {
      for (const by of [...callers, ...contracts.filter((address) => address !== friend)]) {
        await attempt(
          scene,
          ledger as Target,
          functionName,
          { by, args },
          { error, args: [getAddress(by)] },
        );
      }
    }
  });

  it("to what the ledger tells billing is the ledger's", async () => {
    const scene = await deployInUse();
    const { billing, stETH, songId, wallets } = scene;
    for (const wallet of Object.values(wallets)) {
      const by = wallet.account.address;
      const refusal = { error: "NotTheLedger", args: [getAddress(by)] };
      const call = { by, args: [by, songId, stETH.address, 1n] };
      await attempt(scene, billing as Target, "onFunded", call, refusal);
    }
  });
});

/** The suite in use, with ledger, splits and billing closed in the access manager. */
async function deployClosed() {
  const scene = await deployInUse();
  for (const { address } of [scene.ledger, scene.splits, scene.billing]) {
    await scene.manager.write.setTargetClosed([address, true]);
  }
  return scene;
}

describe("Contracts that are closed in the access manager", () => {
  it("take no orders from any role", async () => {
    const scene = await deployClosed();
    const restricted = await restrictedOf(scene);
    for (const name of ["ledger", "splits", "billing"] as const) {
      for (const [functionName, { args }] of Object.entries(restricted[name])) {
        for (const wallet of Object.values(scene.wallets)) {
          const by = wallet.account.address;
          const unauthorised = { error: "AccessManagedUnauthorized", args: [getAddress(by)] };
          await attempt(scene, scene[name] as Target, functionName, { by, args }, unauthorised);
        }
      }
    }
  });

  it("still let everybody stop, claim and leave", async () => {
    const scene = await deployClosed();
    const { ledger, splits, billing, stETH, weth, table, wallets, songId, tenantId } = scene;
    const vault = stETH.address;
    const asViewer = { account: wallets.viewer.account };
    const viewer = asViewer.account.address;
    const stranger = wallets.stranger.account.address;
    const creator = wallets.creator.account.address;
    const receiver = wallets.receiver.account.address;
    await ledger.write.settle([vault, [viewer]]);
    await ledger.write.endStream([vault], asViewer);
    await ledger.write.transfer([stranger, BigInt(vault), 1n], asViewer);
    await ledger.write.withdraw([vault, 1n, viewer], asViewer);
    await ledger.write.withdrawAssets([vault, 1n, viewer], asViewer);
    await ledger.write.withdrawCreator([vault, viewer], asViewer);
    expect(await ledger.read.balanceOf([viewer, BigInt(vault)])).to.equal(0n);

    await splits.write.claimSplit([table, vault, 1n]);
    const earned = await ledger.read.creatorBalances([creator, vault]);
    expect(earned > 0n).to.equal(true);
    await ledger.write.withdrawCreator([vault, creator], { account: wallets.creator.account });
    expect(await weth.read.balanceOf([creator])).to.equal(earned);
    for (const id of [tenantId, songId]) {
      await billing.write.release([id, vault], { account: wallets.owner.account });
    }
    await billing.write.sweep([scene.goneId, vault]);
    const fees = await ledger.read.platformBalance([vault]);
    await ledger.write.withdrawPlatform([vault]);
    expect(await weth.read.balanceOf([receiver])).to.equal(fees);
  });
});
