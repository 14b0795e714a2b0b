/** A statement as text for a terminal. */
import { formatUnits } from "viem";
import { type Column, formatTable } from "../local/view/format.ts";
import type { Entry, Statement, Total } from "./indexer.ts";

const COLUMNS: Column[] = [
  { title: "time (UTC)" },
  { title: "block", isNumber: true },
  { title: "cause" },
  { title: "from / to" },
  { title: "credit", isNumber: true },
  { title: "debit", isNumber: true },
  { title: "balance", isNumber: true },
  { title: "arrears ±", isNumber: true },
  { title: "arrears", isNumber: true },
  { title: "transaction" },
];

/** The lines: whose statement it is, and for each vault a table with its opening and its close. */
export function printStatement({ name, kind, account, asOf, ...rest }: Statement): string[] {
  const lines = [
    `Statement of the ${kind} ${name}`,
    `account ${account}, as of block ${asOf.block} (${formatTime(asOf.time)} UTC)`,
  ];
  if (rest.vaults.length === 0) lines.push("", "Nothing has moved.");
  for (const total of rest.vaults) {
    const entries = rest.entries.filter(({ vault }) => vault === total.vault);
    lines.push("", `${total.symbol} (${total.vault})`, ...printVault(total, entries));
  }
  return lines;
}

function printVault({ decimals, opening, closing, ...sums }: Total, entries: Entry[]): string[] {
  const amount = (shares: string) => formatUnits(BigInt(shares), decimals);
  const orBlank = (shares: string) => (shares === "0" ? "" : amount(shares));
  const rows = entries.map((entry) => [
    formatTime(entry.time),
    entry.block,
    entry.cause.replaceAll("_", " "),
    entry.counterpartyName ?? abbreviate(entry.counterparty),
    orBlank(entry.credit),
    orBlank(entry.debit),
    amount(entry.balance),
    change(entry, amount),
    amount(entry.arrears),
    abbreviate(entry.tx),
  ]);
  const bound = (title: string, { balance, arrears }: Total["opening"]) => [
    ...["", "", title, "", "", "", amount(balance), "", amount(arrears), ""],
  ];
  const close = bound("close", closing);
  close[4] = amount(sums.credits);
  close[5] = amount(sums.debits);
  return formatTable(COLUMNS, [bound("opening", opening), ...rows, close]);
}

/** What a row does to arrears. */
function change(
  { arrearsAdded, arrearsPaid, arrearsForgiven }: Entry,
  amount: (shares: string) => string,
) {
  if (arrearsAdded !== "0") return `+${amount(arrearsAdded)}`;
  const less = arrearsPaid === "0" ? arrearsForgiven : arrearsPaid;
  return less === "0" ? "" : `-${amount(less)}`;
}

const formatTime = (seconds: string) =>
  new Date(Number(seconds) * 1_000).toISOString().slice(0, 19).replace("T", " ");

/** The zero address is whatever is outside the ledger. */
const abbreviate = (hex: string) =>
  /^0x0+$/.test(hex) ? "outside" : `${hex.slice(0, 6)}…${hex.slice(-4)}`;
