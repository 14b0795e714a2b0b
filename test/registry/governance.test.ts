import { expect } from "chai";
import { encodeFunctionData, getAddress, namehash, zeroAddress } from "viem";
import { deployWeir, ROOT } from "../helpers/deploy.ts";
import { deployBehindProxy } from "../helpers/proxy.ts";
import { ROLES } from "../helpers/roles.ts";

/** A second registry that is not joined to a ledger, with the registrar's role for the governor. */
async function deployUnconnected() {
  const weir = await deployWeir();
  const { connection, manager, root } = weir;
  const unconnected = await deployBehindProxy(
    connection,
    "StreamRegistry",
    [],
    [manager.address, root],
  );
  return { ...weir, unconnected };
}

describe("StreamRegistry governance", () => {
  describe("initialize", () => {
    it("keeps authority and root", async () => {
      const { registry, manager } = await deployWeir();
      expect(await registry.read.authority()).to.equal(getAddress(manager.address));
      expect(await registry.read.root()).to.equal(namehash(ROOT));
    });

    it("names the EIP-712 domain", async () => {
      const { registry, publicClient } = await deployWeir();
      const [, name, version, chainId, verifyingContract] = await registry.read.eip712Domain();
      expect({ name, version, chainId, verifyingContract }).to.deep.equal({
        name: "Weir Registry",
        version: "1",
        chainId: BigInt(await publicClient.getChainId()),
        verifyingContract: getAddress(registry.address),
      });
    });
  });

  describe("connect", () => {
    it("joins the registry to the ledger that names it", async () => {
      const { viem, unconnected, wiring } = await deployUnconnected();
      const namingIt = await viem.deployContract("StreamPayment", [
        { ...wiring, registry: unconnected.address },
      ]);
      expect(await unconnected.read.ledger()).to.equal(zeroAddress);
      await viem.assertions.emitWithArgs(
        unconnected.write.connect([namingIt.address]),
        unconnected,
        "LedgerConnected",
        [getAddress(namingIt.address)],
      );
      expect(await unconnected.read.ledger()).to.equal(getAddress(namingIt.address));
    });

    it("refuses a ledger that names another registry", async () => {
      const { viem, unconnected, ledger } = await deployUnconnected();
      await viem.assertions.revertWithCustomErrorWithArgs(
        unconnected.write.connect([ledger.address]),
        unconnected,
        "LedgerOfOthers",
        [getAddress(ledger.address)],
      );
    });

    it("does so once", async () => {
      const { viem, registry, ledger } = await deployWeir();
      await viem.assertions.revertWithCustomErrorWithArgs(
        registry.write.connect([ledger.address]),
        registry,
        "LedgerAlreadyConnected",
        [getAddress(ledger.address)],
      );
    });

    it("refuses an address without code", async () => {
      const { viem, unconnected, wallets } = await deployUnconnected();
      for (const address of [zeroAddress, getAddress(wallets.stranger.account.address)]) {
        await viem.assertions.revertWithCustomErrorWithArgs(
          unconnected.write.connect([address]),
          unconnected,
          "LedgerWithoutCode",
          [address],
        );
      }
    });

    it("comes before the first tenant", async () => {
      const { viem, unconnected, wallets } = await deployUnconnected();
      const tenantId = await unconnected.read.tenantIdOf(["alice"]);
      await viem.assertions.revertWithCustomError(
        unconnected.write.createTenant(["alice", wallets.owner.account.address]),
        unconnected,
        "LedgerNotConnected",
      );
      await viem.assertions.revertWithCustomErrorWithArgs(
        unconnected.write.createStream([tenantId, "song", wallets.owner.account.address, "", []]),
        unconnected,
        "TenantUnknown",
        [tenantId],
      );
    });

    it("is not needed to read what is unknown", async () => {
      const { unconnected } = await deployUnconnected();
      const tenantId = await unconnected.read.tenantIdOf(["alice"]);
      expect((await unconnected.read.tenantOf([tenantId])).owner).to.equal(zeroAddress);
      expect((await unconnected.read.streamOf([tenantId])).streamNo).to.equal(0);
      expect(await unconnected.read.text([tenantId, "url"])).to.equal("");
      expect((await unconnected.read.verificationOf([tenantId]))[0]).to.equal(false);
    });
  });

  describe("reserveLabels", () => {
    it("keeps labels from the registrar until they are freed", async () => {
      const { viem, registry, wallets } = await deployWeir();
      const asRegistrar = { account: wallets.registrar.account };
      const owner = wallets.owner.account.address;
      const reserved = await registry.write.reserveLabels([["www", "app"], true]);
      for (const label of ["www", "app"]) {
        await viem.assertions.emitWithArgs(Promise.resolve(reserved), registry, "LabelReserved", [
          label,
          true,
        ]);
        expect(await registry.read.isReserved([label])).to.equal(true);
        await viem.assertions.revertWithCustomErrorWithArgs(
          registry.write.createTenant([label, owner], asRegistrar),
          registry,
          "LabelIsReserved",
          [label],
        );
      }
      await viem.assertions.emitWithArgs(
        registry.write.reserveLabels([["www"], false]),
        registry,
        "LabelReserved",
        ["www", false],
      );
      await registry.write.createTenant(["www", owner], asRegistrar);
      expect(await registry.read.isReserved(["app"])).to.equal(true);
    });

    it("leaves tenants that exist, and streams of that label, alone", async () => {
      const { registry, wallets } = await deployWeir();
      const owner = wallets.owner.account;
      await registry.write.createTenant(["www", owner.address], {
        account: wallets.registrar.account,
      });
      await registry.write.reserveLabels([["www"], true]);
      const tenantId = await registry.read.tenantIdOf(["www"]);
      await registry.write.createStream([tenantId, "www", owner.address, "", []], {
        account: owner,
      });
      const streamId = await registry.read.streamIdOf([tenantId, "www"]);
      expect((await registry.read.streamOf([streamId])).streamNo).to.equal(1);
    });

    it("refuses what no tenant could be called, and says so to those who ask", async () => {
      const { viem, registry } = await deployWeir();
      await viem.assertions.revertWithCustomErrorWithArgs(
        registry.write.reserveLabels([["www", "WWW"], true]),
        registry,
        "LabelRefused",
        ["WWW"],
      );
      expect(await registry.read.isReserved(["www"])).to.equal(false);
      expect(await registry.read.isReserved(["WWW"])).to.equal(false);
    });
  });

  describe("createTenant", () => {
    it("creates a tenant whose account is its deposit address", async () => {
      const { viem, registry, ledger, factory, wallets } = await deployWeir();
      const owner = getAddress(wallets.owner.account.address);
      const tenantId = namehash(`alice.${ROOT}`);
      const account = await factory.read.addressOf([tenantId]);
      await viem.assertions.emitWithArgs(
        registry.write.createTenant(["alice", owner], { account: wallets.registrar.account }),
        registry,
        "TenantCreated",
        [tenantId, 1, owner, "alice", account],
      );
      expect(await registry.read.tenantOf([tenantId])).to.deep.equal({
        owner,
        pendingOwner: zeroAddress,
        tenantNo: 1,
        tenancy: 0,
        account,
        label: "alice",
      });
      expect(await ledger.read.accountOf([tenantId])).to.equal(account);
    });

    it("refuses taken labels, labels out of form, and no owner", async () => {
      const { viem, registry, wallets } = await deployWeir();
      const owner = wallets.owner.account.address;
      const asRegistrar = { account: wallets.registrar.account };
      await registry.write.createTenant(["alice", owner], asRegistrar);
      const create = (label: string, to = owner) =>
        registry.write.createTenant([label, to], asRegistrar);
      await viem.assertions.revertWithCustomErrorWithArgs(
        create("alice"),
        registry,
        "TenantExists",
        [namehash(`alice.${ROOT}`)],
      );
      await viem.assertions.revertWithCustomErrorWithArgs(
        create("Alice"),
        registry,
        "LabelRefused",
        ["Alice"],
      );
      await viem.assertions.revertWithCustomError(
        create("bob", zeroAddress),
        registry,
        "ZeroAddress",
      );
    });
  });

  it("lets a role act after its delay alone", async () => {
    const { viem, registry, manager, wallets, networkHelpers } = await deployWeir();
    const registrar = wallets.registrar.account;
    const day = 24 * 60 * 60;
    await manager.write.grantRole([ROLES.REGISTRAR, registrar.address, day]);
    const data = encodeFunctionData({
      abi: registry.abi,
      functionName: "createTenant",
      args: ["alice", wallets.owner.account.address],
    });
    const create = () =>
      registry.write.createTenant(["alice", wallets.owner.account.address], { account: registrar });
    await viem.assertions.revertWithCustomError(create(), manager, "AccessManagerNotScheduled");
    await manager.write.schedule([registry.address, data, 0], { account: registrar });
    await viem.assertions.revertWithCustomError(create(), manager, "AccessManagerNotReady");
    await networkHelpers.time.increase(day);
    await create();
    await viem.assertions.revertWithCustomError(create(), manager, "AccessManagerNotScheduled");
  });
});
