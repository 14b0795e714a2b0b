/** Asks an indexer for statements. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Options } from "./options.ts";

/** What an account holds and owes, in shares as decimal strings. */
type Standing = { balance: string; arrears: string };

/** One row; amounts in shares, times in Unix seconds, as decimal strings. */
export type Entry = Record<
  | "time"
  | "block"
  | "tx"
  | "vault"
  | "cause"
  | "counterparty"
  | "credit"
  | "debit"
  | "arrearsAdded"
  | "arrearsPaid"
  | "arrearsForgiven",
  string
> &
  Standing & { counterpartyName: string | null };

/** One vault's part of a statement. */
export type Total = { vault: string; symbol: string; decimals: number } & Record<
  "credits" | "debits" | "arrearsAdded" | "arrearsPaid" | "arrearsForgiven",
  string
> &
  Record<"opening" | "closing", Standing>;

/** A statement as the indexer gives it. */
export type Statement = {
  name: string;
  kind: "tenant" | "stream";
  account: string;
  asOf: { block: string; time: string };
  vaults: Total[];
  entries: Entry[];
};

/** What the user can do if there is no indexer to ask. */
const REMEDY = "Start the local stack with `npm start`, or name an indexer with --url.";

/** The whole statement, from all its pages. */
export async function fetchStatement(options: Options): Promise<Statement> {
  let statement: Statement | undefined;
  for await (const page of pagesOf(options, "json")) {
    const next = (await page.json()) as Statement;
    if (statement === undefined) statement = next;
    else statement.entries.push(...next.entries);
  }
  if (statement === undefined) throw new Error("The indexer gave no page.");
  return statement;
}

/** The whole statement as CSV, page by page; the line of titles stands in the first. */
export async function* fetchCsv(options: Options): AsyncGenerator<string> {
  let isFirst = true;
  for await (const page of pagesOf(options, "csv")) {
    const text = await page.text();
    yield isFirst ? text : text.slice(text.indexOf("\n") + 1);
    isFirst = false;
  }
}

async function* pagesOf(options: Options, format: "json" | "csv"): AsyncGenerator<Response> {
  const base = (options.url ?? localUrl()).replace(/\/(graphql)?\/?$/, "");
  const url = new URL(`${base}/statement/${encodeURIComponent(options.id)}`);
  for (const key of ["vault", "from", "to"] as const) {
    if (options[key] !== undefined) url.searchParams.set(key, options[key]);
  }
  url.searchParams.set("format", format);
  for (;;) {
    const page = await get(url, base);
    yield page;
    const next = page.headers.get("x-next");
    if (next === null) return;
    url.searchParams.set("after", next);
  }
}

/** A page, or an error that says why there is none and what to do. */
async function get(url: URL, base: string): Promise<Response> {
  const response = await fetch(url).catch((cause: Error) => {
    const why = (cause.cause as Error | undefined)?.message || cause.message;
    throw new Error(`No indexer answers at ${base} (${why}). ${REMEDY}`, { cause });
  });
  if (response.ok) return response;
  const { error } = (await response.json().catch(() => ({}))) as { error?: { message: string } };
  throw new Error(
    error?.message ?? `${base} answers ${response.status}, so it is no indexer of Weir. ${REMEDY}`,
  );
}

/** Where the indexer of the local stack is. */
function localUrl(): string {
  const file = join(process.env.WEIR_HOME ?? ".weir", "local.json");
  try {
    return JSON.parse(readFileSync(file, "utf8")).graphqlUrl;
  } catch (cause) {
    throw new Error(`There is no ${file}, so no local stack is running. ${REMEDY}`, { cause });
  }
}
