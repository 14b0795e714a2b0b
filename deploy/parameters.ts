/**
 * What a deployment is told: `deploy/parameters/<network>.json`, the same for everybody who deploys to that network.
 * Whatever is missing, zero or misspelt is refused here, before anything is sent.
 */
import { readFile } from "node:fs/promises";
import { getAddress, isAddress, zeroAddress } from "viem";
import { normalize } from "viem/ens";
import { z } from "zod";
import { GRANTED_ROLES, type GrantedRole } from "./roles.ts";

const address = z
  .string("an address is missing: nothing is assumed in its place")
  .refine((text) => isAddress(text), "is no address, or its checksum is wrong")
  .refine((text) => text !== zeroAddress, "is the zero address")
  .transform((text) => getAddress(text));

/** Seconds. Above zero, because a delay of zero protects nobody. */
const delay = z
  .int()
  .min(1, "a delay of zero protects nobody")
  .max(2 ** 32 - 1);

const basisPoints = z.int().min(0).max(10_000);

const vault = z.strictObject({
  /** The token. Left out on a local chain, where a double of it is deployed. */
  asset: address.optional(),
  /** Name and symbol of the vault's share. */
  name: z.string().min(1),
  symbol: z.string().min(1).max(11),
  /** The platform's part of sessions and of tips, in basis points. */
  feeBps: basisPoints,
  tipFeeBps: basisPoints,
  /** The most that a tenant is charged for usage on a day, in units of the asset, unless it gets a cap of its own. */
  dailyCap: z
    .string()
    .regex(/^[1-9]\d*$/, "is no positive whole number in quotes")
    .refine((text) => BigInt(text) < 2n ** 96n, "is 2^96 or more"),
});

const members = z.array(address).min(1, "names nobody");

const schema = z.strictObject({
  /** The chain that these parameters are meant for. */
  chainId: z.int().positive().optional(),
  /** ENS name under which tenants live. */
  root: z
    .string()
    .min(1)
    .refine((name) => isNormalized(name), "is not an ENS name in normal form"),
  /** Whether a stream must be verified before it can be started. */
  demandsVerification: z.boolean(),
  /** Seconds between the announcement of what usage costs and its first bill; zero only makes sense on a local chain. */
  rateNotice: z
    .int()
    .min(0)
    .max(2 ** 31),
  /** The only member of ADMIN. */
  governor: address,
  /** Receives what the platform withdraws. */
  platformReceiver: address,
  /** The members of each other role. */
  roles: z.strictObject(
    Object.fromEntries(GRANTED_ROLES.map((role) => [role, members])) as Record<
      GrantedRole,
      typeof members
    >,
  ),
  /** Seconds each. */
  delays: z.strictObject({
    /** Between the governor's announcement of any act and the act. */
    adminExecution: delay,
    /** Between the announcement of an upgrade and the upgrade. */
    upgradeExecution: delay,
    /** Between the naming of a new admin or upgrader and its power. */
    grant: delay,
    /** Before the functions, the authority or the closure of a proxy change. */
    targetAdmin: delay,
  }),
  vaults: z.strictObject({ WETH: vault, USDC: vault }),
});

/** A deployment's parameters, checked. */
export type Parameters = z.output<typeof schema>;

/** Networks for which there are parameters. */
export const NETWORKS = ["local", "baseSepolia", "base"] as const;

/** Name of a network that Weir is deployed to. */
export type NetworkName = (typeof NETWORKS)[number];

/** The parameters cannot be deployed; the message names each fault. */
export class ParametersError extends Error {
  override name = "ParametersError";
}

/** Reads and checks the parameters of a network. */
export async function readParameters(network: NetworkName): Promise<Parameters> {
  const file = new URL(`parameters/${network}.json`, import.meta.url);
  const parameters = parseParameters(
    JSON.parse(await readFile(file, "utf8")),
    `deploy/parameters/${network}.json`,
  );
  if (network !== "local") requirePublic(parameters, `deploy/parameters/${network}.json`);
  return parameters;
}

/**
 * @param input What the file holds.
 * @param source Where it is from, for the message.
 */
export function parseParameters(input: unknown, source = "The parameters"): Parameters {
  const { success, data, error } = schema.safeParse(input);
  if (success) return data;
  const faults = error.issues.map(({ path, message }) => `  ${path.join(".")}: ${message}`);
  throw new ParametersError(`${source} cannot be deployed:\n${faults.join("\n")}`);
}

/** On a public network nothing is a double and the chain is named. */
export function requirePublic(
  { chainId, rateNotice, vaults }: Parameters,
  source = "The parameters",
): void {
  const faults = [
    ...(chainId === undefined ? ["  chainId: is missing"] : []),
    ...(rateNotice === 0
      ? ["  rateNotice: is zero; tenants must see a price before they pay it"]
      : []),
    ...Object.entries(vaults)
      .filter(([, { asset }]) => asset === undefined)
      .map(([name]) => `  vaults.${name}.asset: is missing; only a local chain gets doubles`),
  ];
  if (faults.length > 0) {
    throw new ParametersError(`${source} cannot be deployed:\n${faults.join("\n")}`);
  }
}

function isNormalized(name: string): boolean {
  try {
    return normalize(name) === name;
  } catch {
    return false;
  }
}
