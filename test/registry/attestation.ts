import type { Address, ContractFunctionArgs, Hex } from "viem";
import type { Weir } from "../helpers/deploy.ts";
import type { Wallets } from "../helpers/wallets.ts";

/** What a verifier signs; times in Unix seconds. */
export type Attestation = ContractFunctionArgs<Weir["registry"]["abi"], "nonpayable", "verify">[0];

/** Signs an attestation for the registry at `registry`, on the chain of the verifier's wallet. */
export async function signAttestation(
  verifier: Wallets["verifier"],
  registry: Address,
  attestation: Attestation,
): Promise<Hex> {
  return verifier.signTypedData({
    domain: {
      name: "Weir Registry",
      version: "1",
      chainId: await verifier.getChainId(),
      verifyingContract: registry,
    },
    types: {
      Attestation: [
        { name: "id", type: "bytes32" },
        { name: "owner", type: "address" },
        { name: "contentHash", type: "bytes32" },
        { name: "expiry", type: "uint40" },
        { name: "nonce", type: "uint256" },
      ],
    },
    primaryType: "Attestation",
    message: attestation,
  });
}
