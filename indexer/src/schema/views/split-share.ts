import { bigint, hex, integer, onchainView, sql } from "ponder";
import { balance } from "../ledger.ts";
import { splitClaim, splitHolder } from "../split.ts";

/** What each holder of a split has got from a vault and could claim now: its part of all that ever came in. */
export const splitShare = onchainView("split_share", {
  account: hex("account").notNull(),
  position: integer("position").notNull(),
  holder: hex("holder").notNull(),
  vault: hex("vault").notNull(),
  /** Basis points. */
  weight: integer("weight").notNull(),
  claimed: bigint("claimed").notNull(),
  claimable: bigint("claimable").notNull(),
}).as(sql`
  select
    ${splitHolder.account}, ${splitHolder.position}, ${splitHolder.holder}, ${balance.vault}, ${splitHolder.weight},
    coalesce("claim"."shares", 0) as "claimed",
    div((${balance.shares} + coalesce("out"."shares", 0)) * ${splitHolder.weight}, 10000)
      - coalesce("claim"."shares", 0) as "claimable"
  from ${splitHolder}
  join ${balance} on ${balance.account} = ${splitHolder.account}
  left join (
    select "account", "vault", sum("shares") as "shares" from ${splitClaim} group by "account", "vault"
  ) "out" on "out"."account" = ${balance.account} and "out"."vault" = ${balance.vault}
  left join (
    select "account", "vault", "holder", sum("shares") as "shares" from ${splitClaim}
    group by "account", "vault", "holder"
  ) "claim" on "claim"."account" = ${balance.account} and "claim"."vault" = ${balance.vault}
    and "claim"."holder" = ${splitHolder.holder}`);
