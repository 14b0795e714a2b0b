/** What `npm start -- …` understands. */
import { parseArgs } from "node:util";

/** See {@link USAGE}. */
export type Options = {
  traffic: boolean;
  /** Decides what viewers and creators do; the same seed, the same decisions. */
  seed: number;
  help: boolean;
};

export const USAGE = `Usage: npm start -- [options]

  --no-traffic   start everything quiet: contracts only, nobody registers or watches anything
  --seed <n>     what the played viewers and creators decide (default 1)
  --help         this text

Environment: WEIR_HOME is the folder of everything the stack writes (default .weir). Two stacks need two.`;

/** @throws An error with a sentence for people if an argument is unknown or wrong. */
export function parseOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    allowNegative: true,
    options: {
      traffic: { type: "boolean", default: true },
      seed: { type: "string", default: "1" },
      help: { type: "boolean", default: false },
    },
  });
  if (!/^\d{1,9}$/.test(values.seed)) {
    throw new Error(`--seed takes a whole number of at most nine digits, not "${values.seed}".`);
  }
  return { traffic: values.traffic, seed: Number(values.seed), help: values.help };
}
