/**
 * The statement of a tenant or stream, in the terminal or as CSV:
 *
 *     npm run statement -- stream1.alice.weir.eth --vault stUSDC
 *     npm run --silent statement -- alice.weir.eth --csv > alice.csv
 *
 * Exit code 0 if it was printed, 1 if there is none to print, 2 if it was called wrongly.
 */
import { fetchCsv, fetchStatement } from "./statement/indexer.ts";
import { type Options, parseOptions, USAGE } from "./statement/options.ts";
import { printStatement } from "./statement/print.ts";

/** @returns The exit code. */
async function main(): Promise<number> {
  let options: Options | undefined;
  try {
    options = parseOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${messageOf(error)}\n\n${USAGE}`);
    return 2;
  }
  if (options === undefined) {
    console.log(USAGE);
    return 0;
  }
  try {
    if (options.csv) for await (const page of fetchCsv(options)) process.stdout.write(page);
    else console.log(printStatement(await fetchStatement(options)).join("\n"));
    return 0;
  } catch (error) {
    console.error(messageOf(error));
    return 1;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

process.exitCode = await main();
