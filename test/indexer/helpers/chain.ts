import hre, { network } from "hardhat";
import type { Address, Hex } from "viem";
import { deploy, ROOT, type Weir } from "../../helpers/deploy.ts";
import { startAnvil } from "./anvil.ts";
import type { Running } from "./processes.ts";

/** The configured network whose address is set anew for every chain. */
const NETWORK = "localL2";

/** The indexer spares each address it is given; under ten names one node may be asked ten times as often. */
const NAMES = Array.from({ length: 10 }, (_, index) => index);

/** The suite on a chain of its own, and what the indexer has to know about it. */
export type Chain = Weir & { anvil: Running; deployment: Deployment };

type Deployment = {
  root: string;
  l2: { rpcUrl: string[]; chainId: number; startBlock: number; pollingInterval: number };
  contracts: Record<"StreamPayment" | "StreamRegistry" | "StreamSplits" | "StreamBilling", Address>;
};

/** Starts a chain and deploys everything on it. */
export async function startChain(): Promise<Chain> {
  const anvil = await startAnvil();
  try {
    return { ...(await deployOn(anvil.rpcUrl)), anvil };
  } catch (error) {
    await anvil.stop();
    throw error;
  }
}

async function deployOn(rpcUrl: string): Promise<Omit<Chain, "anvil">> {
  const connection = await network.create({
    network: NETWORK,
    // An estimate would be made at another second than the one the scenario has set.
    override: { url: rpcUrl, gas: 16_000_000n },
  });
  const weir = await deploy(connection);
  // A second for every block: the state at a time is then the state at a block.
  await connection.provider.request({ method: "anvil_setBlockTimestampInterval", params: [1] });
  const deployment = {
    root: ROOT,
    l2: {
      rpcUrl: NAMES.map((n) => `${rpcUrl}/?n=${n}`),
      chainId: 31_337,
      startBlock: 0,
      pollingInterval: 100,
    },
    contracts: {
      StreamPayment: weir.ledger.address,
      StreamRegistry: weir.registry.address,
      StreamSplits: weir.splits.address,
      StreamBilling: weir.billing.address,
    },
  };
  return { ...weir, deployment };
}

// Every transaction returns mined and successful, as on the in-process network; anvil mines an instant later.
hre.hooks.registerHandlers("network", {
  onRequest: async (context, connection, request, next) => {
    const response = await next(context, connection, request);
    if (connection.networkName !== NETWORK) return response;
    if (request.method !== "eth_sendTransaction" || !("result" in response)) return response;
    const [method, params] = ["eth_getTransactionReceipt", [response.result]];
    for (;;) {
      const answer = await next(context, connection, { ...request, method, params });
      const receipt = "result" in answer && (answer.result as { status: Hex } | null);
      if (!receipt) continue;
      if (receipt.status === "0x1") return response;
      throw new Error(`Transaction ${response.result} reverted: ${JSON.stringify(request.params)}`);
    }
  },
});
