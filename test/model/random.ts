/** A source of pseudo-random choices that one seed reproduces. */
export type Random = {
  /** An integer from 0 to `bound` - 1. */
  below: (bound: number) => number;
  /** An integer from 0n to `max`. */
  upTo: (max: bigint) => bigint;
  /** True once in `times`. */
  onceIn: (times: number) => boolean;
  /** One of the choices. */
  pick: <Choice>(choices: readonly Choice[]) => Choice;
  /** One of the choices, mostly one of the good ones if there are any. */
  prefer: <Choice>(choices: readonly Choice[], isGood: (choice: Choice) => boolean) => Choice;
  /** One of the choices, each as often as its weight says. */
  weighted: <Choice>(choices: readonly (readonly [number, Choice])[]) => Choice;
};

/** Mulberry32: small, and good enough to choose test cases. */
export function randomOf(seed: number): Random {
  let word = seed | 0;
  const fraction = () => {
    word = (word + 0x6d2b79f5) | 0;
    let mixed = Math.imul(word ^ (word >>> 15), word | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (bound: number) => Math.floor(fraction() * bound);
  const upTo = (max: bigint) =>
    max <= 0n ? 0n : ((max + 1n) * BigInt(below(2 ** 32))) / 2n ** 32n;
  const pick = <Choice>(choices: readonly Choice[]) => {
    if (choices.length === 0) throw new Error("There is nothing to pick from.");
    return choices[below(choices.length)] as Choice;
  };
  const prefer = <Choice>(choices: readonly Choice[], isGood: (choice: Choice) => boolean) => {
    const good = choices.filter(isGood);
    return pick(good.length === 0 || below(12) === 0 ? choices : good);
  };
  const weighted = <Choice>(choices: readonly (readonly [number, Choice])[]) => {
    let rest = below(choices.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, choice] of choices) {
      if (rest < weight) return choice;
      rest -= weight;
    }
    throw new Error("There is nothing to choose from.");
  };
  return { below, upTo, onceIn: (times) => below(times) === 0, pick, prefer, weighted };
}
