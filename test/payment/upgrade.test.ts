import { expect } from "chai";
import { type Address, encodeFunctionData, getAddress, type Hex, isAddressEqual } from "viem";
import { deployBehindProxy } from "../helpers/proxy.ts";
import { ROLES } from "../helpers/roles.ts";
import type { Wallets } from "../helpers/wallets.ts";
import { implementationOf, newLedgerImplementation } from "./implementation.ts";
import { deployInUse, type InUse } from "./in-use.ts";

const HOUR = 3_600;
const WEEK = 7 * 24 * HOUR;

/** The two proxies with a new implementation for each. */
async function deployUpgradable() {
  const scene = await deployInUse();
  const { viem, ledger, splits, manager, wallets } = scene;
  return {
    ...scene,
    contracts: [
      {
        contract: ledger,
        implementation: await newLedgerImplementation(scene),
        initialise: (contract: typeof ledger) =>
          contract.write.initialize([manager.address, wallets.stranger.account.address]),
        at: (address: Address) => viem.getContractAt("IStreamPayment", address),
      },
      {
        contract: splits,
        implementation: (await viem.deployContract("StreamSplits")).address,
        initialise: (contract: typeof splits) => contract.write.initialize([manager.address]),
        at: (address: Address) => viem.getContractAt("StreamSplits", address),
      },
    ] as unknown as readonly Upgradable[],
  };
}

/** Both contracts, seen through what they share. */
type Upgradable = {
  contract: InUse["splits"];
  implementation: Address;
  initialise: (contract: InUse["splits"]) => Promise<Hex>;
  at: (address: Address) => Promise<InUse["splits"]>;
};

describe("Upgrades: initialisation", () => {
  it("happens once, in the proxy's constructor, and never in an implementation", async () => {
    const scene = await deployUpgradable();
    for (const { contract, implementation, initialise, at } of scene.contracts) {
      const deployed = await implementationOf(scene, contract.address);
      for (const address of [contract.address, deployed, implementation]) {
        await scene.viem.assertions.revertWithCustomError(
          initialise(await at(address)),
          contract,
          "InvalidInitialization",
        );
      }
    }
  });

  it("demands an authority with code and a receiver", async () => {
    const { connection, viem, ledger, billing, manager, wallets, splits, wiring } =
      await deployInUse();
    const stranger = getAddress(wallets.stranger.account.address);
    const immutables = [wiring] as const;
    await viem.assertions.revertWithCustomErrorWithArgs(
      deployBehindProxy(connection, "StreamPayment", immutables, [stranger, stranger]) as never,
      ledger,
      "AccessManagedInvalidAuthority",
      [stranger],
    );
    await viem.assertions.revertWithCustomError(
      deployBehindProxy(connection, "StreamPayment", immutables, [
        manager.address,
        "0x0000000000000000000000000000000000000000",
      ]) as never,
      ledger,
      "ZeroAddress",
    );
    await viem.assertions.revertWithCustomErrorWithArgs(
      deployBehindProxy(connection, "StreamBilling", [wiring.registry, 0], [stranger]) as never,
      billing,
      "AccessManagedInvalidAuthority",
      [stranger],
    );
    await viem.assertions.revertWithCustomErrorWithArgs(
      deployBehindProxy(connection, "StreamSplits", [], [stranger]) as never,
      splits,
      "AccessManagedInvalidAuthority",
      [stranger],
    );
  });
});

describe("Upgrades: who and when", () => {
  it("are the upgrader's, through the proxy", async () => {
    const scene = await deployUpgradable();
    const { viem, wallets } = scene;
    for (const { contract, implementation, at } of scene.contracts) {
      for (const part of Object.keys(wallets) as (keyof Wallets)[]) {
        if (part === "upgrader") continue;
        const account = wallets[part].account;
        await viem.assertions.revertWithCustomErrorWithArgs(
          contract.write.upgradeToAndCall([implementation, "0x"], { account }),
          contract,
          "AccessManagedUnauthorized",
          [getAddress(account.address)],
        );
      }
      const account = wallets.upgrader.account;
      const bare = await at(implementation);
      await viem.assertions.revertWithCustomError(
        bare.write.upgradeToAndCall([implementation, "0x"], { account }),
        contract,
        "UUPSUnauthorizedCallContext",
      );
      await viem.assertions.emitWithArgs(
        contract.write.upgradeToAndCall([implementation, "0x"], { account }),
        contract,
        "Upgraded",
        [getAddress(implementation)],
      );
      expect(
        isAddressEqual(await implementationOf(scene, contract.address), implementation),
      ).to.equal(true);
    }
  });

  it("wait for the upgrader's delay, expire, and can be cancelled by a guardian", async () => {
    const scene = await deployUpgradable();
    const { viem, networkHelpers, manager, wallets } = scene;
    const upgrader = { account: wallets.upgrader.account };
    const guardian = { account: wallets.guardian.account };
    await manager.write.grantRole([ROLES.UPGRADER, upgrader.account.address, HOUR]);
    for (const { contract, implementation } of scene.contracts) {
      const upgrade = () => contract.write.upgradeToAndCall([implementation, "0x"], upgrader);
      const data = encodeFunctionData({
        abi: contract.abi,
        functionName: "upgradeToAndCall",
        args: [implementation, "0x"],
      });
      const operation = [upgrader.account.address, contract.address, data] as const;
      const id = await manager.read.hashOperation(operation);
      const schedule = () => manager.write.schedule([contract.address, data, 0], upgrader);
      const refused = (error: "NotScheduled" | "NotReady" | "Expired") =>
        viem.assertions.revertWithCustomErrorWithArgs(upgrade(), manager, `AccessManager${error}`, [
          id,
        ]);

      await refused("NotScheduled");
      await schedule();
      await refused("NotReady");
      await manager.write.cancel(operation, guardian);
      await networkHelpers.time.increase(HOUR);
      await refused("NotScheduled");
      await schedule();
      await networkHelpers.time.increase(HOUR + WEEK);
      await refused("Expired");
      await schedule();
      await networkHelpers.time.increase(HOUR);
      await upgrade();
      expect(
        isAddressEqual(await implementationOf(scene, contract.address), implementation),
      ).to.equal(true);
    }
  });
});

describe("Upgrades: to what", () => {
  it("refuse an account without code, a contract without UUPS, and a proxy", async () => {
    const { viem, manager, stETH, wallets, contracts } = await deployUpgradable();
    const account = wallets.upgrader.account;
    for (const { contract } of contracts) {
      await viem.assertions.revert(
        contract.write.upgradeToAndCall([wallets.stranger.account.address, "0x"], { account }),
      );
      for (const { address } of [manager, stETH]) {
        await viem.assertions.revertWithCustomErrorWithArgs(
          contract.write.upgradeToAndCall([address, "0x"], { account }),
          contract,
          "ERC1967InvalidImplementation",
          [getAddress(address)],
        );
      }
    }
  });
});
