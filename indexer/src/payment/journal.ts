/** The ledger's journal: every transfer, with the balances it leaves. */
import { type Context, ponder } from "ponder:registry";
import { account, approval, balance, deposit, operator, transfer } from "ponder:schema";
import { type Address, numberToHex, zeroAddress } from "viem";
import { stampOf } from "../lib/stamp-of.ts";

/** What of the event says why it happened. */
type Transfer = { args: { sender: Address; receiver: Address }; log: { logIndex: number } };

/** The vault behind an ERC-6909 id. */
const vaultOf = (id: bigint): Address => numberToHex(id, { size: 20 });

/** Adds to a balance, or takes from it, and returns what it is then. */
async function change({ db }: Context, holder: Address, vault: Address, shares: bigint) {
  await db.insert(account).values({ address: holder, kind: "wallet" }).onConflictDoNothing();
  const row = await db
    .insert(balance)
    .values({ account: holder, vault, shares })
    .onConflictDoUpdate((before) => ({ shares: before.shares + shares }));
  if (row.shares < 0n) {
    throw new Error(
      `The journal takes more out of ${holder} in vault ${vault} than it put in: its beginning is missing. Set ` +
        "l2.startBlock in the deployment file to the block in which the ledger was deployed.",
    );
  }
  return row.shares;
}

ponder.on("StreamPayment:Transfer", async ({ event, context }) => {
  const { caller, sender, receiver, id, amount } = event.args;
  const vault = vaultOf(id);

  // Credit before debit: what an account sends to itself it has had, and both columns show the same.
  if (receiver !== zeroAddress) await change(context, receiver, vault, amount);
  const senderBalance =
    sender === zeroAddress ? null : await change(context, sender, vault, -amount);
  const receiverBalance =
    receiver === zeroAddress ? null : await change(context, receiver, vault, 0n);

  await context.db.insert(transfer).values({
    ...stampOf(event),
    vault,
    caller,
    sender,
    receiver,
    shares: amount,
    senderBalance,
    receiverBalance,
    ...(await reasonOf(context, event)),
  });
  if (sender === zeroAddress) {
    await context.db.insert(deposit).values({
      id: event.id,
      vault,
      account: receiver,
      caller,
      shares: amount,
      ...stampOf(event),
    });
  }
});

/** Why an account pays, if that follows from what it is. Other reasons come with the business event that follows. */
async function reasonOf({ db }: Context, { args, log }: Transfer) {
  if (args.sender === zeroAddress) return { reason: "deposit" } as const;
  const payer = await db.find(account, { address: args.sender });
  // A claim is announced before the money moves.
  if (payer?.kind === "split") {
    return { reason: "split_claim", reasonLogIndex: log.logIndex - 1 } as const;
  }
  return {};
}

ponder.on("StreamPayment:OperatorSet", async ({ event, context: { db } }) => {
  const { owner, spender, approved } = event.args;
  await db.insert(operator).values({ owner, spender, approved }).onConflictDoUpdate({ approved });
});

ponder.on("StreamPayment:Approval", async ({ event, context: { db } }) => {
  const { owner, spender, id, amount } = event.args;
  await db
    .insert(approval)
    .values({ owner, spender, vault: vaultOf(id), shares: amount })
    .onConflictDoUpdate({ shares: amount });
});
