/** The indexer of the stack, as a child process on its embedded database. */
import { join } from "node:path";
import type { Home } from "./home.ts";
import type { Processes } from "./processes.ts";

/**
 * Starts the indexer on the deployment that the manifest describes.
 * @param port Where it listens, unless somebody has taken that port since it was found free.
 * @returns Where it does listen, as soon as it does.
 */
export async function startIndexer(
  processes: Processes,
  home: Home,
  port: number,
): Promise<number> {
  const child = processes.start({
    name: "indexer",
    command: process.execPath,
    args: [
      "node_modules/ponder/dist/esm/bin/ponder.js",
      ...["--root", "indexer", "--log-format", "json"],
      ...["start", "--schema", "weir", "--port", String(port), "--hostname", "127.0.0.1"],
    ],
    env: {
      WEIR_DEPLOYMENT: home.manifest,
      WEIR_INDEXER_DIR: home.indexer,
      WEIR_SQL: "1",
      PONDER_TELEMETRY_DISABLED: "1",
    },
    log: join(home.logs, "indexer.log"),
  });
  return child.line(serverPort);
}

/** The port in the line in which the indexer says that it listens. From a taken port it moves on to the next. */
function serverPort(line: string): number | undefined {
  if (!line.includes("Created HTTP server")) return undefined;
  return (JSON.parse(line) as { port: number }).port;
}
