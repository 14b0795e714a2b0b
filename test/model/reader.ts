import { decodeFunctionResult, encodeFunctionData, type Hex } from "viem";
import type { Question } from "./questions.ts";
import type { World } from "./world.ts";

/** Asks all questions at the last block and gives the answers in their order. */
export type Reader = () => Promise<readonly unknown[]>;

/**
 * A reader of the same questions again and again. What goes to the ledger goes there in one `multicall`, and only
 * answers that changed are decoded.
 */
export function readerOf(
  { weir: { ledger, publicClient } }: World,
  questions: readonly Question[],
): Reader {
  const calls = questions.map((question) => ({
    to: question.address,
    data: encodeFunctionData(question),
  }));
  const own = calls.filter(({ to }) => to === ledger.address).map(({ data }) => data);
  const batch = encodeFunctionData({ abi: ledger.abi, functionName: "multicall", args: [own] });
  const seen = questions.map(() => ({ data: "0x" as Hex, answer: undefined as unknown }));

  const call = async (to: Hex, data: Hex): Promise<Hex> => {
    const result = await publicClient.call({ to, data });
    return result.data ?? "0x";
  };

  return async () => {
    const [batched, ...others] = await Promise.all([
      call(ledger.address, batch),
      ...calls.filter(({ to }) => to !== ledger.address).map(({ to, data }) => call(to, data)),
    ]);
    const ours = [
      ...decodeFunctionResult({ abi: ledger.abi, functionName: "multicall", data: batched }),
    ];
    return questions.map((question, index) => {
      const data = (question.address === ledger.address ? ours : others).shift() ?? "0x";
      const before = seen[index];
      if (before?.data === data) return before.answer;
      const answer = decodeFunctionResult({ ...question, data });
      seen[index] = { data, answer };
      return answer;
    });
  };
}
