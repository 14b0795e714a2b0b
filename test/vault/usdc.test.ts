import { expect } from "chai";
import { maxUint256, zeroAddress } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { signAuthorization, signPermit, splitSignature } from "./authorization.ts";
import { deployVaults } from "./vaults.ts";

/** The vaults, with a hundred units of USDC for the viewer and for a holder with a key of the test's own. */
async function deployUsdc() {
  const vaults = await deployVaults();
  const { usdc, wallets, networkHelpers } = vaults;
  const viewer = wallets.viewer.account.address;
  const stranger = wallets.stranger.account.address;
  const holder = privateKeyToAccount(generatePrivateKey());
  await usdc.write.mint([viewer, 100n]);
  await usdc.write.mint([holder.address, 100n]);
  return {
    ...vaults,
    holder,
    viewer,
    stranger,
    asViewer: { account: wallets.viewer.account },
    asStranger: { account: wallets.stranger.account },
    now: BigInt(await networkHelpers.time.latest()),
  };
}

const BLOCKED = "Blacklistable: account is blacklisted";

describe("The double of USDC", () => {
  it("tells what USDC tells", async () => {
    const { usdc } = await deployUsdc();
    expect(await usdc.read.name()).to.equal("USD Coin");
    expect(await usdc.read.symbol()).to.equal("USDC");
    expect(await usdc.read.decimals()).to.equal(6);
    expect(await usdc.read.version()).to.equal("2");
    expect(await usdc.read.currency()).to.equal("USD");
    expect(await usdc.read.DOMAIN_SEPARATOR()).to.match(/^0x[0-9a-f]{64}$/);
  });

  it("mints and burns within a minter's allowance", async () => {
    const { usdc, viem, stranger, asStranger } = await deployUsdc();
    await viem.assertions.revertWith(
      usdc.write.mint([stranger, 1n], asStranger),
      "FiatToken: mint amount exceeds minterAllowance",
    );
    await usdc.write.configureMinter([stranger, 5n]);
    await usdc.write.mint([stranger, 3n], asStranger);
    expect(await usdc.read.minterAllowance([stranger])).to.equal(2n);
    await viem.assertions.revertWith(
      usdc.write.mint([stranger, 0n], asStranger),
      "FiatToken: mint amount not greater than 0",
    );
    await usdc.write.burn([1n], asStranger);
    expect(await usdc.read.balanceOf([stranger])).to.equal(2n);
    expect(await usdc.read.totalSupply()).to.equal(202n);
  });

  it("keeps those on its blocklist from sending, receiving and spending", async () => {
    const { usdc, viem, viewer, stranger, asViewer, asStranger } = await deployUsdc();
    await usdc.write.approve([stranger, maxUint256], asViewer);
    await usdc.write.blacklist([stranger]);
    await viem.assertions.revertWith(usdc.write.transfer([stranger, 1n], asViewer), BLOCKED);
    await viem.assertions.revertWith(usdc.write.transfer([viewer, 1n], asStranger), BLOCKED);
    await viem.assertions.revertWith(
      usdc.write.transferFrom([viewer, viewer, 1n], asStranger),
      BLOCKED,
    );
    await viem.assertions.revertWith(usdc.write.mint([stranger, 1n]), BLOCKED);
    await usdc.write.unBlacklist([stranger]);
    await usdc.write.transfer([stranger, 1n], asViewer);
    expect(await usdc.read.balanceOf([stranger])).to.equal(1n);
  });

  it("keeps its own address on the blocklist", async () => {
    const { usdc, viem, asViewer } = await deployUsdc();
    await viem.assertions.revertWith(usdc.write.transfer([usdc.address, 1n], asViewer), BLOCKED);
  });

  it("moves and allows nothing while paused", async () => {
    const setup = await deployUsdc();
    const { usdc, viem, holder, stranger, asViewer } = setup;
    const owner = holder.address;
    const permit = { owner, spender: stranger, value: 1n, nonce: 0n, deadline: maxUint256 };
    const signature = await signPermit(setup, "usdc", holder, permit);
    await usdc.write.pause();
    for (const attempt of [
      usdc.write.transfer([stranger, 1n], asViewer),
      usdc.write.approve([stranger, 1n], asViewer),
      usdc.write.mint([stranger, 1n]),
      usdc.write.burn([1n], asViewer),
      usdc.write.permit([owner, stranger, 1n, maxUint256, signature]),
    ]) {
      await viem.assertions.revertWithCustomError(attempt, usdc, "EnforcedPause");
    }
    await usdc.write.unpause();
    await usdc.write.transfer([stranger, 1n], asViewer);
  });

  it("leaves its roles to its owner", async () => {
    const { usdc, viem, stranger, asStranger } = await deployUsdc();
    for (const attempt of [
      usdc.write.configureMinter([stranger, 1n], asStranger),
      usdc.write.blacklist([stranger], asStranger),
      usdc.write.unBlacklist([stranger], asStranger),
      usdc.write.pause(asStranger),
      usdc.write.unpause(asStranger),
    ]) {
      await viem.assertions.revertWithCustomError(attempt, usdc, "OwnableUnauthorizedAccount");
    }
  });

  it("takes a permit in both forms, until its last second", async () => {
    const setup = await deployUsdc();
    const { usdc, viem, holder, stranger, now, networkHelpers } = setup;
    const owner = holder.address;
    const permit = { owner, spender: stranger, value: 1n, nonce: 0n, deadline: now + 9n };
    const first = await signPermit(setup, "usdc", holder, permit);
    await networkHelpers.time.setNextBlockTimestamp(permit.deadline);
    await usdc.write.permit([owner, stranger, 1n, permit.deadline, ...splitSignature(first)]);
    expect(await usdc.read.allowance([owner, stranger])).to.equal(1n);

    const again = { ...permit, value: 2n, nonce: 1n, deadline: maxUint256 };
    const second = await signPermit(setup, "usdc", holder, again);
    await usdc.write.permit([owner, stranger, 2n, maxUint256, second]);
    expect(await usdc.read.allowance([owner, stranger])).to.equal(2n);
    expect(await usdc.read.nonces([owner])).to.equal(2n);

    await viem.assertions.revertWith(
      usdc.write.permit([owner, stranger, 2n, maxUint256, second]),
      "EIP2612: invalid signature",
    );
    const late = { ...permit, nonce: 2n };
    await viem.assertions.revertWith(
      usdc.write.permit([
        owner,
        stranger,
        1n,
        late.deadline,
        await signPermit(setup, "usdc", holder, late),
      ]),
      "FiatTokenV2: permit is expired",
    );
  });

  it("gives USDC's reasons for the authorisations it refuses", async () => {
    const setup = await deployUsdc();
    const { usdc, viem, holder, stranger, now } = setup;
    const valid = {
      from: holder.address,
      to: stranger,
      value: 1n,
      validAfter: 0n,
      validBefore: now + 600n,
      nonce: `0x${"11".repeat(32)}`,
    } as const;
    type Times = { validAfter?: bigint; validBefore?: bigint };
    const submit = async (
      type: "TransferWithAuthorization" | "ReceiveWithAuthorization",
      times: Times = {},
    ) => {
      const a = { ...valid, ...times };
      const signature = await signAuthorization(setup, "usdc", holder, type, a);
      const args = [
        a.from,
        a.to,
        a.value,
        a.validAfter,
        a.validBefore,
        a.nonce,
        signature,
      ] as const;
      return type === "TransferWithAuthorization"
        ? usdc.write.transferWithAuthorization(args)
        : usdc.write.receiveWithAuthorization(args);
    };

    await viem.assertions.revertWith(
      submit("TransferWithAuthorization", { validAfter: now + 500n }),
      "FiatTokenV2: authorization is not yet valid",
    );
    await viem.assertions.revertWith(
      submit("TransferWithAuthorization", { validBefore: now }),
      "FiatTokenV2: authorization is expired",
    );
    await viem.assertions.revertWith(
      submit("ReceiveWithAuthorization"),
      "FiatTokenV2: caller must be the payee",
    );
    await submit("TransferWithAuthorization");
    await viem.assertions.revertWith(
      submit("TransferWithAuthorization"),
      "FiatTokenV2: authorization is used or canceled",
    );
    await viem.assertions.revertWith(
      usdc.write.transferWithAuthorization([
        zeroAddress,
        stranger,
        0n,
        0n,
        valid.validBefore,
        valid.nonce,
        `0x${"00".repeat(65)}`,
      ]),
      "FiatTokenV2: invalid signature",
    );
  });
});
