import { buildModule } from "@nomicfoundation/ignition-core";
import type { Address } from "viem";
import type { Parameters } from "../parameters.ts";
import { contracts } from "./contracts.ts";
import { governance } from "./governance.ts";

/**
 * The whole suite on one chain, governed and sealed.
 *
 * @param deployer Who sends the transactions. It keeps no power, unless it is the governor, as on a local chain.
 */
export function weirModule(parameters: Parameters, deployer: Address) {
  return buildModule("Weir", (m) => {
    const deployed = contracts(m, parameters, deployer);
    governance(m, deployed, parameters, deployer);
    return {
      AccessManager: deployed.manager,
      ...deployed.assets,
      ...deployed.proxies,
      ...deployed.implementations,
    };
  });
}
