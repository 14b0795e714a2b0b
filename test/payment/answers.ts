import { type Abi, type Address, BaseError, ContractFunctionRevertedError } from "viem";
import type { Weir } from "../helpers/deploy.ts";

/** Arguments by the name of the view; a view without parameters needs none. */
export type Questions = Record<string, readonly (readonly unknown[])[]>;

/**
 * What every view of a contract answers now, by the call. A view that reverts answers with the name of its error.
 *
 * @throws If a view of the ABI with parameters has no arguments in `questions`.
 */
export async function answersOf(
  { publicClient }: Weir,
  { address, abi }: { address: Address; abi: Abi },
  questions: Questions,
): Promise<Record<string, unknown>> {
  const answers: Record<string, unknown> = {};
  for (const item of abi) {
    if (item.type !== "function") continue;
    if (item.stateMutability !== "view" && item.stateMutability !== "pure") continue;
    const asked = item.inputs.length === 0 ? [[]] : questions[item.name];
    if (!asked?.length) throw new Error(`Add arguments of ${item.name} to the questions.`);
    const given = await Promise.all(
      asked.map((args) =>
        publicClient.readContract({ address, abi, functionName: item.name, args }).catch(errorName),
      ),
    );
    for (const [index, args] of asked.entries()) {
      answers[`${item.name}(${args.map(readable)})`] = given[index];
    }
  }
  return answers;
}

function readable(argument: unknown): string {
  return typeof argument === "object" ? Object.values(argument ?? {}).join(" ") : String(argument);
}

function errorName(cause: unknown): string {
  const reverted =
    cause instanceof BaseError &&
    cause.walk((inner) => inner instanceof ContractFunctionRevertedError);
  if (reverted instanceof ContractFunctionRevertedError && reverted.data) {
    return reverted.data.errorName;
  }
  throw cause;
}
