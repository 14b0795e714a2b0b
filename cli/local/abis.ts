/** The ABIs that the stack speaks. They exist after the build, so whatever imports this file has to be imported after it. */
import { type Abi, parseAbi } from "viem";
import { billingAbi, paymentAbi, registryAbi, splitsAbi, vaultAbi } from "../../indexer/abis.ts";

export { billingAbi, paymentAbi, registryAbi, splitsAbi };

/** Several calls of the ledger in one transaction. */
export const multicallAbi = parseAbi([
  "function multicall(bytes[] data) payable returns (bytes[] results)",
]);

/** What the stack uses of the double of USDC. */
export const usdcAbi = parseAbi([
  "function approve(address spender, uint256 amount) returns (bool)",
  "function balanceOf(address account) view returns (uint256)",
  "function mint(address to, uint256 amount) returns (bool)",
  "function nonces(address owner) view returns (uint256)",
]);

/** Every custom error that a call may end with, wherever it comes from. */
export const errorsAbi: Abi = [billingAbi, paymentAbi, registryAbi, splitsAbi, vaultAbi]
  .flat()
  .filter(({ type }) => type === "error");
