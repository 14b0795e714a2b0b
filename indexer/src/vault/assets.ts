/** Assets that go into the vaults and out of them. */
import { ponder } from "ponder:registry";
import { skim, vaultDeposit, vaultWithdrawal } from "ponder:schema";
import { stampOf } from "../lib/stamp-of.ts";

ponder.on("StreamVault:Deposit", async ({ event, context: { db } }) => {
  await db
    .insert(vaultDeposit)
    .values({ id: event.id, vault: event.log.address, ...event.args, ...stampOf(event) });
});

ponder.on("StreamVault:Withdraw", async ({ event, context: { db } }) => {
  await db
    .insert(vaultWithdrawal)
    .values({ id: event.id, vault: event.log.address, ...event.args, ...stampOf(event) });
});

ponder.on("StreamVault:Skimmed", async ({ event, context: { db } }) => {
  await db
    .insert(skim)
    .values({ id: event.id, vault: event.log.address, ...event.args, ...stampOf(event) });
});
