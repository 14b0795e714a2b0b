import type { Abi, Address } from "viem";
import type { Weir } from "../helpers/deploy.ts";

/** A contract to call. */
export type Target = { address: Address; abi: Abi };

/** A call: by whom, with what arguments, and with how much wei. */
export type Call = { by: Address; args?: readonly unknown[]; value?: bigint };

/** The custom error that a call must end in, with its values. */
export type Refusal = { error: string; args: readonly unknown[] };

/** Tries a call without changing anything: it succeeds without a `refusal`, and ends in exactly that one with it. */
export async function attempt(
  { viem, publicClient }: Weir,
  { address, abi }: Target,
  functionName: string,
  { by, args = [], value = 0n }: Call,
  refusal?: Refusal,
): Promise<void> {
  const call = publicClient.simulateContract({
    address,
    abi,
    functionName,
    args,
    account: by,
    value: value as never,
  });
  try {
    if (refusal === undefined) await call;
    else
      await viem.assertions.revertWithCustomErrorWithArgs(
        call as Promise<never>,
        { abi } as never,
        refusal.error as never,
        refusal.args as never,
      );
  } catch (cause) {
    const expected = refusal === undefined ? "succeed" : `end in ${refusal.error}`;
    throw new Error(`${functionName} by ${by} should ${expected}.`, { cause });
  }
}

/** Names of the functions of a contract that may change state. */
export function writingFunctions(abi: Abi): string[] {
  return abi.flatMap((item) =>
    item.type === "function" && item.stateMutability !== "view" && item.stateMutability !== "pure"
      ? [item.name]
      : [],
  );
}
