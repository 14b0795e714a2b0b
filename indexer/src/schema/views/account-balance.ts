import { bigint, hex, onchainView, sql } from "ponder";
import { clock } from "../clock.ts";
import { balance } from "../ledger.ts";
import { currentSession } from "./current-session.ts";

/** What an account has and can spend in a vault at the head; a creator's `available` is what can be claimed. */
export const accountBalance = onchainView("account_balance", {
  account: hex("account").notNull(),
  vault: hex("vault").notNull(),
  shares: bigint("shares").notNull(),
  /** Part of the shares that the account's running session owes. */
  owed: bigint("owed").notNull(),
  available: bigint("available").notNull(),
  /** Unix time of the head. */
  at: bigint("at").notNull(),
}).as(sql`
  select
    ${balance.account}, ${balance.vault}, ${balance.shares},
    coalesce(${currentSession.owed}, 0) as "owed",
    ${balance.shares} - coalesce(${currentSession.owed}, 0) as "available",
    ${clock.time} as "at"
  from ${balance}
  cross join ${clock}
  left join ${currentSession} on ${currentSession.viewer} = ${balance.account}
    and ${currentSession.vault} = ${balance.vault}`);
