import type {
  ConstructorArgs,
  ContractAbis,
  ContractReturnType,
} from "@nomicfoundation/hardhat-viem/types";
import proxyArtifact from "@openzeppelin/contracts/build/contracts/ERC1967Proxy.json" with {
  type: "json",
};
import type { NetworkConnection } from "hardhat/types/network";
import { type Abi, encodeFunctionData, type Hex } from "viem";

/**
 * Deploys an implementation and an ERC-1967 proxy in front of it, which is initialised in its own constructor, so that
 * nobody can come between. The proxy's bytecode is the one that OpenZeppelin publishes.
 *
 * @param name Name of the implementation's artifact.
 * @param constructorArgs What the implementation keeps as immutables.
 * @param initialiserArgs What `initialize` gets.
 * @param abiName Name of the artifact that knows all of the proxy's functions, if that is another one.
 * @returns The proxy, with those functions.
 */
export async function deployBehindProxy<
  Name extends keyof ContractAbis & string,
  AbiName extends keyof ContractAbis & string = Name,
>(
  { viem }: NetworkConnection,
  name: Name,
  constructorArgs: ConstructorArgs<Name>,
  initialiserArgs: readonly unknown[],
  abiName: AbiName = name as unknown as AbiName,
): Promise<ContractReturnType<AbiName>> {
  const { address, abi } = await viem.deployContract(name, constructorArgs);
  const initialise = encodeFunctionData({
    abi: abi as Abi,
    functionName: "initialize",
    args: initialiserArgs,
  });
  const client = await viem.getPublicClient();
  const [deployer] = await viem.getWalletClients();
  if (deployer === undefined) throw new Error("The network has no account to deploy from.");
  const hash = await deployer.deployContract({
    abi: proxyArtifact.abi,
    bytecode: proxyArtifact.bytecode as Hex,
    args: [address, initialise],
  });
  const { contractAddress } = await client.waitForTransactionReceipt({ hash });
  if (!contractAddress) throw new Error(`Transaction ${hash} created no proxy of ${name}.`);
  return viem.getContractAt(abiName, contractAddress);
}
