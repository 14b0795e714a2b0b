import { db } from "ponder:api";
import { statementEntry, vault } from "ponder:schema";
import { and, asc, eq, gte, lt, sql } from "ponder";
import type { Hex } from "viem";
import type { Sql } from "../sql/accrued.ts";

/** Rows of one answer. */
const PAGE = 5_000;

/** Which part of a statement: the account, and what to leave out; Unix seconds, `to` not included. */
export type Span = { account: Hex; vault?: Hex; from: bigint | undefined; to: bigint | undefined };

/** A place in the chain. */
export type Cursor = { block: bigint; logIndex: number };

/** What a statement can be summed by. */
type Column = (typeof statementEntry)[
  | "credit"
  | "debit"
  | "arrearsAdded"
  | "arrearsPaid"
  | "arrearsForgiven"];

/** A row of a statement. Amounts are shares of the vault, as decimal strings. */
export type Entry = Awaited<ReturnType<typeof entriesOf>>["entries"][number];

const inAccount = (span: Span) =>
  and(
    eq(statementEntry.account, span.account),
    span.vault && eq(statementEntry.vault, span.vault),
    span.to === undefined ? undefined : lt(statementEntry.time, span.to),
  );

/**
 * Reads a page of rows in the order of the chain.
 * @param after The last row of the page before.
 * @returns The rows, and the cursor of the next page if there is one.
 */
export async function entriesOf(span: Span, after: Cursor | undefined) {
  const { block, logIndex, time } = statementEntry;
  const rows = await db
    .select()
    .from(statementEntry)
    .where(
      and(
        inAccount(span),
        span.from === undefined ? undefined : gte(time, span.from),
        after &&
          sql`(${block}, ${logIndex}) > (${String(after.block)}::numeric, ${after.logIndex}::integer)`,
      ),
    )
    .orderBy(asc(block), asc(logIndex))
    .limit(PAGE + 1);
  const vaults = new Map(
    (await db.select().from(vault)).map(({ address, ...terms }) => [address, terms]),
  );
  const last = rows.length > PAGE ? rows[PAGE - 1] : undefined;
  return {
    entries: rows.slice(0, PAGE).map((row) => {
      const { symbol, decimals } = vaults.get(row.vault) ?? unlisted(row.vault);
      return {
        time: String(row.time),
        block: String(row.block),
        tx: row.tx,
        logIndex: row.logIndex,
        vault: row.vault,
        symbol,
        decimals,
        cause: row.cause,
        causeLogIndex: row.causeLogIndex,
        counterparty: row.counterparty,
        counterpartyName: row.counterpartyName,
        credit: String(row.credit),
        debit: String(row.debit),
        balance: String(row.balance),
        arrearsAdded: String(row.arrearsAdded),
        arrearsPaid: String(row.arrearsPaid),
        arrearsForgiven: String(row.arrearsForgiven),
        arrears: String(row.arrears),
      };
    }),
    next: last === undefined ? null : `${last.block}-${last.logIndex}`,
  };
}

function unlisted(vault: Hex): never {
  throw new Error(`Shares of ${vault} moved, which no event listed as a vault.`);
}

/** What each vault's part of the statement adds up to, from its opening to its close. */
export async function totalsOf(span: Span) {
  const isBefore = sql`${statementEntry.time} < ${String(span.from ?? 0n)}::numeric`;
  const sum = (column: Column, which: Sql) =>
    sql<string>`coalesce(sum(${column}) filter (where ${which}), 0)::text`;
  const since = sql`not (${isBefore})`;
  const rows = await db
    .select({
      vault: vault.address,
      symbol: vault.symbol,
      decimals: vault.decimals,
      creditsBefore: sum(statementEntry.credit, isBefore),
      debitsBefore: sum(statementEntry.debit, isBefore),
      addedBefore: sum(statementEntry.arrearsAdded, isBefore),
      paidBefore: sum(statementEntry.arrearsPaid, isBefore),
      forgivenBefore: sum(statementEntry.arrearsForgiven, isBefore),
      credits: sum(statementEntry.credit, since),
      debits: sum(statementEntry.debit, since),
      arrearsAdded: sum(statementEntry.arrearsAdded, since),
      arrearsPaid: sum(statementEntry.arrearsPaid, since),
      arrearsForgiven: sum(statementEntry.arrearsForgiven, since),
    })
    .from(statementEntry)
    .innerJoin(vault, eq(vault.address, statementEntry.vault))
    .where(inAccount(span))
    .groupBy(vault.address, vault.symbol, vault.decimals)
    .orderBy(asc(vault.address));
  return rows.map(
    ({ creditsBefore, debitsBefore, addedBefore, paidBefore, forgivenBefore, ...row }) => {
      const balance = BigInt(creditsBefore) - BigInt(debitsBefore);
      const arrears = BigInt(addedBefore) - BigInt(paidBefore) - BigInt(forgivenBefore);
      return {
        ...row,
        opening: { balance: String(balance), arrears: String(arrears) },
        closing: {
          balance: String(balance + BigInt(row.credits) - BigInt(row.debits)),
          arrears: String(
            arrears +
              BigInt(row.arrearsAdded) -
              BigInt(row.arrearsPaid) -
              BigInt(row.arrearsForgiven),
          ),
        },
      };
    },
  );
}
