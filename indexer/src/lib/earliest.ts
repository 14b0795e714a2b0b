/** The smallest of some times; those that never came are passed over. */
export const earliest = (first: bigint, ...others: (bigint | undefined)[]) =>
  others.reduce<bigint>(
    (least, time) => (time !== undefined && time < least ? time : least),
    first,
  );
