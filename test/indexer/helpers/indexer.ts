import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Running, run } from "./processes.ts";

const HOST = "127.0.0.1";

/** A running indexer. */
export type Indexer = Running & {
  url: string;
  /** Resolves when the block is in the tables. */
  indexed(block: bigint): Promise<void>;
  /** A GET that has to succeed, as JSON. */
  get<T>(path: string): Promise<T>;
};

/**
 * Starts the indexer on a free port, on an embedded database.
 * @param deployment Content of the deployment file.
 * @param directory Of the database; one that is in memory ends with the process.
 */
export async function startIndexer(deployment: unknown, directory = "memory://"): Promise<Indexer> {
  const file = join(mkdtempSync(join(tmpdir(), "weir-")), "deployment.json");
  writeFileSync(file, JSON.stringify(deployment));
  const ponder = run(
    process.execPath,
    [
      "node_modules/ponder/dist/esm/bin/ponder.js",
      ...["--root", "indexer", "--log-format", "json"],
      ...["start", "--schema", "weir", "--port", String(await freePort()), "--hostname", HOST],
    ],
    {
      WEIR_DEPLOYMENT: file,
      WEIR_INDEXER_DIR: directory,
      DATABASE_URL: "",
      WEIR_SQL: "1",
      PONDER_TELEMETRY_DISABLED: "1",
    },
  );
  // A port that is taken makes it take the next one, and it says which.
  const port = await ponder.line((line) => {
    const entry = parse(line);
    return entry.msg === "Created HTTP server" ? entry.port : undefined;
  });
  const url = `http://${HOST}:${port}`;
  return {
    ...ponder,
    url,
    indexed: (block) =>
      ponder
        .line((line) => {
          const entry = parse(line);
          return entry.msg === "Indexed block" && BigInt(entry.number ?? -1) >= block
            ? true
            : undefined;
        })
        .then(() => undefined),
    get: async <T>(path: string) => {
      const response = await fetch(url + path);
      if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as T;
    },
  };
}

/** A port that the system gives to nobody else for a while. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, HOST);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

type Entry = { msg?: string; port?: number; number?: number };

function parse(line: string): Entry {
  try {
    return JSON.parse(line);
  } catch {
    return {};
  }
}
