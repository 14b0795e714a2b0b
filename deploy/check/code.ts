/** Whether the code on the chain is what this repository builds, with the constants it should have, and initialised. */
import erc1967Proxy from "@openzeppelin/contracts/build/contracts/ERC1967Proxy.json" with {
  type: "json",
};
import {
  type Address,
  encodeDeployData,
  getAddress,
  getContractAddress,
  type Hex,
  namehash,
  parseAbi,
  slice,
  toFunctionSelector,
} from "viem";
import { type Artifact, readArtifact } from "../artifacts.ts";
import { CONTRACTS, type ContractName, PROXIES, PROXY_NAMES } from "../contracts.ts";
import { type Context, compare, type Difference, STRANGER } from "./context.ts";
import { revertOf, stateChanging } from "./functions.ts";

/** Where a proxy keeps its implementation (ERC-1967). */
const IMPLEMENTATION_SLOT = "0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc";

const INITIALIZED = toFunctionSelector("InvalidInitialization()");

/** Compares the code of the manager, the proxies and the implementations with the production build. */
export async function checkCode(context: Context): Promise<Difference[]> {
  const parts = await Promise.all([
    checkManager(context),
    ...PROXY_NAMES.map((name) => checkProxy(context, name)),
    ...CONTRACTS.map((contract) => checkImplementation(context, contract)),
    checkExtension(context),
  ]);
  return parts.flat();
}

async function checkManager({ client, deployment }: Context): Promise<Difference[]> {
  const { deployedBytecode } = await readArtifact("StreamAccessManager");
  const code = await client.getCode({ address: deployment.contracts.AccessManager });
  return code === deployedBytecode ? [] : ["AccessManager: its code is not that of the build"];
}

async function checkProxy(
  { client, deployment }: Context,
  name: (typeof PROXY_NAMES)[number],
): Promise<Difference[]> {
  const address = deployment.contracts[name];
  const [code, word] = await Promise.all([
    client.getCode({ address }),
    client.getStorageAt({ address, slot: IMPLEMENTATION_SLOT }),
  ]);
  const isProxy = code === erc1967Proxy.deployedBytecode;
  if (!isProxy || word === undefined) return [`${name}: ${address} is no ERC-1967 proxy`];
  return compare(
    `${name}: implementation`,
    getAddress(slice(word, 12)),
    deployment.implementations[PROXIES[name]],
  );
}

async function checkImplementation(
  context: Context,
  contract: ContractName,
): Promise<Difference[]> {
  const { client, deployment } = context;
  const address = deployment.implementations[contract];
  const artifact = await readArtifact(contract);
  const [actual, expected] = await Promise.all([
    client.getCode({ address }),
    expectedCode(context, contract, artifact, address),
  ]);

  const initialize = [...stateChanging(artifact.abi).values()].find(
    (item) => item.name === "initialize",
  );
  const met = initialize && (await revertOf(client, address, initialize));
  return [
    ...compareCode(`${contract}: implementation ${address}`, actual ?? "0x", expected, artifact),
    ...(met === INITIALIZED
      ? []
      : [`${contract}: implementation ${address} can be initialised by anyone`]),
  ];
}

/** The code that the constructor returns with these parameters, simulated on the chain itself. */
async function expectedCode(
  context: Context,
  contract: ContractName,
  { abi, bytecode }: Artifact,
  address: Address,
): Promise<Hex> {
  const args = await argumentsOf(context, contract);
  const { data = "0x" } = await context.client.call({
    account: STRANGER,
    data: encodeDeployData({ abi, bytecode, args }),
  });
  // A UUPS implementation knows its own address, and the ledger that of the extension which its constructor made; the
  // simulated one has that of the stranger's first contract.
  const simulated = getContractAddress({ from: STRANGER, nonce: 0n });
  return data
    .replaceAll(digits(simulated), digits(address))
    .replaceAll(digits(extensionOf(simulated)), digits(extensionOf(address))) as Hex;
}

/** Compares the code of the ledger's extension with what its constructor returns, simulated on the chain itself. */
async function checkExtension(context: Context): Promise<Difference[]> {
  const address = extensionOf(context.deployment.implementations.StreamPayment);
  const artifact = await readArtifact("StreamPaymentExtension");
  const { abi, bytecode } = artifact;
  const args = await argumentsOf(context, "StreamPayment");
  const [actual, { data = "0x" }] = await Promise.all([
    context.client.getCode({ address }),
    context.client.call({ account: STRANGER, data: encodeDeployData({ abi, bytecode, args }) }),
  ]);
  return compareCode(`StreamPayment: extension ${address}`, actual ?? "0x", data, artifact);
}

/** The first contract that an implementation of the ledger makes. */
function extensionOf(implementation: Address): Address {
  return getContractAddress({ from: implementation, nonce: 1n });
}

/** What a constructor gets. */
async function argumentsOf(context: Context, contract: ContractName): Promise<unknown[]> {
  const { deployment, parameters } = context;
  if (contract === "StreamPayment") return [await wiringOf(context)];
  if (contract === "StreamBilling") {
    return [deployment.contracts.StreamRegistry, parameters.rateNotice];
  }
  return [];
}

/** What the ledger is built on. */
async function wiringOf({ client, deployment, parameters }: Context) {
  const { StreamRegistry, StreamSplits, StreamBilling, DepositFactory, WETH } =
    deployment.contracts;
  const depositInitCodeHash = await client.readContract({
    address: DepositFactory,
    abi: parseAbi(["function initCodeHash() view returns (bytes32)"]),
    functionName: "initCodeHash",
  });
  return {
    registry: StreamRegistry,
    splits: StreamSplits,
    billing: StreamBilling,
    depositFactory: DepositFactory,
    depositInitCodeHash,
    root: namehash(parameters.root),
    weth: WETH,
    verificationDemanded: parameters.demandsVerification,
  };
}

/** Says which immutables differ, if nothing else does. */
function compareCode(
  what: string,
  actual: Hex,
  expected: Hex,
  { immutableReferences }: Artifact,
): Difference[] {
  if (actual === expected) return [];
  const places = Object.values(immutableReferences).flat();
  const differing = places.filter(
    ({ start, length }) => cut(actual, start, length) !== cut(expected, start, length),
  );
  const withoutImmutables = (code: Hex) =>
    places.reduce(
      (rest, { start, length }) =>
        rest.slice(0, 2 + 2 * start) + "00".repeat(length) + rest.slice(2 + 2 * (start + length)),
      code as string,
    );
  if (withoutImmutables(actual) !== withoutImmutables(expected)) {
    return [`${what}: its code is not that of the build`];
  }
  const values = differing.map(
    ({ start, length }) =>
      `${what}: immutable is 0x${cut(actual, start, length)}, expected 0x${cut(expected, start, length)}`,
  );
  return [...new Set(values)];
}

/** Hexadecimal digits of a part of some code. */
function cut(code: Hex, start: number, length: number): string {
  return code.slice(2 + 2 * start, 2 + 2 * (start + length));
}

function digits(address: Address): string {
  return address.slice(2).toLowerCase();
}
