import type {
  ArgumentType,
  IgnitionModuleBuilder,
  NamedArtifactContractDeploymentFuture,
} from "@nomicfoundation/ignition-core";
import erc1967Proxy from "@openzeppelin/contracts/build/contracts/ERC1967Proxy.json" with {
  type: "json",
};

/** What is deployed behind a proxy: an artifact's name and what its constructor and `initialize` get. */
export type Behind = {
  contract: string;
  /** Kept in the implementation's code. */
  constructorArgs?: ArgumentType[];
  /** Kept in the proxy's storage. */
  initialArgs: ArgumentType[];
  /** The artifact with all functions of the proxy, if that is another one. */
  abi?: string;
};

/**
 * Deploys an implementation and an ERC-1967 proxy in front of it. The proxy is initialised in its own constructor, so
 * that nobody can come between. Its bytecode is the one that OpenZeppelin publishes.
 *
 * @param name Name of the proxy in the journal.
 */
export function behindProxy(
  m: IgnitionModuleBuilder,
  name: string,
  { contract, constructorArgs = [], initialArgs, abi = contract }: Behind,
) {
  const implementation = m.contract(contract, constructorArgs, { id: `${name}Implementation` });
  return { implementation, proxy: proxyOf(m, name, implementation, abi, initialArgs) };
}

/** Puts a proxy in front of an implementation that exists, which several proxies may share. */
export function proxyOf(
  m: IgnitionModuleBuilder,
  name: string,
  implementation: NamedArtifactContractDeploymentFuture<string>,
  abi: string,
  initialArgs: ArgumentType[],
) {
  const initialise = m.encodeFunctionCall(implementation, "initialize", initialArgs, {
    id: `${name}Initialise`,
  });
  const proxy = m.contract("ERC1967Proxy", erc1967Proxy, [implementation, initialise], {
    id: `${name}Proxy`,
  });
  return m.contractAt(abi, proxy, { id: name });
}
