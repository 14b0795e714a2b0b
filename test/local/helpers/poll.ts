import { setTimeout } from "node:timers/promises";

/** Milliseconds between two looks. */
const INTERVAL = 200;

/** Milliseconds after which it gives up and says what it last saw go wrong. */
const TIMEOUT = 180_000;

/**
 * Looks again and again until there is something to see.
 * @param look Returns nothing, or throws, as long as there is not.
 * @param isVain Whether there will be nothing any more.
 */
export async function poll<T>(
  look: () => Promise<T | undefined>,
  isVain: () => boolean = () => false,
): Promise<T> {
  const deadline = Date.now() + TIMEOUT;
  let reason: unknown;
  while (Date.now() < deadline && !isVain()) {
    try {
      const seen = await look();
      if (seen !== undefined) return seen;
    } catch (error) {
      reason = error;
    }
    await setTimeout(INTERVAL);
  }
  throw new Error(`There was nothing to see: ${look}`, { cause: reason });
}
