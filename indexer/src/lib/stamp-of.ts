import type { Hex } from "viem";

type Located = {
  block: { number: bigint; timestamp: bigint };
  transaction: { hash: Hex };
  log: { logIndex: number };
};

/** Where an event stands in the chain, as the columns of `stamp`. */
export const stampOf = ({ block, transaction, log }: Located) => ({
  block: block.number,
  time: block.timestamp,
  tx: transaction.hash,
  logIndex: log.logIndex,
});
