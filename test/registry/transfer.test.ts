import { expect } from "chai";
import { getAddress, zeroAddress } from "viem";
import { deployAlice } from "./alice.ts";

/** A tenant, its owner and the one it is offered to. */
async function deployOffered() {
  const alice = await deployAlice();
  const { registry, tenantId, wallets } = alice;
  const owner = getAddress(wallets.owner.account.address);
  const newOwner = getAddress(wallets.newOwner.account.address);
  const asOwner = { account: wallets.owner.account };
  const asNewOwner = { account: wallets.newOwner.account };
  const offered = await registry.write.transferTenant([tenantId, newOwner], asOwner);
  return { ...alice, owner, newOwner, asOwner, asNewOwner, offered };
}

describe("StreamRegistry.transferTenant and acceptTenant", () => {
  it("hands a tenant over in two steps", async () => {
    const { viem, registry, ledger, tenantId, owner, newOwner, asNewOwner, offered } =
      await deployOffered();
    await viem.assertions.emitWithArgs(
      Promise.resolve(offered),
      registry,
      "TenantTransferStarted",
      [tenantId, owner, newOwner],
    );
    const before = await registry.read.tenantOf([tenantId]);
    expect(before).to.include({ owner, pendingOwner: newOwner, tenancy: 0 });

    const accepted = await registry.write.acceptTenant([tenantId], asNewOwner);
    await viem.assertions.emitWithArgs(Promise.resolve(accepted), registry, "TenantTransferred", [
      tenantId,
      owner,
      newOwner,
      1,
    ]);
    await viem.assertions.emitWithArgs(Promise.resolve(accepted), ledger, "TenancyPushed", [1, 1]);
    expect(await registry.read.tenantOf([tenantId])).to.deep.equal({
      ...before,
      owner: newOwner,
      pendingOwner: zeroAddress,
      tenancy: 1,
    });
  });

  it("takes the old owner's rights and gives them to the new one", async () => {
    const { viem, registry, tenantId, streamId, owner, newOwner, asOwner, asNewOwner } =
      await deployOffered();
    await registry.write.acceptTenant([tenantId], asNewOwner);
    await viem.assertions.revertWithCustomErrorWithArgs(
      registry.write.stopStream([streamId], asOwner),
      registry,
      "NotTheOwner",
      [tenantId, owner, newOwner],
    );
    await registry.write.stopStream([streamId], asNewOwner);
  });

  it("can be withdrawn", async () => {
    const { viem, registry, tenantId, owner, newOwner, asOwner, asNewOwner } =
      await deployOffered();
    await viem.assertions.emitWithArgs(
      registry.write.transferTenant([tenantId, zeroAddress], asOwner),
      registry,
      "TenantTransferStarted",
      [tenantId, owner, zeroAddress],
    );
    await viem.assertions.revertWithCustomErrorWithArgs(
      registry.write.acceptTenant([tenantId], asNewOwner),
      registry,
      "NotThePendingOwner",
      [tenantId, newOwner, zeroAddress],
    );
  });

  it("is accepted once", async () => {
    const { viem, registry, tenantId, newOwner, asNewOwner } = await deployOffered();
    await registry.write.acceptTenant([tenantId], asNewOwner);
    await viem.assertions.revertWithCustomErrorWithArgs(
      registry.write.acceptTenant([tenantId], asNewOwner),
      registry,
      "NotThePendingOwner",
      [tenantId, newOwner, zeroAddress],
    );
  });

  it("is not accepted by the one it was offered to before", async () => {
    const { viem, registry, tenantId, newOwner, asOwner, asNewOwner, wallets } =
      await deployOffered();
    const other = getAddress(wallets.stranger.account.address);
    await registry.write.transferTenant([tenantId, other], asOwner);
    await viem.assertions.revertWithCustomErrorWithArgs(
      registry.write.acceptTenant([tenantId], asNewOwner),
      registry,
      "NotThePendingOwner",
      [tenantId, newOwner, other],
    );
    await registry.write.acceptTenant([tenantId], { account: wallets.stranger.account });
    expect((await registry.read.tenantOf([tenantId])).owner).to.equal(other);
  });

  it("does not let a pending offer of the old owner survive", async () => {
    const { registry, tenantId, asNewOwner } = await deployOffered();
    await registry.write.acceptTenant([tenantId], asNewOwner);
    expect((await registry.read.tenantOf([tenantId])).pendingOwner).to.equal(zeroAddress);
  });

  it("flags payees for review until the new owner sets them", async () => {
    const { registry, tenantId, streamId, asNewOwner, wallets } = await deployOffered();
    const needsReview = async () => (await registry.read.streamOf([streamId])).payeeNeedsReview;
    expect(await needsReview()).to.equal(false);
    await registry.write.acceptTenant([tenantId], asNewOwner);
    expect(await needsReview()).to.equal(true);
    await registry.write.setPayee([streamId, wallets.creator.account.address], asNewOwner);
    expect(await needsReview()).to.equal(false);
  });

  it("refuses tenants that nobody created", async () => {
    const { viem, registry, asOwner, newOwner } = await deployOffered();
    const unknown = await registry.read.tenantIdOf(["nobody"]);
    for (const call of [
      () => registry.write.transferTenant([unknown, newOwner], asOwner),
      () => registry.write.acceptTenant([unknown], asOwner),
    ]) {
      await viem.assertions.revertWithCustomErrorWithArgs(call(), registry, "TenantUnknown", [
        unknown,
      ]);
    }
  });
});
