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
    "initialize",
    "multicall",
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
} as const;

async function restrictedOf(
  scene: InUse,
): Promise<Record<keyof typeof OPEN, Record<string, Restricted>>> {
  const { viem, ledger, splits, manager, stETH, weth, wallets } = scene;
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
  };
}

/** Functions of the ledger for one other contract alone. */
function internalOf({ stETH, songId, table, splitAccount, wallets }: InUse) {
  const stranger = wallets.stranger.account.address;
  return {
    NotTheRegistry: {
      addTenant: [zeroHash],
      addStream: [zeroHash, 1, stranger],
      setPayee: [songId, stranger],
      setPrice: [songId, stETH.address, 1n, 1n, 60n],
      clearPrices: [songId],
      setStops: [songId, 1],
      setVerified: [songId, 1, 1],
      setTenancy: [1, 1],
    },
    NotTheSplits: {
      openSplit: [zeroHash],
      paySplit: [splitAccount, table.holders[0], stETH.address, 1n],
    },
  };
}

describe("Access to the ledger and the splits", () => {
  it("is said of every function that changes something", async () => {
    const scene = await deployInUse();
    const restricted = await restrictedOf(scene);
    const internal = Object.values(internalOf(scene)).flatMap((rows) => Object.keys(rows));
    expect(writingFunctions(scene.ledger.abi)).to.have.members([
      ...OPEN.ledger,
      ...Object.keys(restricted.ledger),
      ...internal,
    ]);
    expect(writingFunctions(scene.splits.abi)).to.have.members([
      ...OPEN.splits,
      ...Object.keys(restricted.splits),
    ]);
  });

  for (const name of ["ledger", "splits"] as const) {
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

  it("to what registry and splits call is theirs, whatever role the caller has", async () => {
    const scene = await deployInUse();
    const { ledger, registry, splits, manager, wallets } = scene;
    const contracts = [registry, splits, ledger, manager].map(({ address }) => address);
    const callers = Object.values(wallets).map((wallet) => wallet.account.address);
    for (const [error, rows] of Object.entries(internalOf(scene))) {
      const friend = error === "NotTheRegistry" ? registry.address : splits.address;
      for (const [functionName, args] of Object.entries(rows)) {
        for (const by of [...callers, ...contracts.filter((address) => address !== friend)]) {
          const refusal = { error, args: [getAddress(by)] };
          await attempt(scene, ledger as Target, functionName, { by, args }, refusal);
        }
      }
    }
  });
});

/** The suite in use, with ledger and splits closed in the access manager. */
async function deployClosed() {
  const scene = await deployInUse();
  for (const { address } of [scene.ledger, scene.splits]) {
    await scene.manager.write.setTargetClosed([address, true]);
  }
  return scene;
}

describe("Contracts that are closed in the access manager", () => {
  it("take no orders from any role", async () => {
    const scene = await deployClosed();
    const restricted = await restrictedOf(scene);
    for (const name of ["ledger", "splits"] as const) {
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
    const { ledger, splits, stETH, weth, table, wallets } = scene;
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
    const fees = await ledger.read.platformBalance([vault]);
    await ledger.write.withdrawPlatform([vault]);
    expect(await weth.read.balanceOf([receiver])).to.equal(fees);
  });
});
