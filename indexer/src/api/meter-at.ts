import { db } from "ponder:api";
import { clock, segment, settlement, startFee } from "ponder:schema";
import { and, eq, sql } from "ponder";
import type { Hex } from "viem";
import { accrued, type Sql, segmentsWithEnds } from "../sql/accrued.ts";

/** Whose meter: rows that match all the fields given. */
export type Whose = Partial<Record<"viewer" | "streamId" | "tenantId" | "payee" | "vault", Hex>>;

/** The meter in one vault, in shares. */
export type Figures = {
  vault: Hex;
  owed: bigint;
  settled: bigint;
  prepaid: bigint;
  paid: bigint;
  fees: bigint;
};

type Row = {
  block: string;
  time: string;
  vault: Hex | null;
  owed: string;
  settled: string;
  fees: string;
};

/**
 * The meter at a time, from the history of segments and payments.
 * @param whose Whose meter.
 * @param at Unix time in seconds; beyond the head, what it will be if nothing more happens.
 * @returns The figures of each vault, and the block and time they are fresh as of.
 */
export async function meterAt(whose: Whose, at: bigint) {
  const time = sql`${at.toString()}::numeric`;
  const { rows } = (await db.execute(sql`
    select ${clock.block}, ${clock.time}, "meter".* from ${clock} left join (
      select "vault", sum("owed") as "owed", sum("settled") as "settled", sum("fees") as "fees" from (
        select ${segment.vault}, ${accrued(sql`${segment.from}`, time)} as "owed", 0 as "settled", 0 as "fees"
        from ${segmentsWithEnds} where ${matches(segment, whose)} and ${segment.from} < ${time}
        union all
        select ${settlement.vault}, 0, ${settlement.gross}, ${settlement.fee}
        from ${settlement} where ${matches(settlement, whose)} and ${settlement.time} <= ${time}
        union all
        select ${startFee.vault}, ${startFee.gross}, ${startFee.gross}, ${startFee.fee}
        from ${startFee} where ${matches(startFee, whose)} and ${startFee.time} <= ${time}
      ) "entry" group by "vault"
    ) "meter" on true order by "vault"`)) as unknown as { rows: Row[] };

  const [first] = rows;
  return {
    asOf: { block: BigInt(first?.block ?? 0), time: BigInt(first?.time ?? 0) },
    figures: rows.flatMap((row): Figures[] => {
      if (row.vault === null) return [];
      const [owed, settled, fees] = [BigInt(row.owed), BigInt(row.settled), BigInt(row.fees)];
      const prepaid = 0n;
      return [{ vault: row.vault, owed, settled, prepaid, paid: settled + prepaid, fees }];
    }),
  };
}

function matches(table: typeof segment | typeof settlement | typeof startFee, whose: Whose): Sql {
  const conditions = Object.entries(whose).map(([column, value]) =>
    eq(table[column as keyof Whose], value),
  );
  return and(sql`true`, ...conditions) ?? sql`true`;
}
