/** Hardhat with the production configuration: it compiles, and it holds the networks and the deployer's key. */
import {
  createHardhatRuntimeEnvironment,
  importUserConfig,
  resolveHardhatConfigPath,
} from "hardhat/hre";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { NetworkName } from "./parameters.ts";

/** Hardhat, with the production build up to date. */
export async function productionHardhat(): Promise<HardhatRuntimeEnvironment> {
  const config = await resolveHardhatConfigPath("hardhat.production.config.ts");
  const hre = await createHardhatRuntimeEnvironment(await importUserConfig(config), { config });
  await hre.tasks.getTask("build").run({ quiet: true, noTests: true });
  return hre;
}

/** The JSON-RPC address that the configuration has for a network. */
export async function rpcUrlOf(
  hre: HardhatRuntimeEnvironment,
  network: NetworkName,
): Promise<string> {
  const config = hre.config.networks[network];
  if (config?.type !== "http") throw new Error(`hardhat.config.ts has no address for ${network}.`);
  return config.url.getUrl();
}
