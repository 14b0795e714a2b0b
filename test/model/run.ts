import { isDeepStrictEqual } from "node:util";
import { network } from "hardhat";
import { type Address, getAddress, type Log, parseEventLogs, toHex, zeroAddress } from "viem";
import { deploy } from "../helpers/deploy.ts";
import { apply } from "./apply.ts";
import { perform } from "./chain.ts";
import { nextAction, nextTime, opening } from "./generate.ts";
import { type Question, questionsAbout } from "./questions.ts";
import { randomOf } from "./random.ts";
import { readerOf } from "./reader.ts";
import { endOf } from "./sessions.ts";
import { amountOf, type State } from "./state.ts";
import { createWorld, type World } from "./world.ts";

/**
 * How often each action succeeded, each error ended one, each event was emitted, and each action cut a running session
 * short ("pause cuts"), by name.
 */
export type Visits = Record<string, number>;

/** Balances rebuilt from ERC-6909 transfers alone, by vault and account. */
type Journal = Record<Address, Record<Address, bigint>>;

/**
 * Plays random actions against the model and the real contracts and compares after each of them the error, everything
 * that can be read, and the balances that the journal of transfers gives. The first difference ends the run in an error
 * that says how to see it again. Streams demand verification if the seed is even.
 */
export async function run(seed: number, steps: number): Promise<Visits> {
  const connection = await network.create({ override: { allowBlocksWithSameTimestamp: true } });
  try {
    const weir = await deploy(connection);
    const { world, state } = await createWorld(weir, { demandsVerification: seed % 2 === 0 });
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
  const journal: Journal = {};
  const history: string[] = [];
  let state = initial;

  for (let step = 0; step < script.length + steps; ++step) {
    const at = nextTime({ random, world, state });
    const action = script[step] ?? nextAction({ random, world, state: { ...state, now: at } });
    history.push(`${at}: ${describe(world, action)}`);

    const before = state;
    const expected = apply(state, action, at);
    state = expected.state;
    const { error, logs } = await perform(world, action, at);
    const events = eventsOf(world, logs);
    record(journal, events);

    const differences = [
      ...compareOutcome(expected.refused, error),
      ...compareAnswers(world, questions, await read(), state),
      ...compareJournal(world, journal, state),
    ];
    if (differences.length > 0) {
      throw new Error(
        [
          `The contracts differ from the model at step ${step} of seed ${seed}. To see it again:`,
          `WEIR_SEED=${seed} WEIR_STEPS=${steps} npx hardhat test mocha test/model/model.test.ts`,
          ...differences.map((difference) => `  ${difference}`),
          "Last actions:",
          ...history.slice(-8).map((line) => `  ${line}`),
        ].join("\n"),
      );
    }
    for (const name of [
      error === "" ? action.type : error,
      ...events.map(({ eventName }) => eventName),
      ...(isCut(before, state) ? [`${action.type} cuts`] : []),
    ]) {
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

/** Whether a session that was still to run at the second of `after` now ends earlier, other than by its viewer. */
function isCut(before: State, after: State): boolean {
  return Object.entries(before.vaults).some(([vault, { sessions }]) =>
    Object.entries(sessions).some(([viewer, session]) => {
      const end = endOf(before, session);
      const then = after.vaults[vault as Address]?.sessions[viewer as Address];
      const isSame = then?.startedAt === session.startedAt && !then.ended;
      return end > after.now && isSame && endOf(after, then) < end;
    }),
  );
}

/** The ledger's own events. */
function eventsOf({ weir: { ledger } }: World, logs: readonly Log[]) {
  const own = logs.filter(({ address }) => getAddress(address) === getAddress(ledger.address));
  return parseEventLogs({ abi: ledger.abi, logs: own });
}

/** Enters the transfers of a transaction into the journal. */
function record(journal: Journal, events: ReturnType<typeof eventsOf>) {
  for (const { eventName, args } of events) {
    if (eventName !== "Transfer") continue;
    const { sender, receiver, id, amount } = args;
    const vault = getAddress(toHex(id, { size: 20 }));
    const balances = journal[vault] ?? {};
    journal[vault] = balances;
    if (sender !== zeroAddress) balances[sender] = amountOf(balances, sender) - amount;
    if (receiver !== zeroAddress) balances[receiver] = amountOf(balances, receiver) + amount;
  }
}

function compareJournal(world: World, journal: Journal, { vaults }: State): string[] {
  return world.assets.flatMap(({ vault }) =>
    world.accounts.flatMap((account) => {
      const replayed = amountOf(journal[vault], account);
      const expected = amountOf(vaults[vault]?.balances, account);
      if (replayed === expected) return [];
      return [`transfers give ${describe(world, [account, vault])} ${replayed}, not ${expected}`];
    }),
  );
}

/** A value with names instead of addresses and ids. */
function describe({ names }: World, value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === "bigint") return item > 2n ** 128n ? "huge" : item.toString();
    return typeof item === "string" ? (names.get(item) ?? item) : item;
  });
}
