import type { IgnitionModuleBuilder } from "@nomicfoundation/ignition-core";
import { maxUint256 } from "viem";
import type { Parameters } from "../parameters.ts";
import { behindProxy } from "./proxy.ts";

/**
 * The assets: those that the parameters name, or doubles of them on a local chain. There the governor may mint any
 * amount of USDC.
 *
 * @param deployer Owner of the double of USDC.
 */
export function tokens(m: IgnitionModuleBuilder, parameters: Parameters, deployer: string) {
  return {
    WETH: weth(m, parameters.vaults.WETH.asset),
    USDC: usdc(m, parameters.vaults.USDC.asset, parameters.governor, deployer),
  };
}

function weth(m: IgnitionModuleBuilder, asset: string | undefined) {
  if (asset !== undefined) return m.contractAt("IWETH", asset, { id: "WETH" });
  return m.contract("MockWETH9", [], { id: "WETH" });
}

function usdc(
  m: IgnitionModuleBuilder,
  asset: string | undefined,
  governor: string,
  deployer: string,
) {
  // Only the address matters here, so any ABI does.
  if (asset !== undefined) return m.contractAt("IWETH", asset, { id: "USDC" });
  const { proxy } = behindProxy(m, "USDC", { contract: "MockUSDC", initialArgs: [deployer] });
  m.call(proxy, "configureMinter", [governor, maxUint256], { id: "USDCMinter" });
  return proxy;
}
