import { expect } from "chai";
import { encodeFunctionData, getAddress, type Hex, parseSignature } from "viem";
import type { Weir } from "../helpers/deploy.ts";
import { deployScene } from "../meter/scene.ts";

/** The tokens that know permits, with their EIP-712 names and versions. */
const TOKENS = {
  stUSDC: { name: "Stream USDC", version: "1" },
  usdc: { name: "USD Coin", version: "2" },
} as const;

/** The viewer with 1,000 USDC and 1,000 stUSDC, no approvals, and a hand for permits of the ledger. */
async function deployWithPermits() {
  const scene = await deployScene();
  const { ledger, usdc, stUSDC, wallets, addressOf, as, publicClient, time } = scene;
  const viewer = addressOf("viewer");
  await usdc.write.mint([viewer, 2_000n]);
  await usdc.write.approve([stUSDC.address, 1_000n], as("viewer"));
  await stUSDC.write.deposit([1_000n, viewer], as("viewer"));

  /** A token by its name; both speak ERC-2612 in the same way. */
  const tokenOf = (token: keyof typeof TOKENS) => scene[token] as Weir["stUSDC"];

  /** The viewer's permit for the ledger. */
  async function sign(token: keyof typeof TOKENS, value: bigint, deadline: bigint) {
    const signature = await wallets.viewer.signTypedData({
      domain: {
        ...TOKENS[token],
        chainId: await publicClient.getChainId(),
        verifyingContract: tokenOf(token).address,
      },
      types: {
        Permit: [
          { name: "owner", type: "address" },
          { name: "spender", type: "address" },
          { name: "value", type: "uint256" },
          { name: "nonce", type: "uint256" },
          { name: "deadline", type: "uint256" },
        ],
      },
      primaryType: "Permit",
      message: {
        owner: viewer,
        spender: ledger.address,
        value,
        nonce: await tokenOf(token).read.nonces([viewer]),
        deadline,
      },
    });
    const { r, s, yParity } = parseSignature(signature);
    return [value, deadline, 27 + yParity, r, s] as const;
  }

  return { ...scene, viewer, tokenOf, sign, later: BigInt(time(10_000)) };
}

describe("StreamLedger: permit", () => {
  for (const token of ["stUSDC", "usdc"] as const) {
    const deposit = token === "usdc" ? "depositAssets" : "deposit";

    it(`lets ${token} be deposited without an approval before, in one multicall`, async () => {
      const scene = await deployWithPermits();
      const { ledger, stUSDC, viewer, tokenOf, sign, later, balance, as } = scene;
      const permit = await sign(token, 300n, later);
      await ledger.write.multicall(
        [
          [
            encodeFunctionData({
              abi: ledger.abi,
              functionName: "permit",
              args: [stUSDC.address, tokenOf(token).address, ...permit],
            }),
            encodeFunctionData({
              abi: ledger.abi,
              functionName: deposit,
              args: [stUSDC.address, 300n, viewer],
            }),
          ],
        ],
        as("viewer"),
      );
      expect(await balance("viewer", stUSDC.address)).to.equal(300n);
      expect(await tokenOf(token).read.allowance([viewer, ledger.address])).to.equal(0n);
    });

    it(`goes on if a watcher used the permit of ${token} first`, async () => {
      const scene = await deployWithPermits();
      const { ledger, stUSDC, viewer, tokenOf, sign, later, balance, events, as } = scene;
      const permit = await sign(token, 300n, later);
      await tokenOf(token).write.permit([viewer, ledger.address, ...permit], as("stranger"));
      const hash = await ledger.write.permit(
        [stUSDC.address, tokenOf(token).address, ...permit],
        as("viewer"),
      );
      expect(await events(hash)).to.deep.equal([
        [
          "PermitSkipped",
          { token: getAddress(tokenOf(token).address), owner: viewer, amount: 300n },
        ],
      ]);
      await ledger.write[deposit]([stUSDC.address, 300n, viewer], as("viewer"));
      expect(await balance("viewer", stUSDC.address)).to.equal(300n);
    });

    it(`fails if a permit of ${token} is bad and the allowance is one too small`, async () => {
      const scene = await deployWithPermits();
      const { ledger, stUSDC, viewer, tokenOf, sign, time, later, refused, events, as } = scene;
      const late = await sign(token, 300n, BigInt(time(-1)));
      const other = await sign(token, 301n, later);
      const forged = [300n, later, other[2], other[3], other[4]] as const;
      const use = (permit: typeof late | typeof forged) =>
        ledger.write.permit([stUSDC.address, tokenOf(token).address, ...permit], as("viewer"));
      await tokenOf(token).write.approve([ledger.address, 299n], as("viewer"));
      for (const permit of [late, forged]) {
        await refused(use(permit), "PermitFailed", [
          getAddress(tokenOf(token).address),
          viewer,
          300n,
          299n,
        ]);
      }
      await tokenOf(token).write.approve([ledger.address, 300n], as("viewer"));
      expect(await events(use(forged))).to.have.lengthOf(1);
    });
  }

  it("uses the caller's permit, never another's", async () => {
    const { ledger, stUSDC, sign, later, addressOf, refused, as } = await deployWithPermits();
    const permit = await sign("stUSDC", 300n, later);
    await refused(
      ledger.write.permit([stUSDC.address, stUSDC.address, ...permit], as("stranger")),
      "PermitFailed",
      [getAddress(stUSDC.address), addressOf("stranger"), 300n, 0n],
    );
  });

  it("calls no token but the vault and its asset", async () => {
    const { ledger, stUSDC, stETH, weth, sign, later, addressOf, refused, as } =
      await deployWithPermits();
    const permit = await sign("stUSDC", 300n, later);
    for (const token of [stETH.address, weth.address, addressOf("stranger")] as Hex[]) {
      await refused(
        ledger.write.permit([stUSDC.address, token, ...permit], as("viewer")),
        "TokenNotOfVault",
        [getAddress(stUSDC.address), getAddress(token)],
      );
    }
  });

  it("calls no vault that is not listed", async () => {
    const { ledger, stUSDC, sign, later, addressOf, refused, as } = await deployWithPermits();
    const permit = await sign("stUSDC", 300n, later);
    const stranger = addressOf("stranger");
    await refused(
      ledger.write.permit([stranger, stranger, ...permit], as("viewer")),
      "VaultNotListed",
      [stranger],
    );
    await ledger.write.delistVault([stUSDC.address], as("lister"));
    await refused(
      ledger.write.permit([stUSDC.address, stUSDC.address, ...permit], as("viewer")),
      "VaultNotListed",
      [getAddress(stUSDC.address)],
    );
  });
});
