import { expect } from "chai";
import {
  concatHex,
  getAddress,
  getCreate2Address,
  keccak256,
  maxUint256,
  namehash,
  toHex,
  zeroAddress,
  zeroHash,
} from "viem";
import { ROOT } from "../helpers/deploy.ts";
import { deployScene } from "../meter/scene.ts";

/** What an account is, by its number. */
const KIND = { wallet: 0, platform: 1, tenant: 2, stream: 3, watch: 4 } as const;

describe("StreamLedger: views", () => {
  it("derive every account from its name alone", async () => {
    const scene = await deployScene();
    const { ledger, factory, song, tenantId, platformAccount } = scene;
    const bytecodeHash = await factory.read.initCodeHash();
    const derive = (salt: typeof song) =>
      getAddress(getCreate2Address({ from: factory.address, salt, bytecodeHash }));
    expect(platformAccount).to.equal(derive(namehash(ROOT)));
    for (const id of [song, tenantId, namehash(`later.alice.${ROOT}`), zeroHash]) {
      expect(await ledger.read.accountOf([id])).to.equal(derive(id));
      expect(await ledger.read.watchAccountOf([id])).to.equal(
        derive(keccak256(concatHex([id, toHex("watch")]))),
      );
    }
  });

  it("say what an account is, once it is marked", async () => {
    const scene = await deployScene();
    const { ledger, registry, tenantId, addressOf, as } = scene;
    const kindOf = (account: typeof tenantId) => ledger.read.accountKind([account]);
    expect(await kindOf(scene.platformAccount)).to.equal(KIND.platform);
    expect(await kindOf(scene.tenantAccount)).to.equal(KIND.tenant);
    expect(await kindOf(scene.songAccount)).to.equal(KIND.stream);
    expect(await kindOf(scene.songWatch)).to.equal(KIND.watch);
    expect(await kindOf(addressOf("viewer"))).to.equal(KIND.wallet);

    const later = namehash(`later.alice.${ROOT}`);
    const account = await ledger.read.accountOf([later]);
    const watchAccount = await ledger.read.watchAccountOf([later]);
    expect(await kindOf(account)).to.equal(KIND.wallet);
    await registry.write.createStream(
      [tenantId, "later", addressOf("creator"), "", []],
      as("owner"),
    );
    expect(await kindOf(account)).to.equal(KIND.stream);
    expect(await kindOf(watchAccount)).to.equal(KIND.watch);
    await registry.write.deleteStream([later], as("owner"));
    expect(await kindOf(account)).to.equal(KIND.stream);
  });

  it("list every vault that was ever listed", async () => {
    const { ledger, stETH, stUSDC, as } = await deployScene();
    const both = [stETH, stUSDC].map(({ address }) => getAddress(address));
    expect(await ledger.read.vaults()).to.deep.equal(both);
    await ledger.write.delistVault([stETH.address], as("lister"));
    expect(await ledger.read.vaults()).to.deep.equal(both);
    expect(await ledger.read.isListed([stETH.address])).to.equal(false);
    expect(await ledger.read.isListed([stUSDC.address])).to.equal(true);
  });

  it("name what the ledger is built on", async () => {
    const { ledger, registry, splits, billing, factory, weth, root } = await deployScene();
    expect(await ledger.read.wiring()).to.deep.equal({
      registry: getAddress(registry.address),
      splits: getAddress(splits.address),
      billing: getAddress(billing.address),
      depositFactory: getAddress(factory.address),
      depositInitCodeHash: await factory.read.initCodeHash(),
      root,
      weth: getAddress(weth.address),
      verificationDemanded: false,
    });
  });

  it("never revert, whatever they are asked", async () => {
    const { ledger } = await deployScene();
    const odd = getAddress(toHex(2n ** 160n - 1n));
    for (const account of [zeroAddress, odd]) {
      for (const vault of [zeroAddress, odd]) {
        expect(await ledger.read.available([account, vault])).to.equal(0n);
        expect(await ledger.read.creatorBalances([account, vault])).to.equal(0n);
        expect(await ledger.read.owed([account, vault])).to.equal(0n);
        expect((await ledger.read.sessionOf([account, vault])).streamNo).to.equal(0);
        expect(await ledger.read.platformBalance([vault])).to.equal(0n);
        expect(await ledger.read.platformFees([vault])).to.deep.equal([0, 0]);
        expect(await ledger.read.pauseState([vault])).to.deep.equal([0, 0]);
        expect(await ledger.read.priceOf([zeroHash, vault])).to.deep.equal({
          startFee: 0n,
          perSecond: 0n,
          window: 0,
        });
      }
      expect(await ledger.read.balanceOf([account, maxUint256])).to.equal(0n);
      expect(await ledger.read.allowance([account, odd, maxUint256])).to.equal(0n);
      expect(await ledger.read.startFeePaid([account, zeroHash])).to.equal(false);
    }
    expect((await ledger.read.termsOf([zeroHash])).streamNo).to.equal(0);
    expect(await ledger.read.stoppedAt([zeroHash, 2 ** 24 - 1])).to.equal(0);
    expect(await ledger.read.isVerified([zeroHash])).to.equal(false);
  });
});
