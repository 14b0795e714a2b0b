import { expect } from "chai";
import { getAddress, keccak256, toBytes } from "viem";
import { deployAlice } from "./alice.ts";
import { signAttestation } from "./attestation.ts";

/** What was checked. */
const CONTENT_HASH = keccak256(toBytes("content"));

/** An attestation about the stream `song` that a wallet of the verifier signed as typed data. */
async function deployAttested() {
  const alice = await deployAlice();
  const { registry, streamId, wallets, networkHelpers } = alice;
  const verifier = getAddress(wallets.verifier.account.address);
  const attestation = {
    id: streamId,
    owner: getAddress(wallets.owner.account.address),
    contentHash: CONTENT_HASH,
    expiry: (await networkHelpers.time.latest()) + 1000,
    nonce: 1n,
  };
  const signature = await signAttestation(wallets.verifier, registry.address, attestation);
  return { ...alice, verifier, attestation, signature };
}

describe("StreamRegistry.verify", () => {
  it("takes what a wallet signed as typed data, whoever brings it", async () => {
    const { viem, registry, ledger, streamId, wallets, verifier, attestation, signature } =
      await deployAttested();
    const verified = Promise.resolve(
      await registry.write.verify([attestation, verifier, signature], {
        account: wallets.stranger.account,
      }),
    );
    await viem.assertions.emitWithArgs(verified, registry, "Verified", [
      streamId,
      verifier,
      attestation.owner,
      CONTENT_HASH,
      attestation.expiry,
    ]);
    await viem.assertions.emitWithArgs(verified, ledger, "VerificationPushed", [
      1,
      attestation.expiry,
      0,
    ]);
    expect(await registry.read.verificationOf([streamId])).to.deep.equal([
      true,
      attestation.expiry,
      CONTENT_HASH,
    ]);
    expect(await ledger.read.isVerified([streamId])).to.equal(true);
  });

  it("holds up to its last second", async () => {
    const { registry, ledger, streamId, verifier, attestation, signature, networkHelpers } =
      await deployAttested();
    await networkHelpers.time.setNextBlockTimestamp(attestation.expiry);
    await registry.write.verify([attestation, verifier, signature]);
    expect(await ledger.read.isVerified([streamId])).to.equal(true);
    await networkHelpers.time.increase(1);
    expect(await ledger.read.isVerified([streamId])).to.equal(false);
    expect(await registry.read.verificationOf([streamId])).to.deep.equal([
      false,
      attestation.expiry,
      CONTENT_HASH,
    ]);
  });

  it("says nothing any more after the tenant changed hands or the verifier withdrew it", async () => {
    const { registry, ledger, tenantId, streamId, wallets, verifier, attestation, signature } =
      await deployAttested();
    await registry.write.verify([attestation, verifier, signature]);
    await registry.write.transferTenant([tenantId, wallets.newOwner.account.address], {
      account: wallets.owner.account,
    });
    await registry.write.acceptTenant([tenantId], { account: wallets.newOwner.account });
    expect(await ledger.read.isVerified([streamId])).to.equal(false);

    const renewed = {
      ...attestation,
      owner: getAddress(wallets.newOwner.account.address),
      nonce: 2n,
    };
    await registry.write.verify([
      renewed,
      verifier,
      await signAttestation(wallets.verifier, registry.address, renewed),
    ]);
    expect(await ledger.read.isVerified([streamId])).to.equal(true);
    await registry.write.revokeVerification([streamId], { account: wallets.verifier.account });
    expect(await ledger.read.isVerified([streamId])).to.equal(false);
  });
});
