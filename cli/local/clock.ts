/** The time of the chain, which is the only time that money knows. */
import type { Block, PublicClient } from "viem";
import { createDeferred } from "./deferred.ts";

/** A block that has been mined. */
export type Head = Pick<Block<bigint, false, "latest">, "number" | "timestamp">;

export type ChainClock = {
  /** The last block seen. */
  head(): Head;
  /** Calls back at every new block. Returns how to stop it. */
  onBlock(listen: (head: Head) => void): () => void;
  /** Resolves at the first block at or after this Unix time in seconds. Rejects when the clock stops. */
  reached(time: bigint): Promise<Head>;
  /** Resolves so many seconds of the chain from now. Rejects when the clock stops. */
  passed(seconds: number): Promise<Head>;
  /** Watches no longer. */
  stop(): void;
};

/** What everybody who waits for a time is told when the clock stops. */
export class ClockStopped extends Error {
  constructor() {
    super("The local stack is stopping.");
  }
}

/** Starts to follow a chain. */
export async function followChain(client: PublicClient): Promise<ChainClock> {
  let head: Head = await client.getBlock({ includeTransactions: false });
  const listeners = new Set<(head: Head) => void>();
  const { promise: stopped, reject } = createDeferred<never>();
  stopped.catch(() => {});

  const unwatch = client.watchBlocks({
    onBlock: (block) => {
      head = block;
      for (const listen of [...listeners]) listen(head);
    },
    // A question that fails is asked again; a chain that died is noticed as a process that did.
    onError: () => {},
  });

  const onBlock = (listen: (head: Head) => void) => {
    listeners.add(listen);
    return () => listeners.delete(listen);
  };
  const reached = (time: bigint) =>
    Promise.race([
      stopped,
      new Promise<Head>((resolve) => {
        if (head.timestamp >= time) return resolve(head);
        const unlisten = onBlock((block) => {
          if (block.timestamp < time) return;
          unlisten();
          resolve(block);
        });
      }),
    ]);

  return {
    head: () => head,
    onBlock,
    reached,
    passed: (seconds) => reached(head.timestamp + BigInt(Math.ceil(seconds))),
    stop: () => {
      unwatch();
      reject(new ClockStopped());
    },
  };
}
