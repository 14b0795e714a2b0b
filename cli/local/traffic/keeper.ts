/** The keeper: settles, in batches, what sessions owe. Anyone could. */
import type { Address } from "viem";
import { paymentAbi } from "../abis.ts";
import { ClockStopped } from "../clock.ts";
import { send } from "../send.ts";
import { addressOf, type World } from "./world.ts";

/** Seconds between two batches. */
const INTERVAL = 4;

/** Settles every few seconds until the clock stops; for the first time as soon as anything is owed. */
export async function playKeeper(world: World): Promise<void> {
  const { chain, clock, manifest } = world;
  const ledger = { address: manifest.contracts.StreamPayment, abi: paymentAbi };
  const from = addressOf(world, "keeper");
  const viewers = new Map<Address, Set<Address>>();
  let nextBlock = BigInt(manifest.l2.startBlock);

  /** Notes who ever started a session in which vault. */
  const lookForViewers = async () => {
    const toBlock = clock.head().number;
    if (toBlock < nextBlock) return;
    const started = await chain.publicClient.getContractEvents({
      ...ledger,
      eventName: "SessionStarted",
      fromBlock: nextBlock,
      toBlock,
      strict: true,
    });
    for (const { args } of started) {
      const known = viewers.get(args.vault) ?? new Set();
      viewers.set(args.vault, known.add(args.viewer));
    }
    nextBlock = toBlock + 1n;
  };

  /** Settles one vault. Returns whether there was anything to settle. */
  const settle = async (vault: Address, known: Set<Address>) => {
    const owed = await Promise.all(
      [...known].map(async (viewer) => {
        const args = [viewer, vault] as const;
        return chain.publicClient.readContract({ ...ledger, functionName: "owed", args });
      }),
    );
    const debtors = [...known].filter((_, index) => owed[index] !== 0n);
    if (debtors.length === 0) return false;
    await send(chain, { ...ledger, from, functionName: "settle", args: [vault, debtors] });
    return true;
  };

  let hasSettled = false;
  for (;;) {
    try {
      await clock.passed(hasSettled ? INTERVAL : 1);
      await lookForViewers();
      const batches = await Promise.all([...viewers].map(([vault, known]) => settle(vault, known)));
      hasSettled ||= batches.includes(true);
    } catch (error) {
      if (error instanceof ClockStopped) return;
      world.report("keeper", error);
    }
  }
}
