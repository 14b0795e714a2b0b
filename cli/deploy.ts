/**
 * Deploys Weir and checks the result:
 *
 *     npm run deploy -- --network baseSepolia
 *     npm run deploy -- --network local --rpc-url http://127.0.0.1:8545
 *
 * If it is interrupted on a public network, the same command goes on where it stopped.
 */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { checkDeployment } from "../deploy/check/check.ts";
import { report, runCommand, type Target } from "../deploy/command.ts";
import { deployWeir } from "../deploy/deploy.ts";
import { type Deployment, deploymentFile, writeDeployment } from "../deploy/deployment.ts";
import { productionHardhat, rpcUrlOf } from "../deploy/hardhat.ts";
import { type Parameters, readParameters } from "../deploy/parameters.ts";

type Hardhat = Awaited<ReturnType<typeof productionHardhat>>;
type PublicNetwork = Exclude<Target["network"], "local">;

await runCommand(async (target) => {
  const parameters = await readParameters(target.network);
  const hre = await productionHardhat();
  const deployment =
    target.network === "local"
      ? await deployWeir({ rpcUrl: target.rpcUrl, parameters })
      : await deployPublic(hre, target.network, parameters);
  console.log(`Written to ${await writeDeployment(target.network, deployment)}`);

  const rpcUrl = target.rpcUrl ?? (await rpcUrlOf(hre, target.network));
  report(await checkDeployment({ rpcUrl, deployment, parameters }));
});

/** Deploys with the key and the node of the configuration, and keeps the journal beside the parameters. */
async function deployPublic(
  hre: Hardhat,
  network: PublicNetwork,
  parameters: Parameters,
): Promise<Deployment> {
  const directory = fileURLToPath(new URL(`../deploy/deployments/${network}`, import.meta.url));
  if (existsSync(deploymentFile(network)) && !existsSync(directory)) {
    throw new Error(
      `${deploymentFile(network)} names a deployment whose journal is missing. Only to deploy anew, remove that file.`,
    );
  }
  const { provider } = await hre.network.create(network);
  return deployWeir({ provider, parameters, directory });
}
