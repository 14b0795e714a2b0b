/** What the indexer reads: the ledger, the registry, the splits, the billing and every vault the ledger ever listed, of one deployment. */
import { createConfig, factory } from "ponder";
import { getAbiItem } from "viem";
import { billingAbi, paymentAbi, registryAbi, splitsAbi, vaultAbi } from "./indexer/abis.ts";
import { readDeployment } from "./indexer/deployment.ts";

const { l2, contracts } = readDeployment();

export default createConfig({
  database: process.env.DATABASE_URL
    ? { kind: "postgres", connectionString: process.env.DATABASE_URL }
    : { kind: "pglite", directory: process.env.WEIR_INDEXER_DIR ?? ".weir/indexer" },
  chains: {
    l2: {
      id: l2.chainId,
      rpc: process.env.WEIR_RPC_URL ?? l2.rpcUrl,
      pollingInterval: l2.pollingInterval,
    },
  },
  contracts: {
    StreamPayment: {
      chain: "l2",
      abi: paymentAbi,
      address: contracts.StreamPayment,
      startBlock: l2.startBlock,
    },
    StreamRegistry: {
      chain: "l2",
      abi: registryAbi,
      address: contracts.StreamRegistry,
      startBlock: l2.startBlock,
    },
    StreamSplits: {
      chain: "l2",
      abi: splitsAbi,
      address: contracts.StreamSplits,
      startBlock: l2.startBlock,
    },
    StreamBilling: {
      chain: "l2",
      abi: billingAbi,
      address: contracts.StreamBilling,
      startBlock: l2.startBlock,
    },
    StreamVault: {
      chain: "l2",
      abi: vaultAbi,
      address: factory({
        address: contracts.StreamPayment,
        event: getAbiItem({ abi: paymentAbi, name: "VaultListed" }),
        parameter: "vault",
      }),
      startBlock: l2.startBlock,
    },
  },
  blocks: {
    // The clock needs the head alone: blocks of the past are not fetched for it.
    Clock: { chain: "l2", interval: 1, startBlock: "latest" },
  },
});
