import { isDeepStrictEqual } from "node:util";
import { network } from "hardhat";
import { type Abi, getAddress, type Log, parseEventLogs } from "viem";
import { deploy, RATE_NOTICE } from "../../helpers/deploy.ts";
import { randomOf } from "../../model/random.ts";
import { apply } from "./apply.ts";
import { owedBy } from "./books.ts";
import { perform } from "./chain.ts";
import { nextAction, nextTime, opening } from "./generate.ts";
import { type Question, questionsAbout, questionsAboutRecords, readerOf } from "./questions.ts";
import type { Event, State } from "./state.ts";
import { createWorld, IDS, type World } from "./world.ts";

/** How often each action succeeded, each error ended one, and each event was emitted, by name. */
export type Visits = Record<string, number>;

/**
 * Plays random actions against the model and the real contracts and compares after each of them the error, the events,
 * everything that can be read, and what was billed with what was paid and is owed. The first difference ends
 * the run in an error that says how to see it again.
 */
export async function run(seed: number, steps: number): Promise<Visits> {
  const connection = await network.create({ override: { allowBlocksWithSameTimestamp: true } });
  try {
    const { world, state } = await createWorld(await deploy(connection));
    return await play(world, state, seed, steps);
  } finally {
    await connection.close();
  }
}

async function play(world: World, initial: State, seed: number, steps: number): Promise<Visits> {
  const random = randomOf(seed);
  const questions = questionsAbout(world);
  const read = readerOf(world, questions);
  const script = opening({ random, world, state: initial });
  const visits: Visits = {};
  const history: string[] = [];
  let state = initial;
  let billed = 0n;

  for (let step = 0; step < script.length + steps; ++step) {
    const notice = step === script.length ? RATE_NOTICE : 0; // what the opening announced comes into force
    const at = notice + nextTime({ random, world, state });
    const action = script[step] ?? nextAction({ random, world, state: { ...state, now: at } });
    history.push(`${at}: ${describe(world, action)}`);

    const expected = apply(state, action, at);
    state = expected.state;
    const { error, logs } = await perform(world, action, at);
    const events = eventsOf(world, logs);
    for (const [name, args] of events) {
      if (name === "UsageCharged") billed += args.amount as bigint;
      if (name === "ArrearsForgiven") billed -= args.shares as bigint;
    }

    const ids = action.type === "chargeUsage" ? action.records.map(({ id }) => id) : [];
    const isLast = step === script.length + steps - 1;
    const aboutRecords = questionsAboutRecords(isLast ? IDS : ids);
    const differences = [
      ...compareOutcome(expected.refused, error),
      ...compareEvents(world, events, state),
      ...compareAnswers(world, questions, await read(), state),
      ...compareAnswers(world, aboutRecords, await readerOf(world, aboutRecords)(), state),
      ...compareBills(world, billed, state),
    ];
    if (differences.length > 0) {
      throw new Error(
        [
          `Billing differs from the model at step ${step} of seed ${seed}. To see it again:`,
          `WEIR_SEED=${seed} WEIR_STEPS=${steps} npx hardhat test mocha test/billing/model.test.ts`,
          ...differences.map((difference) => `  ${difference}`),
          "Last actions:",
          ...history.slice(-8).map((line) => `  ${line}`),
        ].join("\n"),
      );
    }
    for (const name of [error === "" ? action.type : error, ...events.map(([event]) => event)]) {
      visits[name] = 1 + (visits[name] ?? 0);
    }
  }
  return visits;
}

function compareOutcome(refused: readonly string[], error: string): string[] {
  if (refused.length === 0) return error === "" ? [] : [`should succeed, ended in ${error}`];
  if (refused.includes(error)) return [];
  return [`should end in ${refused.join(" or ")}, ${error === "" ? "succeeded" : `not ${error}`}`];
}

function compareEvents(world: World, events: readonly Event[], state: State): string[] {
  if (isDeepStrictEqual(events, state.events)) return [];
  return [`events are ${describe(world, events)}, not ${describe(world, state.events)}`];
}

function compareAnswers(
  world: World,
  questions: readonly Question[],
  answers: readonly unknown[],
  state: State,
): string[] {
  return questions.flatMap((question, index) => {
    const expected = question.answer(state);
    if (isDeepStrictEqual(answers[index], expected)) return [];
    const { functionName, args } = question;
    return [
      `${functionName}${describe(world, args)}: ${describe(world, answers[index])}, not ${describe(world, expected)}`,
    ];
  });
}

/** Whatever was billed and not written off was paid to the platform or is owed. */
function compareBills(world: World, billed: bigint, state: State): string[] {
  const paid = world.vaults.map((vault) => state.vaults[vault]?.balances[state.platform] ?? 0n);
  const owed = world.names.flatMap((id) => world.vaults.map((vault) => owedBy(state, id, vault)));
  const total = [...paid, ...owed].reduce((sum, shares) => sum + shares, 0n);
  return total === billed ? [] : [`${billed} was billed, and ${total} paid or owed`];
}

/** What billing said in a transaction, and what the ledger said of stops and arrears, in order. */
function eventsOf({ weir: { billing, ledger } }: World, logs: readonly Log[]): readonly Event[] {
  const own = logs.filter(({ address }) => getAddress(address) === getAddress(billing.address));
  const said = [
    ...parseEventLogs({ abi: billing.abi, logs: own }),
    ...parseEventLogs({
      abi: ledger.abi as Abi,
      logs: [...logs],
      eventName: ["StopsSet", "TenantArrearsSet"],
    }),
  ];
  return said
    .toSorted((a, b) => a.logIndex - b.logIndex)
    .map(({ eventName, args }) => [eventName as string, args as unknown as Event[1]]);
}

/** A value with names instead of addresses and ids. */
function describe({ labels }: World, value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === "bigint") return item.toString();
    return typeof item === "string" ? (labels.get(item) ?? item) : item;
  });
}
