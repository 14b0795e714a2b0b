/**
 * The ABIs the indexer decodes with: what Hardhat built from the interfaces, typed by the declarations it wrote beside
 * them, so that every event's arguments are known to the compiler and nothing can go stale. They exist after
 * `npm run build`.
 */
import type { IStreamBilling$Type } from "../artifacts/contracts/interfaces/IStreamBilling.sol/artifacts.d.ts";
import billing from "../artifacts/contracts/interfaces/IStreamBilling.sol/IStreamBilling.json" with {
  type: "json",
};
import type { IStreamPayment$Type } from "../artifacts/contracts/interfaces/IStreamPayment.sol/artifacts.d.ts";
import payment from "../artifacts/contracts/interfaces/IStreamPayment.sol/IStreamPayment.json" with {
  type: "json",
};
import type { IStreamRegistry$Type } from "../artifacts/contracts/interfaces/IStreamRegistry.sol/artifacts.d.ts";
import registry from "../artifacts/contracts/interfaces/IStreamRegistry.sol/IStreamRegistry.json" with {
  type: "json",
};
import type { IStreamSplits$Type } from "../artifacts/contracts/interfaces/IStreamSplits.sol/artifacts.d.ts";
import splits from "../artifacts/contracts/interfaces/IStreamSplits.sol/IStreamSplits.json" with {
  type: "json",
};
import type { IStreamVault$Type } from "../artifacts/contracts/interfaces/IStreamVault.sol/artifacts.d.ts";
import vault from "../artifacts/contracts/interfaces/IStreamVault.sol/IStreamVault.json" with {
  type: "json",
};

/** Usage, rates, arrears, funding, payouts. */
export const billingAbi = billing.abi as unknown as IStreamBilling$Type["abi"];

/** Ledger, meter and governance. */
export const paymentAbi = payment.abi as unknown as IStreamPayment$Type["abi"];

/** Tenants, streams, records, attestations. */
export const registryAbi = registry.abi as unknown as IStreamRegistry$Type["abi"];

/** Splits of rights holders. */
export const splitsAbi = splits.abi as unknown as IStreamSplits$Type["abi"];

/** An ERC-4626 vault. */
export const vaultAbi = vault.abi as unknown as IStreamVault$Type["abi"];
