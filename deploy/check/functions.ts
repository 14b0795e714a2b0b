/** Whether each function is open to whom the table says, in the source, in the manager and in fact. */
import {
  type Abi,
  type AbiFunction,
  type AbiParameter,
  type Address,
  BaseError,
  encodeFunctionData,
  type Hex,
  type PublicClient,
  toFunctionSelector,
  toFunctionSignature,
} from "viem";
import { readArtifact } from "../artifacts.ts";
import { abiNameOf, CONTRACTS, type ContractName, PROXIES, PROXY_NAMES } from "../contracts.ts";
import { managerAbi } from "../manager-abi.ts";
import { ACCESS, type Access, isRole, ROLES } from "../roles.ts";
import { type Context, compare, type Difference, nameOfRole, STRANGER } from "./context.ts";

const UNAUTHORIZED = toFunctionSelector("AccessManagedUnauthorized(address)");
const INITIALIZED = toFunctionSelector("InvalidInitialization()");

/** The functions of an ABI that may change state, by signature. */
export function stateChanging(abi: Abi): Map<string, AbiFunction> {
  const functions = abi.filter(
    (item): item is AbiFunction =>
      item.type === "function" && !["view", "pure"].includes(item.stateMutability),
  );
  return new Map(functions.map((item) => [toFunctionSignature(item), item]));
}

/** Compares the table with the ABIs: every function must be in it, and nothing else. */
export async function checkTable(): Promise<Difference[]> {
  const differences = CONTRACTS.map(async (contract) =>
    tableDifferences(contract, (await readArtifact(abiNameOf(contract))).abi),
  );
  return (await Promise.all(differences)).flat();
}

/** Compares a contract's entries in the table with its ABI. */
export function tableDifferences(contract: ContractName, abi: Abi): Difference[] {
  const functions = stateChanging(abi);
  const entries = ACCESS[contract];
  return [
    ...[...functions.keys()]
      .filter((signature) => !(signature in entries))
      .map((signature) => `${contract}.${signature} is not in the table of deploy/roles.ts`),
    ...Object.keys(entries)
      .filter((signature) => !functions.has(signature))
      .map((signature) => `${contract}.${signature} is in the table and not in the contract`),
  ];
}

/** Compares the table with the manager's roles, and with what happens to a stranger who calls. */
export async function checkFunctions(context: Context): Promise<Difference[]> {
  const { client, deployment } = context;
  const differences = PROXY_NAMES.map(async (name) => {
    const contract = PROXIES[name];
    const target = deployment.contracts[name];
    const functions = stateChanging((await readArtifact(abiNameOf(contract))).abi);
    const ofFunctions = [...functions].map(async ([signature, item]) => {
      const access = ACCESS[contract][signature];
      if (access === undefined) return [];
      const role = await client.readContract({
        address: deployment.contracts.AccessManager,
        abi: managerAbi,
        functionName: "getTargetFunctionRole",
        args: [target, toFunctionSelector(item)],
      });
      const expected = isRole(access) ? ROLES[access] : ROLES.ADMIN;
      return [
        ...compare(`${name}.${signature}: role`, nameOfRole(role), nameOfRole(expected)),
        ...(await probe(client, `${name}.${signature}`, target, item, access)),
      ];
    });
    return (await Promise.all(ofFunctions)).flat();
  });
  return (await Promise.all(differences)).flat();
}

/** Compares what a stranger's call meets with what the table says. Nothing is sent: the call is only simulated. */
async function probe(
  client: PublicClient,
  what: string,
  target: Address,
  item: AbiFunction,
  access: Access,
): Promise<Difference[]> {
  const met = (await revertOf(client, target, item))?.slice(0, 10);
  if (access === "once") {
    return met === INITIALIZED ? [] : [`${what} can be called: it is not initialised`];
  }
  const isRestricted = met === UNAUTHORIZED;
  if (access === "open") {
    return isRestricted ? [`${what} is restricted, expected open`] : [];
  }
  return isRestricted ? [] : [`${what} is open, expected ${access} only`];
}

/** The revert data of a stranger's call with zeros for arguments, or undefined if it goes through. */
export async function revertOf(
  client: PublicClient,
  target: Address,
  item: AbiFunction,
): Promise<Hex | undefined> {
  const data = encodeFunctionData({ abi: [item], args: item.inputs.map(zeroOf) });
  try {
    await client.call({ account: STRANGER, to: target, data });
    return undefined;
  } catch (error) {
    const source = error instanceof BaseError && error.walk((cause) => dataOf(cause) !== undefined);
    if (!source) throw error;
    return dataOf(source);
  }
}

function dataOf(error: unknown): Hex | undefined {
  const { data } = error as { data?: unknown };
  return typeof data === "string" && data.startsWith("0x") ? (data as Hex) : undefined;
}

/** Zero, empty or false, as an argument of this type. */
function zeroOf(parameter: AbiParameter): unknown {
  const { type } = parameter;
  if (type.endsWith("[]")) return [];
  if (type === "tuple" && "components" in parameter) {
    return Object.fromEntries(parameter.components.map((part) => [part.name, zeroOf(part)]));
  }
  if (type === "bool") return false;
  if (type === "string") return "";
  if (type === "address") return "0x0000000000000000000000000000000000000000";
  if (type === "bytes") return "0x";
  if (type.startsWith("bytes")) return `0x${"00".repeat(Number(type.slice(5)))}`;
  // viem takes a number for small types and a bigint for large ones.
  return Number(type.replace(/\D/g, "") || 256) <= 48 ? 0 : 0n;
}
