/** Whether the contracts know each other, the assets, the fees and the receiver that the parameters name. */
import { getContract, namehash, parseAbi, zeroHash } from "viem";
import { ASSET_NAMES, ASSETS, type AssetName, PROXY_NAMES } from "../contracts.ts";
import { type Context, compare, type Difference } from "./context.ts";

const abi = parseAbi([
  "function authority() view returns (address)",
  "function root() view returns (bytes32)",
  "function ledger() view returns (address)",
  "function addressOf(bytes32 salt) view returns (address)",
  "function vaults() view returns (address[])",
  "function isListed(address vault) view returns (bool)",
  "function platformFees(address vault) view returns (uint16 feeBps, uint16 tipFeeBps)",
  "struct Wiring { address registry; address splits; address billing; address depositFactory; bytes32 depositInitCodeHash; bytes32 root; address weth; bool verificationDemanded; }",
  "function wiring() view returns (Wiring)",
  "function initCodeHash() view returns (bytes32)",
  "function capOf(bytes32 tenantId, address vault) view returns (uint256 cap, uint256 chargedToday)",
  "function platformReceiver() view returns (address)",
  "function platformAccount() view returns (address)",
  "function demandsVerification() view returns (bool)",
  "function asset() view returns (address)",
  "function name() view returns (string)",
  "function symbol() view returns (string)",
  "function decimals() view returns (uint8)",
]);

/** Compares what the contracts' views tell with the parameters. */
export async function checkState(context: Context): Promise<Difference[]> {
  const parts = await Promise.all([
    ...PROXY_NAMES.map((name) => checkAuthority(context, name)),
    ...ASSET_NAMES.map((name) => checkVault(context, name)),
    checkClients(context),
    checkLedger(context),
  ]);
  return parts.flat();
}

async function checkAuthority(context: Context, name: (typeof PROXY_NAMES)[number]) {
  return compare(
    `${name}: authority`,
    await view(context, name).authority(),
    context.deployment.contracts.AccessManager,
  );
}

async function checkClients(context: Context): Promise<Difference[]> {
  const { StreamPayment } = context.deployment.contracts;
  const registry = view(context, "StreamRegistry");
  const splits = view(context, "StreamSplits");
  const billing = view(context, "StreamBilling");
  return [
    ...compare("StreamRegistry: root", await registry.root(), namehash(context.parameters.root)),
    ...compare("StreamRegistry: ledger", await registry.ledger(), StreamPayment),
    ...compare("StreamSplits: ledger", await splits.ledger(), StreamPayment),
    ...compare("StreamBilling: ledger", await billing.ledger(), StreamPayment),
  ];
}

async function checkLedger(context: Context): Promise<Difference[]> {
  const { deployment, parameters } = context;
  const {
    WETHVault,
    USDCVault,
    StreamRegistry,
    StreamSplits,
    StreamBilling,
    DepositFactory,
    WETH,
  } = deployment.contracts;
  const ledger = view(context, "StreamPayment");
  const factory = view(context, "DepositFactory");
  const platform = await factory.addressOf([namehash(parameters.root)]);
  const initCodeHash = await factory.initCodeHash();
  const wiring = await ledger.wiring();
  const vaults = await ledger.vaults();
  const isListed = await Promise.all(vaults.map((vault) => ledger.isListed([vault])));
  const { demandsVerification, platformReceiver } = parameters;
  return [
    ...compare(
      "StreamPayment: listed vaults",
      vaults.filter((_, index) => isListed[index]).toSorted(),
      [WETHVault, USDCVault].toSorted(),
    ),
    ...compare("StreamPayment: registry", wiring.registry, StreamRegistry),
    ...compare("StreamPayment: splits", wiring.splits, StreamSplits),
    ...compare("StreamPayment: billing", wiring.billing, StreamBilling),
    ...compare("StreamPayment: root", wiring.root, namehash(parameters.root)),
    ...compare("StreamPayment: deposit factory", wiring.depositFactory, DepositFactory),
    ...compare("StreamPayment: init code hash", wiring.depositInitCodeHash, initCodeHash),
    ...compare("StreamPayment: WETH", wiring.weth, WETH),
    ...compare("StreamPayment: receiver", await ledger.platformReceiver(), platformReceiver),
    ...compare("StreamPayment: platform account", await ledger.platformAccount(), platform),
    ...compare(
      "StreamPayment: demands verification",
      await ledger.demandsVerification(),
      demandsVerification,
    ),
  ];
}

async function checkVault(context: Context, name: AssetName): Promise<Difference[]> {
  const { deployment, parameters } = context;
  const key = `${name}Vault` as const;
  const expected = parameters.vaults[name];
  const asset = deployment.contracts[name];
  const vault = view(context, key);
  const [feeBps, tipFeeBps] = await view(context, "StreamPayment").platformFees([
    deployment.contracts[key],
  ]);
  const [dailyCap] = await view(context, "StreamBilling").capOf([
    zeroHash,
    deployment.contracts[key],
  ]);
  return [
    ...compare(`${key}: asset`, await vault.asset(), expected.asset ?? asset),
    ...compare(`${key}: name`, await vault.name(), expected.name),
    ...compare(`${key}: symbol`, await vault.symbol(), expected.symbol),
    ...compare(`${key}: decimals`, await vault.decimals(), ASSETS[name].decimals),
    ...compare(`${key}: platform fee`, feeBps, expected.feeBps),
    ...compare(`${key}: tip fee`, tipFeeBps, expected.tipFeeBps),
    ...compare(`${key}: daily cap`, dailyCap, expected.dailyCap),
  ];
}

function view({ client, deployment }: Context, name: (typeof PROXY_NAMES)[number]) {
  return getContract({ address: deployment.contracts[name], abi, client }).read;
}
