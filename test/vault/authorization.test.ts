import { expect } from "chai";
import { type Hex, toHex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import {
  type Authorization,
  signAuthorization,
  signCancellation,
  signPermit,
  splitSignature,
  type Token,
} from "./authorization.ts";
import { deployVaults, type Vaults } from "./vaults.ts";

/** Units that the payer has of each token. */
const BALANCE = 1_000_000n;

/** The vaults, and a payer with a key of its own who has shares and USDC. */
async function deployPayer() {
  const vaults = await deployVaults();
  const { usdc, vault, wallets, networkHelpers } = vaults;
  const payer = privateKeyToAccount(generatePrivateKey());
  await usdc.write.mint([wallets.governor.account.address, BALANCE]);
  await usdc.write.approve([vault.address, BALANCE]);
  await vault.write.deposit([BALANCE, payer.address]);
  await usdc.write.mint([payer.address, BALANCE]);
  const now = BigInt(await networkHelpers.time.latest());
  const authorization = (nonce: bigint): Authorization => ({
    from: payer.address,
    to: wallets.creator.account.address,
    value: 10n,
    validAfter: now - 600n,
    validBefore: now + 600n,
    nonce: toHex(nonce, { size: 32 }),
  });
  return { ...vaults, payer, authorization };
}

/** Either token, by the functions that they have in common. */
function contractOf(vaults: Vaults, token: Token) {
  return vaults.viem.getContractAt("IStreamVault", vaults[token].address);
}

/** The first six arguments of every form. */
function argumentsOf(a: Authorization) {
  return [a.from, a.to, a.value, a.validAfter, a.validBefore, a.nonce] as const;
}

/** Gives a wallet the code of a contract (EIP-7702); it keeps its key. */
async function delegate(
  { viem }: Vaults,
  payer: ReturnType<typeof privateKeyToAccount>,
  contractAddress: Hex,
) {
  const client = await viem.getPublicClient();
  const [relayer] = await viem.getWalletClients();
  if (relayer === undefined) throw new Error("The network has no account to send from.");
  const authorization = await payer.signAuthorization({
    contractAddress,
    chainId: await client.getChainId(),
    nonce: await client.getTransactionCount({ address: payer.address }),
  });
  await relayer.sendTransaction({
    to: relayer.account.address,
    authorizationList: [authorization],
  });
  expect(await client.getCode({ address: payer.address })).to.match(/^0xef0100/);
}

for (const token of ["vault", "usdc"] satisfies Token[]) {
  describe(`ERC-3009 of the ${token === "vault" ? "vault's share" : "double of USDC"}`, () => {
    it("takes what a wallet signed as typed data, in both forms of the signature", async () => {
      const setup = await deployPayer();
      const { payer, authorization, wallets } = setup;
      const contract = await contractOf(setup, token);
      const asCreator = { account: wallets.creator.account };
      const sign = (
        type: "TransferWithAuthorization" | "ReceiveWithAuthorization",
        a: Authorization,
      ) => signAuthorization(setup, token, payer, type, a);

      const [first, second, third, fourth] = [1n, 2n, 3n, 4n].map(authorization);
      if (!first || !second || !third || !fourth)
        throw new Error("Four authorisations are needed.");
      await contract.write.transferWithAuthorization([
        ...argumentsOf(first),
        ...splitSignature(await sign("TransferWithAuthorization", first)),
      ]);
      await contract.write.transferWithAuthorization([
        ...argumentsOf(second),
        await sign("TransferWithAuthorization", second),
      ]);
      await contract.write.receiveWithAuthorization(
        [...argumentsOf(third), ...splitSignature(await sign("ReceiveWithAuthorization", third))],
        asCreator,
      );
      await contract.write.receiveWithAuthorization(
        [...argumentsOf(fourth), await sign("ReceiveWithAuthorization", fourth)],
        asCreator,
      );

      expect(await contract.read.balanceOf([wallets.creator.account.address])).to.equal(40n);
      expect(await contract.read.balanceOf([payer.address])).to.equal(BALANCE - 40n);
      for (const { nonce } of [first, second, third, fourth]) {
        expect(await contract.read.authorizationState([payer.address, nonce])).to.equal(true);
      }
    });

    it("takes a cancellation in both forms of the signature", async () => {
      const setup = await deployPayer();
      const { payer, authorization } = setup;
      const contract = await contractOf(setup, token);
      const first = authorization(1n).nonce;
      const second = authorization(2n).nonce;
      const sign = (nonce: Hex) => signCancellation(setup, token, payer, payer.address, nonce);

      await contract.write.cancelAuthorization([
        payer.address,
        first,
        ...splitSignature(await sign(first)),
      ]);
      await contract.write.cancelAuthorization([payer.address, second, await sign(second)]);

      expect(await contract.read.authorizationState([payer.address, first])).to.equal(true);
      expect(await contract.read.authorizationState([payer.address, second])).to.equal(true);
    });

    it("takes a permit", async () => {
      const setup = await deployPayer();
      const { payer, wallets } = setup;
      const contract = await contractOf(setup, token);
      const permit = {
        owner: payer.address,
        spender: wallets.relayer.account.address,
        value: 7n,
        nonce: 0n,
        deadline: 2n ** 256n - 1n,
      };
      await contract.write.permit([
        permit.owner,
        permit.spender,
        permit.value,
        permit.deadline,
        ...splitSignature(await signPermit(setup, token, payer, permit)),
      ]);
      expect(await contract.read.allowance([permit.owner, permit.spender])).to.equal(7n);
    });
  });
}

describe("ERC-3009 of a wallet with delegated code", () => {
  it("takes the plain signature of its key", async () => {
    const setup = await deployPayer();
    const { payer, authorization, vault, viem, wallets } = setup;
    const code = await viem.deployContract("MockWallet", [wallets.stranger.account.address]);
    await delegate(setup, payer, code.address);
    const first = authorization(1n);
    await vault.write.transferWithAuthorization([
      ...argumentsOf(first),
      await signAuthorization(setup, "vault", payer, "TransferWithAuthorization", first),
    ]);
    const second = authorization(2n);
    await vault.write.transferWithAuthorization([
      ...argumentsOf(second),
      ...splitSignature(
        await signAuthorization(setup, "vault", payer, "TransferWithAuthorization", second),
      ),
    ]);
    expect(await vault.read.balanceOf([wallets.creator.account.address])).to.equal(20n);
  });

  it("takes what the code answers for", async () => {
    const setup = await deployPayer();
    const { payer, authorization, vault, viem, wallets } = setup;
    const sessionKey = privateKeyToAccount(generatePrivateKey());
    const code = await viem.deployContract("MockWallet", [sessionKey.address]);
    await delegate(setup, payer, code.address);
    const first = authorization(1n);
    await vault.write.transferWithAuthorization([
      ...argumentsOf(first),
      await signAuthorization(setup, "vault", sessionKey, "TransferWithAuthorization", first),
    ]);
    expect(await vault.read.balanceOf([wallets.creator.account.address])).to.equal(10n);
  });

  it("is refused its plain signature by the double of USDC, as by USDC", async () => {
    const setup = await deployPayer();
    const { payer, authorization, usdc, viem, wallets } = setup;
    const code = await viem.deployContract("MockWallet", [wallets.stranger.account.address]);
    await delegate(setup, payer, code.address);
    const first = authorization(1n);
    const signature = await signAuthorization(
      setup,
      "usdc",
      payer,
      "TransferWithAuthorization",
      first,
    );
    await viem.assertions.revertWith(
      usdc.write.transferWithAuthorization([...argumentsOf(first), signature]),
      "FiatTokenV2: invalid signature",
    );
  });
});
