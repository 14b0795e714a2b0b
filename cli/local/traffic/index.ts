/** Live traffic on the local stack. */
import { playBilling } from "./billing.ts";
import { playBusiness } from "./business.ts";
import { playKeeper } from "./keeper.ts";
import { publish } from "./publish.ts";
import { CHARACTERS, playViewer } from "./viewer.ts";
import type { World } from "./world.ts";

/** Lets the creators publish. To be done while the chain mines at once. */
export async function prepareTraffic(world: World): Promise<() => Promise<void>> {
  const { streams, split } = await publish(world);
  /** Plays until the clock stops. */
  return async () => {
    await Promise.all([
      playKeeper(world),
      ...CHARACTERS.map((character) => playViewer(world, streams, character)),
      playBusiness(world, streams, split),
      playBilling(world, streams),
    ]);
  };
}
