/**
 * `GET /statement/:id?vault=&from=&to=`: everything that moved on the account of a tenant or stream, as JSON, or as CSV
 * with `format=csv`.
 */

import { db } from "ponder:api";
import { account, stream, tenant, vault } from "ponder:schema";
import { Hono } from "hono";
import { eq, or, sql } from "ponder";
import type { Hex } from "viem";
import { z } from "zod";
import { ApiError } from "./errors.ts";
import { headRow } from "./head-row.ts";
import { address, check, expectOne, node, time } from "./request.ts";
import { formatCsv } from "./statement-csv.ts";
import { type Cursor, entriesOf, type Span, totalsOf } from "./statement-rows.ts";

const USAGE =
  "/statement/<name or namehash>?vault=<address or symbol>&from=&to=&after=&format=json|csv";

const Query = z.object({
  vault: z
    .union([address, z.string().regex(/^[\w.-]{1,32}$/, "must be an address or a symbol")])
    .optional(),
  /** First second that counts. */
  from: time.optional(),
  /** First second that no longer counts. */
  to: time.optional(),
  /** Where the page before ended: the `next` of its answer. */
  after: z
    .string()
    .regex(/^\d{1,15}-\d{1,9}$/, "must be the `next` of another answer, <block>-<log index>")
    .transform((value): Cursor => {
      const [block = "", logIndex = ""] = value.split("-");
      return { block: BigInt(block), logIndex: Number(logIndex) };
    })
    .optional(),
  format: z.enum(["json", "csv"]).default("json"),
});

export const statement = new Hono();

statement.get("/statement/:id", async (c) => {
  const id = check(node, c.req.param("id"), USAGE);
  const query = check(Query, c.req.query(), USAGE);
  const { block, time: at } = await headRow();
  const whose = await findNode(id);
  const span: Span = { account: whose.account, from: query.from, to: query.to };
  if (query.vault !== undefined) span.vault = await findVault(query.vault);

  const { entries, next } = await entriesOf(span, query.after);
  if (next !== null) c.header("x-next", next);
  if (query.format === "csv") {
    c.header("content-type", "text/csv; charset=utf-8");
    c.header("content-disposition", `attachment; filename="${whose.name}.csv"`);
    return c.body(formatCsv(entries));
  }
  return c.json({
    id,
    ...whose,
    from: query.from?.toString() ?? null,
    to: query.to?.toString() ?? null,
    asOf: { block: String(block), time: String(at) },
    vaults: await totalsOf(span),
    entries,
    next,
  });
});

/** The tenant or stream. */
async function findNode(id: Hex) {
  const columns = { kind: account.kind, account: account.address };
  const found = db
    .select({ ...columns, name: sql<string>`coalesce(${stream.name}, ${tenant.name})` })
    .from(account)
    .leftJoin(stream, eq(stream.id, account.nodeId))
    .leftJoin(tenant, eq(tenant.id, account.nodeId))
    .where(sql`${account.nodeId} = ${id} and ${account.kind} in ('tenant', 'stream')`);
  return expectOne(found, "tenant or stream", id);
}

/** The vault with this address, or the only one with this symbol. */
async function findVault(name: string): Promise<Hex> {
  const found = db
    .select({ address: vault.address })
    .from(vault)
    .where(or(eq(vault.address, name as Hex), eq(vault.symbol, name)));
  const { address } = await expectOne(found, "vault", name);
  if ((await found).length === 1) return address;
  throw new ApiError(
    400,
    "ambiguous",
    `Several vaults are called ${name}. Give the address of one.`,
  );
}
