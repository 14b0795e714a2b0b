/** Money that leaves the ledger. Deposits have no event of their own: see the journal. */
import { ponder } from "ponder:registry";
import { withdrawal } from "ponder:schema";
import { zeroAddress } from "viem";
import { explain } from "../lib/explain.ts";
import { stampOf } from "../lib/stamp-of.ts";

ponder.on("StreamPayment:Withdrawn", async ({ event, context }) => {
  const { account, shares } = event.args;
  await context.db.insert(withdrawal).values({ id: event.id, ...event.args, ...stampOf(event) });
  await explain(context, event, account, [{ receiver: zeroAddress, shares }], "withdrawal");
});
