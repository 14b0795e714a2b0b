/** What `npm run statement -- …` understands. */
import { parseArgs } from "node:util";

/** See {@link USAGE}. */
export type Options = {
  /** A name or namehash. */
  id: string;
  vault: string | undefined;
  /** Unix times, the first that counts and the first that no longer does. */
  from: string | undefined;
  to: string | undefined;
  url: string | undefined;
  csv: boolean;
};

export const USAGE = `Usage: npm run statement -- <name or id> [options]

Everything that moved on the account of a tenant or stream, with what it holds and owes after each row.

  <name or id>     for example stream1.alice.weir.eth, or its namehash
  --vault <vault>  only this one: a symbol such as stUSDC, or an address
  --from <time>    first second that counts: 2026-01-31, 2026-01-31T12:00:00Z, or a Unix time
  --to <time>      first second that no longer counts
  --csv            as CSV, with exact amounts in whole units of the vault
  --url <url>      of the indexer, if it is not the local stack's
  --help           this text`;

/**
 * @returns Nothing if help is asked for.
 * @throws An error with a sentence for people if an argument is missing, unknown or wrong.
 */
export function parseOptions(args: string[]): Options | undefined {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      vault: { type: "string" },
      from: { type: "string" },
      to: { type: "string" },
      url: { type: "string" },
      csv: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  const [id, ...rest] = positionals;
  if (id === undefined)
    throw new Error("Whose statement? Give the name or id of a tenant or stream.");
  if (rest.length > 0) throw new Error(`One name at a time, not also "${rest.join(" ")}".`);
  if (values.url !== undefined && !/^https?:\/\/./.test(values.url)) {
    throw new Error(
      `--url takes an address that begins with http:// or https://, not "${values.url}".`,
    );
  }
  return {
    id,
    vault: values.vault,
    from: values.from === undefined ? undefined : parseTime("--from", values.from),
    to: values.to === undefined ? undefined : parseTime("--to", values.to),
    url: values.url,
    csv: values.csv,
  };
}

/** A date, a date with a time, or a Unix time, as a Unix time. What names no zone is UTC. */
function parseTime(option: string, text: string): string {
  if (/^\d{1,13}$/.test(text)) return text;
  const isDate = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?$/.test(text);
  const hasZone = !text.includes("T") || /(Z|[+-]\d\d:\d\d)$/.test(text);
  const time = Date.parse(hasZone ? text : `${text}Z`);
  if (!isDate || Number.isNaN(time) || time < 0) {
    throw new Error(
      `${option} takes 2026-01-31, 2026-01-31T12:00:00Z or a Unix time, not "${text}".`,
    );
  }
  return String(Math.floor(time / 1_000));
}
