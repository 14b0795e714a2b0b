import { expect } from "chai";
import { getAddress, keccak256, namehash, toBytes, zeroAddress } from "viem";
import { ROOT } from "../helpers/deploy.ts";
import { deployAlice } from "./alice.ts";

/** Longest URI, text key and text value, in bytes. */
const MAX_TEXT = 1024n;

async function deployOwned() {
  const alice = await deployAlice();
  return {
    ...alice,
    asOwner: { account: alice.wallets.owner.account },
    creator: getAddress(alice.wallets.creator.account.address),
    other: getAddress(alice.wallets.stranger.account.address),
  };
}

describe("StreamRegistry streams", () => {
  describe("createStream", () => {
    it("creates a stream with everything it needs to be watched", async () => {
      const { viem, registry, ledger, factory, tenantId, price, asOwner, creator } =
        await deployOwned();
      const streamId = namehash(`video.alice.${ROOT}`);
      const account = await factory.read.addressOf([streamId]);
      const watchAccount = await ledger.read.watchAccountOf([streamId]);
      const created = Promise.resolve(
        await registry.write.createStream(
          [tenantId, "video", creator, "ipfs://v", [price]],
          asOwner,
        ),
      );
      await viem.assertions.emitWithArgs(created, registry, "StreamCreated", [
        streamId,
        tenantId,
        2,
        "video",
        account,
        watchAccount,
      ]);
      await viem.assertions.emitWithArgs(created, registry, "UriSet", [streamId, "ipfs://v"]);
      await viem.assertions.emitWithArgs(created, ledger, "PayeeSet", [2, creator]);
      await viem.assertions.emitWithArgs(created, ledger, "PriceSet", [
        2,
        getAddress(price.vault),
        price.startFee,
        price.perSecond,
        60,
      ]);
      expect(await registry.read.streamOf([streamId])).to.deep.equal({
        tenantId,
        streamNo: 2,
        stops: 0,
        payeeNeedsReview: false,
        account,
        payee: creator,
        label: "video",
        uri: "ipfs://v",
      });
      expect(await ledger.read.priceOf([streamId, price.vault])).to.deep.equal({
        startFee: price.startFee,
        perSecond: price.perSecond,
        window: 60,
      });
    });

    it("lets names conflict within a tenant only", async () => {
      const { viem, registry, tenantId, streamId, wallets, asOwner, creator } = await deployOwned();
      await viem.assertions.revertWithCustomErrorWithArgs(
        registry.write.createStream([tenantId, "song", creator, "", []], asOwner),
        registry,
        "StreamExists",
        [streamId],
      );
      await registry.write.createTenant(["bob", creator], { account: wallets.registrar.account });
      const bob = await registry.read.tenantIdOf(["bob"]);
      await registry.write.createStream([bob, "song", creator, "", []], {
        account: wallets.creator.account,
      });
      expect(await registry.read.streamIdOf([bob, "song"])).not.to.equal(streamId);
    });

    it("refuses labels out of form, unknown tenants, and payees and prices that the ledger refuses", async () => {
      const { viem, registry, ledger, tenantId, streamId, price, asOwner, creator } =
        await deployOwned();
      const unknown = await registry.read.tenantIdOf(["nobody"]);
      const watch = await ledger.read.watchAccountOf([streamId]);
      const create = (id: typeof tenantId, label: string, payee: typeof creator, sold = price) =>
        registry.write.createStream([id, label, payee, "", [sold]], asOwner);
      await viem.assertions.revertWithCustomErrorWithArgs(
        create(tenantId, "Video", creator),
        registry,
        "LabelRefused",
        ["Video"],
      );
      await viem.assertions.revertWithCustomErrorWithArgs(
        create(unknown, "video", creator),
        registry,
        "TenantUnknown",
        [unknown],
      );
      for (const payee of [zeroAddress, watch]) {
        await viem.assertions.revertWithCustomErrorWithArgs(
          create(tenantId, "video", payee),
          ledger,
          "PayeeRefused",
          [payee],
        );
      }
      await viem.assertions.revertWithCustomErrorWithArgs(
        create(tenantId, "video", creator, { ...price, vault: zeroAddress }),
        ledger,
        "VaultNotListed",
        [zeroAddress],
      );
      await viem.assertions.revertWithCustomErrorWithArgs(
        create(tenantId, "video", creator, { ...price, perSecond: 2n ** 96n }),
        ledger,
        "PriceRefused",
        [price.startFee, 2n ** 96n, price.window],
      );
      const streamNo = (
        await registry.read.streamOf([await registry.read.streamIdOf([tenantId, "video"])])
      ).streamNo;
      expect(streamNo).to.equal(0);
    });

    it("does not take a stream for a tenant", async () => {
      const { viem, registry, streamId, asOwner, creator } = await deployOwned();
      await viem.assertions.revertWithCustomErrorWithArgs(
        registry.write.createStream([streamId, "sub", creator, "", []], asOwner),
        registry,
        "TenantUnknown",
        [streamId],
      );
    });
  });

  describe("terms", () => {
    it("sets prices vault by vault, and takes a stream off sale", async () => {
      const { registry, ledger, streamId, stUSDC, price, asOwner } = await deployOwned();
      const inUsdc = { vault: stUSDC.address, startFee: 0n, perSecond: 3n, window: 120n };
      await registry.write.setPrice([streamId, inUsdc], asOwner);
      await registry.write.setPrice(
        [streamId, { vault: price.vault, startFee: 0n, perSecond: 0n, window: 0n }],
        asOwner,
      );
      expect(await ledger.read.priceOf([streamId, stUSDC.address])).to.deep.equal({
        startFee: 0n,
        perSecond: 3n,
        window: 120,
      });
      expect((await ledger.read.priceOf([streamId, price.vault])).window).to.equal(0);
    });

    it("sets the payee in the ledger", async () => {
      const { viem, registry, ledger, streamId, asOwner, other } = await deployOwned();
      await viem.assertions.emitWithArgs(
        registry.write.setPayee([streamId, other], asOwner),
        ledger,
        "PayeeSet",
        [1, other],
      );
      expect((await registry.read.streamOf([streamId])).payee).to.equal(other);
    });
  });

  describe("records", () => {
    it("keeps text records of tenants and streams apart", async () => {
      const { viem, registry, tenantId, streamId, asOwner } = await deployOwned();
      const hashed = keccak256(toBytes("url"));
      for (const [id, value] of [
        [tenantId, "https://alice.example"],
        [streamId, "https://song.example"],
      ] as const) {
        await viem.assertions.emitWithArgs(
          registry.write.setText([id, "url", value], asOwner),
          registry,
          "TextSet",
          [id, hashed, "url", value],
        );
      }
      expect(await registry.read.text([tenantId, "url"])).to.equal("https://alice.example");
      expect(await registry.read.text([streamId, "url"])).to.equal("https://song.example");
      await registry.write.setText([streamId, "url", ""], asOwner);
      expect(await registry.read.text([streamId, "url"])).to.equal("");
    });

    it("takes 1,024 bytes of URI, key and value each, and not one more", async () => {
      const { viem, registry, tenantId, streamId, asOwner, creator } = await deployOwned();
      const longest = "é".repeat(Number(MAX_TEXT) / 2);
      expect(await registry.read.MAX_TEXT()).to.equal(MAX_TEXT);
      await registry.write.setUri([streamId, longest], asOwner);
      await registry.write.setText([streamId, longest, longest], asOwner);
      expect((await registry.read.streamOf([streamId])).uri).to.equal(longest);
      expect(await registry.read.text([streamId, longest])).to.equal(longest);

      const tooLong = `${longest}x`;
      for (const call of [
        () => registry.write.setUri([streamId, tooLong], asOwner),
        () => registry.write.setText([streamId, tooLong, ""], asOwner),
        () => registry.write.setText([streamId, "", tooLong], asOwner),
        () => registry.write.createStream([tenantId, "video", creator, tooLong, []], asOwner),
      ]) {
        await viem.assertions.revertWithCustomErrorWithArgs(call(), registry, "TextTooLong", [
          MAX_TEXT + 1n,
          MAX_TEXT,
        ]);
      }
    });

    it("has no records of names that do not exist", async () => {
      const { viem, registry, tenantId, asOwner } = await deployOwned();
      const unknown = await registry.read.streamIdOf([tenantId, "video"]);
      await viem.assertions.revertWithCustomErrorWithArgs(
        registry.write.setText([unknown, "url", ""], asOwner),
        registry,
        "StreamUnknown",
        [unknown],
      );
      expect(await registry.read.text([unknown, "url"])).to.equal("");
    });
  });

  describe("deleteStream", () => {
    it("stops the stream, takes it off sale and forgets what was said of it", async () => {
      const { viem, registry, ledger, streamId, price, asOwner } = await deployOwned();
      await registry.write.setText([streamId, "url", "https://song.example"], asOwner);
      const deleted = Promise.resolve(await registry.write.deleteStream([streamId], asOwner));
      await viem.assertions.emitWithArgs(deleted, registry, "StreamDeleted", [streamId]);
      await viem.assertions.emitWithArgs(deleted, ledger, "StopsSet", [1, 2, 0]);
      const stream = await registry.read.streamOf([streamId]);
      expect(stream).to.include({ stops: 2, uri: "", label: "song", streamNo: 1 });
      expect((await ledger.read.priceOf([streamId, price.vault])).window).to.equal(0);
      expect(await registry.read.text([streamId, "url"])).to.equal("");
    });

    it("leaves nothing to call but its re-creation", async () => {
      const { viem, registry, streamId, price, asOwner, wallets, other } = await deployOwned();
      await registry.write.deleteStream([streamId], asOwner);
      const asRegistrar = { account: wallets.registrar.account };
      for (const call of [
        () => registry.write.setPrice([streamId, price], asOwner),
        () => registry.write.setPayee([streamId, other], asOwner),
        () => registry.write.setUri([streamId, ""], asOwner),
        () => registry.write.setText([streamId, "url", ""], asOwner),
        () => registry.write.stopStream([streamId], asOwner),
        () => registry.write.resumeStream([streamId], asOwner),
        () => registry.write.deleteStream([streamId], asOwner),
        () => registry.write.suspendStream([streamId], asRegistrar),
        () => registry.write.reinstateStream([streamId], asRegistrar),
        () => registry.write.revokeVerification([streamId], { account: wallets.verifier.account }),
      ]) {
        await viem.assertions.revertWithCustomErrorWithArgs(call(), registry, "StreamUnknown", [
          streamId,
        ]);
      }
    });

    it("lets the owner create the name again, with the same number and accounts and nothing else", async () => {
      const { viem, registry, ledger, tenantId, streamId, price, stUSDC, asOwner, other } =
        await deployOwned();
      const before = await registry.read.streamOf([streamId]);
      await registry.write.setText([streamId, "url", "https://song.example"], asOwner);
      await registry.write.deleteStream([streamId], asOwner);
      const inUsdc = { vault: stUSDC.address, startFee: 0n, perSecond: 3n, window: 120n };
      const created = Promise.resolve(
        await registry.write.createStream([tenantId, "song", other, "new", [inUsdc]], asOwner),
      );
      await viem.assertions.emitWithArgs(created, registry, "StreamCreated", [
        streamId,
        tenantId,
        1,
        "song",
        before.account,
        await ledger.read.watchAccountOf([streamId]),
      ]);
      await viem.assertions.emitWithArgs(created, ledger, "StopsSet", [1, 0, 1]);
      expect(await registry.read.streamOf([streamId])).to.deep.equal({
        ...before,
        payee: other,
        uri: "new",
      });
      expect((await ledger.read.priceOf([streamId, price.vault])).window).to.equal(0);
      expect((await ledger.read.priceOf([streamId, stUSDC.address])).perSecond).to.equal(3n);
      expect(await registry.read.text([streamId, "url"])).to.equal("");
    });
  });
});
