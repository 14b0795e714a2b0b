import {
  type Abi,
  type Address,
  decodeFunctionResult,
  encodeFunctionData,
  type Hex,
  zeroAddress,
} from "viem";
import { balanceOf, isInArrears, modeOf, owedBy, stopsOf, streamOf, tenantOf } from "./books.ts";
import { billsOf, capOf, priceOf } from "./charges.ts";
import { fundingRoom } from "./funding.ts";
import { receiverOf, releasable, termsOf } from "./payouts.ts";
import { known, type State } from "./state.ts";
import { KINDS, METERS, type World } from "./world.ts";

/** Something that anybody can read from the contracts, and what the model says to it. */
export type Question = {
  contract: "billing" | "ledger" | "registry";
  functionName: string;
  args: readonly unknown[];
  answer: (state: State) => unknown;
};

/** The meters that a run may add, and one that it does not. */
const METER_NUMBERS = Array.from({ length: METERS + 1 }, (_, index) => index + 1);

const NO_POLICY = { open: false, minimum: 0n, cap: 0n, burst: 0n, window: 0 };

/** Everything that is compared after each step. */
export function questionsAbout(world: World): readonly Question[] {
  return [
    ask("ledger", "paused", [], ({ paused }) => paused),
    ...world.vaults.flatMap((vault) => [
      ask("ledger", "isListed", [vault], ({ vaults }) => known(vaults, vault).listed),
      ask("ledger", "platformBalance", [vault], (state) => balanceOf(state, vault, state.platform)),
      ...world.accounts.map((account) =>
        ask("ledger", "balanceOf", [account, BigInt(vault)], (state) =>
          balanceOf(state, vault, account),
        ),
      ),
      ...world.names.map((id) => ofDebt(id, vault)),
      ...[...world.tenants, ...world.streams].map((id) => ofPayout(id, vault)),
      ...world.streams.flatMap((id) => ofFunding(id, vault)),
      ...world.tenants.flatMap((id) => ofTenantIn(id, vault)),
      ...KINDS.map((kind) => ofRate(kind, vault)),
    ]),
    ...world.names.map((id) =>
      ask("billing", "isInArrears", [id], (state) => isInArrears(state, id)),
    ),
    ...world.streams.flatMap(ofStream),
    ...world.tenants.flatMap((id) => ofTenant(world, id)),
    ...METER_NUMBERS.map((meterNo) =>
      ask("billing", "meterKey", [meterNo], ({ meters }) => meters[meterNo - 1] ?? zeroAddress),
    ),
  ];
}

/** Which of a batch's records are charged: of the meter that brought it, and of the others. */
export function questionsAboutRecords(ids: readonly bigint[]): readonly Question[] {
  return METER_NUMBERS.flatMap((meterNo) =>
    ids.map((id) =>
      ask(
        "billing",
        "isCharged",
        [meterNo, id],
        ({ charged }) => charged[`${meterNo}:${id}`] === true,
      ),
    ),
  );
}

function ask(
  contract: Question["contract"],
  functionName: string,
  args: readonly unknown[],
  answer: Question["answer"],
): Question {
  return { contract, functionName, args, answer };
}

function ofDebt(id: Hex, vault: Address): Question {
  return ask("billing", "arrearsOf", [id, vault], (state) => [
    owedBy(state, id, vault),
    state.debts[id]?.[vault]?.since ?? 0,
  ]);
}

function ofPayout(id: Hex, vault: Address): Question {
  return ask("billing", "releasable", [id, vault], (state) => releasable(state, id, vault));
}

function ofFunding(id: Hex, vault: Address): Question[] {
  return [
    ask("billing", "fundingRoom", [id, vault], (state) => fundingRoom(state, id, vault)),
    ask("billing", "fundingPolicyOf", [id, vault], (state) => {
      const { policy, funded } = state.streams[id]?.funding[vault] ?? {};
      return [policy ?? NO_POLICY, funded ?? 0n];
    }),
  ];
}

function ofTenantIn(id: Hex, vault: Address): Question[] {
  return [
    ask("billing", "capOf", [id, vault], (state) => [
      capOf(state, id, vault),
      billsOf(state, id, vault).charged,
    ]),
    ask("billing", "payoutTermsOf", [id, vault], (state) => {
      const { reserve, minimum } = termsOf(state, id, vault);
      return [reserve, minimum];
    }),
  ];
}

function ofRate(kind: number, vault: Address): Question {
  return ask("billing", "rateOf", [kind, vault], (state) => {
    const { unitPrice, from } = state.rates[`${kind}:${vault}`]?.at(-1) ?? {};
    return [priceOf(state, kind, vault), unitPrice ?? 0n, from ?? 0];
  });
}

function ofStream(id: Hex): Question[] {
  return [
    ask("ledger", "termsOf", [id], (state) => {
      const stream = streamOf(state, id);
      return {
        payee: stream?.payee ?? zeroAddress,
        streamNo: stream?.number ?? 0,
        tenantNo: stream === undefined ? 0 : known(state.tenants, stream.tenantId).number,
        run: stream?.run ?? 0,
        stops: stopsOf(state, id),
      };
    }),
    ask("billing", "billingModeOf", [id], (state) => [
      known(state.streams, id).mode,
      modeOf(state, id),
    ]),
    ask("billing", "isSelfReliant", [id], (state) => modeOf(state, id) === 2),
  ];
}

function ofTenant({ people, tenants }: World, id: Hex): Question[] {
  return [
    ask("ledger", "isInArrears", [tenants.indexOf(id) + 1], (state) => isInArrears(state, id)),
    ask("billing", "hasStreamBalances", [id], (state) => tenantOf(state, id)?.streamBalances),
    ask("registry", "receiverOf", [id], (state) => receiverOf(state, id)),
    ...people.map((person) =>
      ask(
        "billing",
        "isPayoutOperator",
        [id, person],
        (state) => tenantOf(state, id)?.payouts.operators[person] === true,
      ),
    ),
  ];
}

/**
 * A reader of the same questions again and again, which gives the answers at the last block in their order. What goes to
 * the ledger or to billing goes there in one `multicall`, and only answers that changed are decoded.
 */
export function readerOf(
  { weir }: World,
  questions: readonly Question[],
): () => Promise<readonly unknown[]> {
  const calls = questions.map(({ contract, functionName, args }) =>
    encodeFunctionData({ abi: weir[contract].abi as Abi, functionName, args }),
  );
  const seen = questions.map(() => ({ data: "0x" as Hex, answer: undefined as unknown }));
  const indicesOf = (contract: Question["contract"]) =>
    questions.flatMap((question, index) => (question.contract === contract ? [index] : []));
  const batches = (["ledger", "billing"] as const).map((contract) => {
    const { address, abi } = weir[contract];
    const indices = indicesOf(contract);
    const own = indices.map((index) => calls[index] as Hex);
    const batch = { abi: abi as Abi, functionName: "multicall", args: [own] };
    return { address, abi: abi as Abi, indices, data: encodeFunctionData(batch) };
  });
  const singles = indicesOf("registry");

  const call = async (to: Hex, data: Hex): Promise<Hex> =>
    (await weir.publicClient.call({ to, data })).data ?? "0x";

  return async () => {
    const results = new Map<number, Hex>();
    await Promise.all([
      ...batches
        .filter(({ indices }) => indices.length > 0)
        .map(async ({ address, abi, indices, data }) => {
          const result = await call(address, data);
          const answers = decodeFunctionResult({ abi, functionName: "multicall", data: result });
          for (const [place, index] of indices.entries()) {
            results.set(index, (answers as readonly Hex[])[place] ?? "0x");
          }
        }),
      ...singles.map(async (index) => {
        results.set(index, await call(weir.registry.address, calls[index] as Hex));
      }),
    ]);
    return questions.map(({ contract, functionName }, index) => {
      const data = results.get(index) ?? "0x";
      const before = seen[index];
      if (before?.data === data) return before.answer;
      const answer = decodeFunctionResult({ abi: weir[contract].abi as Abi, functionName, data });
      seen[index] = { data, answer };
      return answer;
    });
  };
}
