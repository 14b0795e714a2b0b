/** The contracts behind proxies, and what a deployment consists of. */

/** Implementations, each behind one proxy or, in the vault's case, one for each asset. */
export const CONTRACTS = [
  "DepositFactory",
  "StreamVault",
  "StreamRegistry",
  "StreamSplits",
  "StreamBilling",
  "StreamPayment",
] as const;

/** Name of an implementation. */
export type ContractName = (typeof CONTRACTS)[number];

/**
 * The artifact with all functions that a contract's proxy answers to: an interface where the contract passes some on to
 * other code.
 */
export function abiNameOf(contract: ContractName): string {
  return contract === "StreamPayment" ? "IStreamPayment" : contract;
}

/** Code that works on a proxy's storage: the implementations, and what one of them passes calls on to. */
export const LAID_OUT = [...CONTRACTS, "StreamPaymentExtension"] as const;

/** Name of such code. */
export type LaidOutName = (typeof LAID_OUT)[number];

/** The governed proxies of a deployment and the contract behind each. */
export const PROXIES = {
  DepositFactory: "DepositFactory",
  WETHVault: "StreamVault",
  USDCVault: "StreamVault",
  StreamRegistry: "StreamRegistry",
  StreamSplits: "StreamSplits",
  StreamBilling: "StreamBilling",
  StreamPayment: "StreamPayment",
} as const satisfies Record<string, ContractName>;

/** Name of a governed proxy. */
export type ProxyName = keyof typeof PROXIES;

/** The governed proxies in the order in which they are deployed. */
export const PROXY_NAMES = Object.keys(PROXIES) as ProxyName[];

/** The assets that a deployment begins with. */
export const ASSETS = { WETH: { decimals: 18 }, USDC: { decimals: 6 } } as const;

/** Name of an asset. */
export type AssetName = keyof typeof ASSETS;

/** The assets' names. */
export const ASSET_NAMES = Object.keys(ASSETS) as AssetName[];
