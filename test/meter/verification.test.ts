import { expect } from "chai";
import { zeroHash } from "viem";
import { signAttestation } from "../registry/attestation.ts";
import { deployScene } from "./scene.ts";

/** The scene with a ledger that demands verification, the viewer with 10,000 shares, and a verifier at hand. */
async function deployDemanding() {
  const scene = await deployScene();
  const { viem, ledger, registry, wiring, song, wallets, as, fund, time } = scene;
  const implementation = await viem.deployContract("StreamPayment", [
    { ...wiring, verificationDemanded: true },
  ]);
  await ledger.write.upgradeToAndCall([implementation.address, "0x"], as("upgrader"));
  await fund("viewer", 10_000n);

  /** The verifier attests that the song is the owner's until a second of the scene, that one included. */
  async function verify(second: number, nonce: bigint) {
    const attestation = {
      id: song,
      owner: wallets.owner.account.address,
      contentHash: zeroHash,
      expiry: time(second),
      nonce,
    };
    const signature = await signAttestation(wallets.verifier, registry.address, attestation);
    return registry.write.verify(
      [attestation, wallets.verifier.account.address, signature],
      as("stranger"),
    );
  }

  return { ...scene, verify };
}

describe("StreamMeter: verification", () => {
  it("is not demanded unless the deployment does", async () => {
    const { ledger, song, start, fund } = await deployScene();
    await fund("viewer", 1_000n);
    expect(await ledger.read.demandsVerification()).to.equal(false);
    expect(await ledger.read.isVerified([song])).to.equal(false);
    await start("viewer", song);
  });

  it("is needed to start where it is demanded", async () => {
    const { ledger, song, start, verify, at, events, refused, session, time } =
      await deployDemanding();
    expect(await ledger.read.demandsVerification()).to.equal(true);
    await at(100);
    await refused(start("viewer", song), "StreamNotVerified", [song]);
    expect(await events(verify(1_000, 1n))).to.deep.equal([
      ["VerificationPushed", { streamNo: 1, until: time(1_000), tenancy: 0 }],
    ]);
    expect(await ledger.read.isVerified([song])).to.equal(true);
    await start("viewer", song);
    expect((await session("viewer")).running).to.equal(true);
  });

  it("holds to the last second of the attestation", async () => {
    const { song, start, verify, at, refused } = await deployDemanding();
    await at(100);
    await verify(200, 1n);
    await at(201);
    await refused(start("viewer", song), "StreamNotVerified", [song]);
    await at(200);
    await start("viewer", song);
  });

  it("is needed at each heartbeat, and takes no second from a session that runs", async () => {
    const { song, start, beat, verify, settle, at, refused, session, balance } =
      await deployDemanding();
    await at(100);
    await verify(150, 1n);
    await at(110);
    await start("viewer", song, { maxSeconds: 100n });
    await at(160);
    await refused(beat("viewer", song), "StreamNotVerified", [song]);
    await at(300);
    await settle(["viewer"]);
    expect(await balance("viewer")).to.equal(9_000n);
    await verify(400, 2n);
    await at(310);
    await beat("viewer", song);
    expect((await session("viewer")).running).to.equal(true);
  });

  it("ends with the tenancy in which it was given, and with its revocation", async () => {
    const scene = await deployDemanding();
    const { ledger, registry, tenantId, song, start, verify, addressOf, as, refused } = scene;
    await verify(10_000, 1n);
    await registry.write.revokeVerification([song], as("verifier"));
    await refused(start("viewer", song), "StreamNotVerified", [song]);
    await verify(10_000, 2n);
    await start("viewer", song);
    await registry.write.transferTenant([tenantId, addressOf("newOwner")], as("owner"));
    expect(await ledger.read.isVerified([song])).to.equal(true);
    const accepted = await registry.write.acceptTenant([tenantId], as("newOwner"));
    expect(await scene.events(accepted)).to.deep.equal([
      ["TenancyPushed", { tenantNo: 1, tenancy: 1 }],
    ]);
    expect(await ledger.read.isVerified([song])).to.equal(false);
    await refused(start("viewer", song), "StreamNotVerified", [song]);
  });

  it("is not needed to tip, to settle or to end", async () => {
    const { ledger, registry, stETH, song, start, end, verify, at, as, balance } =
      await deployDemanding();
    await verify(10_000, 1n);
    await at(100);
    await start("viewer", song);
    await registry.write.revokeVerification([song], as("verifier"));
    await at(110);
    await ledger.write.tip([song, stETH.address, 50n], as("viewer"));
    await at(120);
    await end("viewer");
    expect(await balance("viewer")).to.equal(9_750n);
  });
});
