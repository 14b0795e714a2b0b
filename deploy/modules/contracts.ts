import type { IgnitionModuleBuilder } from "@nomicfoundation/ignition-core";
import { namehash } from "viem";
import { abiNameOf } from "../contracts.ts";
import type { Parameters } from "../parameters.ts";
import { behindProxy, proxyOf } from "./proxy.ts";
import { tokens } from "./tokens.ts";

/**
 * The contracts of Weir, joined to each other, with the vaults listed and the fees set. The manager's only member is
 * still the deployer.
 */
export function contracts(m: IgnitionModuleBuilder, parameters: Parameters, deployer: string) {
  const root = namehash(parameters.root);
  const manager = m.contract("StreamAccessManager", [deployer], { id: "AccessManager" });
  const assets = tokens(m, parameters, deployer);

  const { implementation: factoryImplementation, proxy: factory } = behindProxy(
    m,
    "DepositFactory",
    { contract: "DepositFactory", initialArgs: [manager] },
  );

  const vaultImplementation = m.contract("StreamVault", [], { id: "StreamVaultImplementation" });
  const vault = (asset: keyof typeof assets) => {
    const { name, symbol } = parameters.vaults[asset];
    const initialArgs = [assets[asset], name, symbol, manager];
    return proxyOf(m, `${asset}Vault`, vaultImplementation, "StreamVault", initialArgs);
  };
  const [WETHVault, USDCVault] = [vault("WETH"), vault("USDC")];

  const { implementation: registryImplementation, proxy: registry } = behindProxy(
    m,
    "StreamRegistry",
    { contract: "StreamRegistry", initialArgs: [manager, root] },
  );
  const { implementation: splitsImplementation, proxy: splits } = behindProxy(m, "StreamSplits", {
    contract: "StreamSplits",
    initialArgs: [manager],
  });
  const { implementation: billingImplementation, proxy: billing } = behindProxy(
    m,
    "StreamBilling",
    {
      contract: "StreamBilling",
      constructorArgs: [registry, parameters.rateNotice],
      initialArgs: [manager],
    },
  );
  const { implementation: ledgerImplementation, proxy: ledger } = behindProxy(m, "StreamPayment", {
    contract: "StreamPayment",
    abi: abiNameOf("StreamPayment"),
    constructorArgs: [
      {
        registry,
        splits,
        billing,
        depositFactory: factory,
        depositInitCodeHash: m.staticCall(factory, "initCodeHash"),
        root,
        weth: assets.WETH,
        verificationDemanded: parameters.demandsVerification,
      },
    ],
    initialArgs: [manager, parameters.platformReceiver],
  });

  const joined = [
    m.call(registry, "connect", [ledger], { id: "StreamRegistryConnect" }),
    m.call(splits, "connect", [ledger], { id: "StreamSplitsConnect" }),
    m.call(billing, "connect", [ledger], { id: "StreamBillingConnect" }),
  ];
  // One after the other, so that the ledger holds them in the same order everywhere.
  const listed = m.call(ledger, "listVault", [WETHVault], { id: "WETHVaultList" });
  const vaults = [
    listed,
    m.call(ledger, "listVault", [USDCVault], { id: "USDCVaultList", after: [listed] }),
  ];
  const fees = (asset: keyof typeof assets, share: typeof WETHVault) => {
    const { feeBps, tipFeeBps } = parameters.vaults[asset];
    const args = [share, feeBps, tipFeeBps];
    return m.call(ledger, "setPlatformFees", args, { id: `${asset}VaultFees`, after: vaults });
  };

  const cap = (asset: keyof typeof assets, share: typeof WETHVault) => {
    const args = [share, BigInt(parameters.vaults[asset].dailyCap)];
    return m.call(billing, "setDefaultCap", args, { id: `${asset}VaultCap` });
  };

  return {
    manager,
    assets,
    proxies: {
      DepositFactory: factory,
      WETHVault,
      USDCVault,
      StreamRegistry: registry,
      StreamSplits: splits,
      StreamBilling: billing,
      StreamPayment: ledger,
    },
    implementations: {
      DepositFactoryImplementation: factoryImplementation,
      StreamVaultImplementation: vaultImplementation,
      StreamRegistryImplementation: registryImplementation,
      StreamSplitsImplementation: splitsImplementation,
      StreamBillingImplementation: billingImplementation,
      StreamPaymentImplementation: ledgerImplementation,
    },
    /** What the deployer does as the admin; it must be done before the manager is handed over. */
    setUp: [
      ...joined,
      fees("WETH", WETHVault),
      fees("USDC", USDCVault),
      cap("WETH", WETHVault),
      cap("USDC", USDCVault),
    ],
  };
}
