/**
 * Compares a deployment with its parameters, the table of roles and the production build. It sends nothing:
 *
 *     npm run deploy:check -- --network base
 *     npm run deploy:check -- --network base --rpc-url https://…
 */
import { checkDeployment } from "../deploy/check/check.ts";
import { report, runCommand } from "../deploy/command.ts";
import { readDeployment } from "../deploy/deployment.ts";
import { productionHardhat, rpcUrlOf } from "../deploy/hardhat.ts";
import { readParameters } from "../deploy/parameters.ts";

await runCommand(async ({ network, rpcUrl }) => {
  const [parameters, deployment] = [await readParameters(network), await readDeployment(network)];
  const hre = await productionHardhat();
  const url = rpcUrl ?? (await rpcUrlOf(hre, network));
  report(await checkDeployment({ rpcUrl: url, deployment, parameters }));
});
