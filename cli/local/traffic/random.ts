/** Choices that one seed repeats. */

/** Makes the decisions of one actor. */
export type Random = {
  /** A number from `min` up to, not including, `max`. */
  between(min: number, max: number): number;
  /** Whether something with this probability happens. */
  chance(probability: number): boolean;
  /** One of the items; there must be some. */
  pick<T>(items: readonly T[]): T;
};

/** The decisions of the actor `name` under `seed`; they do not depend on what others do. */
export function createRandom(seed: number, name: string): Random {
  let state = seed >>> 0;
  for (const character of name) state = (Math.imul(state, 31) + character.charCodeAt(0)) >>> 0;
  // Mulberry32.
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    between: (min, max) => min + next() * (max - min),
    chance: (probability) => next() < probability,
    pick: (items) => {
      const item = items[Math.floor(next() * items.length)];
      if (item === undefined) throw new Error("There is nothing to choose from.");
      return item;
    },
  };
}
