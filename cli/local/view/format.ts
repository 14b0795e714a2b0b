/** Figures and tables as text. */
import { formatUnits } from "viem";

/** Digits after the point that are shown at most. */
const MAX_DIGITS = 8;

/** An amount of shares in whole units, with as many digits as a small rate needs: 1500n of 6 decimals is "0.001500". */
export function formatAmount(shares: bigint, decimals: number): string {
  const [whole = "0", fraction = ""] = formatUnits(shares, decimals).split(".");
  const digits = Math.min(decimals, MAX_DIGITS);
  return `${whole}.${fraction.padEnd(digits, "0").slice(0, digits)}`;
}

/** Seconds as minutes and seconds, or hours: 75 is "1:15". */
export function formatSeconds(seconds: bigint): string {
  const two = (value: bigint) => String(value).padStart(2, "0");
  const [hours, minutes] = [seconds / 3_600n, (seconds / 60n) % 60n];
  return hours > 0n
    ? `${hours}:${two(minutes)}:${two(seconds % 60n)}`
    : `${minutes}:${two(seconds % 60n)}`;
}

/** Unix time as the time of day in UTC. */
export function formatTime(time: bigint): string {
  return new Date(Number(time) * 1_000).toISOString().slice(11, 19);
}

/** A column of a table. */
export type Column = { title: string; isNumber?: true };

/**
 * Rows under their titles, columns as wide as their content; numbers are aligned to the right.
 * @returns One line for the titles and one for each row.
 */
export function formatTable(columns: readonly Column[], rows: readonly string[][]): string[] {
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    columns
      .map(({ isNumber }, index) => {
        const [cell = "", width = 0] = [cells[index], widths[index]];
        return isNumber ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd();
  return [columns.map(({ title }) => title), ...rows].map(line);
}
