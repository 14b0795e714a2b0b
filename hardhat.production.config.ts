import { defineConfig } from "hardhat/config";
import config, { production } from "./hardhat.config.ts";

/**
 * The build that is deployed, and on which gas and code size are measured. It has folders of its own, so that it and the
 * quick build for tests do not throw each other's artifacts away: `hardhat --config hardhat.production.config.ts …`.
 */
export default defineConfig({
  ...config,
  paths: {
    ...config.paths,
    artifacts: "./.weir/production/artifacts",
    cache: "./.weir/production/cache",
  },
  solidity: production,
  typechain: { ...config.typechain, dontOverrideCompile: true },
});
