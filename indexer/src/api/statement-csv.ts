import { formatUnits } from "viem";
import type { Entry } from "./statement-rows.ts";

/** Amounts of an entry. */
const AMOUNTS = [
  "credit",
  "debit",
  "balance",
  "arrearsAdded",
  "arrearsPaid",
  "arrearsForgiven",
  "arrears",
] as const satisfies (keyof Entry)[];

const HEADER = [
  ...["time", "block", "tx", "logIndex", "vault", "symbol", "cause"],
  ...["counterparty", "counterpartyName", ...AMOUNTS],
];

/** Rows of a statement as CSV (RFC 4180): times in ISO 8601, amounts exact, in whole units of the vault. */
export function formatCsv(entries: Entry[]): string {
  const lines = entries.map((entry) =>
    [
      new Date(Number(entry.time) * 1_000).toISOString(),
      ...[entry.block, entry.tx, entry.logIndex, entry.vault, entry.symbol, entry.cause],
      ...[entry.counterparty, entry.counterpartyName ?? ""],
      ...AMOUNTS.map((column) => formatUnits(BigInt(entry[column]), entry.decimals)),
    ]
      .map(quote)
      .join(","),
  );
  return `${[HEADER.join(","), ...lines].join("\r\n")}\r\n`;
}

function quote(cell: string | number): string {
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
