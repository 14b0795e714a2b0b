import {
  type Abi,
  type Address,
  BaseError,
  ContractFunctionRevertedError,
  encodeFunctionData,
  type Hex,
  parseAbi,
} from "viem";
import type { Deployed } from "./deployed.ts";

/** What governance does through the AccessManager, and the errors that it and its targets answer with. */
export const GOVERNANCE = parseAbi([
  "function schedule(address target, bytes data, uint48 when) returns (bytes32, uint32)",
  "function execute(address target, bytes data) payable returns (uint32)",
  "function cancel(address caller, address target, bytes data) returns (uint32)",
  "function grantRole(uint64 roleId, address account, uint32 executionDelay)",
  "function revokeRole(uint64 roleId, address account)",
  "function setRoleGuardian(uint64 roleId, uint64 guardian)",
  "function setGrantDelay(uint64 roleId, uint32 newDelay)",
  "function setTargetAdminDelay(address target, uint32 newDelay)",
  "function setTargetClosed(address target, bool closed)",
  "function setTargetFunctionRole(address target, bytes4[] selectors, uint64 roleId)",
  "function upgradeToAndCall(address implementation, bytes data) payable",
  "function setPlatformFees(address vault, uint16 feeBps, uint16 tipFeeBps)",
  "function setPlatformReceiver(address receiver)",
  "function delistVault(address vault)",
  "error AccessManagedUnauthorized(address caller)",
  "error AccessManagerUnauthorizedAccount(address account, uint64 role)",
  "error AccessManagerUnauthorizedCall(address caller, address target, bytes4 selector)",
  "error AccessManagerUnauthorizedCancel(address msgsender, address caller, address target, bytes4 selector)",
  "error AccessManagerNotScheduled(bytes32 operationId)",
  "error AccessManagerNotReady(bytes32 operationId)",
  "error AccessManagerExpired(bytes32 operationId)",
  "error FailedCall()",
  "error ERC1967InvalidImplementation(address implementation)",
]);

/** A call of a contract. */
export type Call = { to: Address; name: string; args: readonly unknown[] };

/** Sends a call and waits for it. */
export async function send({ client }: Deployed, from: Address, call: Call): Promise<void> {
  const hash = await client.sendTransaction({ account: from, to: call.to, data: dataOf(call) });
  const { status } = await client.waitForTransactionReceipt({ hash });
  if (status !== "success") throw new Error(`${call.name} reverted.`);
}

/** Announces a call through the manager. */
export function schedule(deployed: Deployed, from: Address, call: Call): Promise<void> {
  return send(deployed, from, ofManager(deployed, "schedule", [call.to, dataOf(call), 0]));
}

/** Makes an announced call through the manager. */
export function execute(deployed: Deployed, from: Address, call: Call): Promise<void> {
  return send(deployed, from, ofManager(deployed, "execute", [call.to, dataOf(call)]));
}

/** Announces a call, lets `seconds` pass and makes it. */
export async function act(
  deployed: Deployed,
  from: Address,
  call: Call,
  seconds: number,
): Promise<void> {
  await schedule(deployed, from, call);
  await pass(deployed, seconds);
  await execute(deployed, from, call);
}

/** Lets time pass. */
export async function pass({ client }: Deployed, seconds: number): Promise<void> {
  await client.increaseTime({ seconds });
  await client.mine({ blocks: 1 });
}

/** The name of the error that a call meets, or undefined if it goes through. Nothing is sent. */
export async function errorOf(
  { client }: Deployed,
  from: Address,
  { to, name, args }: Call,
): Promise<string | undefined> {
  try {
    const abi: Abi = GOVERNANCE;
    await client.simulateContract({ account: from, address: to, abi, functionName: name, args });
    return undefined;
  } catch (error) {
    const revert =
      error instanceof BaseError &&
      error.walk((cause) => cause instanceof ContractFunctionRevertedError);
    if (!(revert instanceof ContractFunctionRevertedError)) throw error;
    return revert.data?.errorName ?? `a revert without a known reason: ${revert.raw}`;
  }
}

/** A call of the manager. */
export function ofManager({ deployment }: Deployed, name: string, args: readonly unknown[]): Call {
  return { to: deployment.contracts.AccessManager, name, args };
}

/** What is sent for a call. */
export function dataOf({ name, args }: Call): Hex {
  return encodeFunctionData({ abi: GOVERNANCE as Abi, functionName: name, args });
}
