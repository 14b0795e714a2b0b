import { type Address, type Hex, type LocalAccount, parseSignature } from "viem";
import type { Vaults } from "./vaults.ts";

/** An ERC-3009 authorisation: `value` in units of the token, times in Unix seconds. */
export type Authorization = {
  from: Address;
  to: Address;
  value: bigint;
  validAfter: bigint;
  validBefore: bigint;
  nonce: Hex;
};

/** The tokens that take authorisations, with their EIP-712 names and versions. */
const DOMAINS = {
  vault: { name: "Stream USDC", version: "1" },
  usdc: { name: "USD Coin", version: "2" },
} as const;

/** One of {@link DOMAINS}. */
export type Token = keyof typeof DOMAINS;

const FIELDS = [
  { name: "from", type: "address" },
  { name: "to", type: "address" },
  { name: "value", type: "uint256" },
  { name: "validAfter", type: "uint256" },
  { name: "validBefore", type: "uint256" },
  { name: "nonce", type: "bytes32" },
] as const;

/** Signs an authorisation the way wallets and x402 clients do. */
export async function signAuthorization(
  vaults: Vaults,
  token: Token,
  signer: LocalAccount,
  primaryType: "TransferWithAuthorization" | "ReceiveWithAuthorization",
  message: Authorization,
): Promise<Hex> {
  return signer.signTypedData({
    domain: await domainOf(vaults, token),
    types: { [primaryType]: FIELDS },
    primaryType,
    message,
  });
}

/** Signs the cancellation of an authorisation. */
export async function signCancellation(
  vaults: Vaults,
  token: Token,
  signer: LocalAccount,
  authorizer: Address,
  nonce: Hex,
): Promise<Hex> {
  return signer.signTypedData({
    domain: await domainOf(vaults, token),
    types: {
      CancelAuthorization: [
        { name: "authorizer", type: "address" },
        { name: "nonce", type: "bytes32" },
      ],
    },
    primaryType: "CancelAuthorization",
    message: { authorizer, nonce },
  });
}

/** Signs an ERC-2612 permit without end. */
export async function signPermit(
  vaults: Vaults,
  token: Token,
  signer: LocalAccount,
  message: { owner: Address; spender: Address; value: bigint; nonce: bigint; deadline: bigint },
): Promise<Hex> {
  return signer.signTypedData({
    domain: await domainOf(vaults, token),
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
    message,
  });
}

/** A signature as the arguments `v`, `r`, `s`. */
export function splitSignature(signature: Hex): readonly [number, Hex, Hex] {
  const { v, r, s } = parseSignature(signature);
  if (v === undefined) throw new Error(`Signature ${signature} carries no v.`);
  return [Number(v), r, s];
}

async function domainOf(vaults: Vaults, token: Token) {
  const client = await vaults.viem.getPublicClient();
  return {
    ...DOMAINS[token],
    chainId: await client.getChainId(),
    verifyingContract: vaults[token].address,
  };
}
