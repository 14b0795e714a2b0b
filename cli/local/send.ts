/** Transactions of the stack's accounts, and what their failures are called. */
import {
  type Abi,
  type Address,
  BaseError,
  type ContractFunctionArgs,
  type ContractFunctionName,
  ContractFunctionRevertedError,
  decodeErrorResult,
  type Hex,
  type TransactionReceipt,
} from "viem";
import { errorsAbi } from "./abis.ts";
import type { Chain } from "./chain.ts";

/** A call of a contract by one of the node's accounts. */
export type Call<
  abi extends Abi | readonly unknown[],
  name extends ContractFunctionName<abi, "nonpayable" | "payable">,
> = {
  from: Address;
  address: Address;
  abi: abi;
  functionName: name;
  args: ContractFunctionArgs<abi, "nonpayable" | "payable", name>;
  /** Wei sent along. */
  value?: bigint;
};

/** A transaction that the contracts refused; the message is the error's name with its values. */
export class Refused extends Error {
  constructor(call: string, reason: string) {
    super(`${call}: ${reason}`);
  }
}

/** More than any call here takes. A fixed limit, since an estimate is made at another second than the transaction. */
const GAS = 2_000_000n;

/**
 * Tries a call, sends it and waits until it is mined.
 * @throws {Refused} If the contracts refuse it, when it is tried or when it is mined.
 */
export async function send<
  const abi extends Abi | readonly unknown[],
  name extends ContractFunctionName<abi, "nonpayable" | "payable">,
>(
  { publicClient, walletClient }: Chain,
  { from, value, ...call }: Call<abi, name>,
): Promise<TransactionReceipt> {
  const request = {
    ...(call as { address: Address; abi: Abi; functionName: string; args: readonly unknown[] }),
    ...(value !== undefined && { value }),
    account: from,
    gas: GAS,
  };
  const refuse = (error: unknown): never => {
    throw new Refused(call.functionName, nameOf(error));
  };
  const dryRun = (block: { blockNumber?: bigint } = {}) =>
    publicClient.simulateContract({ ...request, ...block }).catch(refuse);

  await dryRun();
  const hash = await inTurn(from, () =>
    walletClient.writeContract({ ...request, chain: walletClient.chain ?? null }).catch(refuse),
  );
  const receipt = await publicClient.waitForTransactionReceipt({ hash });
  if (receipt.status === "success") return receipt;
  await dryRun({ blockNumber: receipt.blockNumber });
  throw new Refused(call.functionName, `transaction ${hash} reverted at the second it was mined`);
}

/** The last transaction each account handed in. */
const lastOf = new Map<Address, Promise<unknown>>();

/** Hands in one transaction of an account after the other: the node gives two at once the same nonce. */
function inTurn<T>(from: Address, act: () => Promise<T>): Promise<T> {
  const mine = (lastOf.get(from) ?? Promise.resolve()).then(act);
  lastOf.set(
    from,
    mine.catch(() => {}),
  );
  return mine;
}

/** The custom error behind a failure, for example `StreamStopped(0x…, 1)`, or else its first line. */
export function nameOf(error: unknown): string {
  if (!(error instanceof BaseError)) return error instanceof Error ? error.message : String(error);
  const reverted = error.walk((cause) => cause instanceof ContractFunctionRevertedError);
  if (reverted instanceof ContractFunctionRevertedError) {
    return (reverted.raw && decode(reverted.raw)) ?? reverted.reason ?? reverted.shortMessage;
  }
  return error.details ? `${error.shortMessage} ${error.details}` : error.shortMessage;
}

function decode(data: Hex): string | undefined {
  try {
    const { errorName, args } = decodeErrorResult({ abi: errorsAbi, data });
    return `${errorName}(${(args ?? []).map(shorten).join(", ")})`;
  } catch {
    return undefined;
  }
}

/** Hashes and addresses by their beginning; a line has to hold several. */
function shorten(value: unknown): string {
  const text = String(value);
  return text.startsWith("0x") && text.length > 12 ? `${text.slice(0, 8)}…` : text;
}
