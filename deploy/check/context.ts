import { type PublicClient, toFunctionSelector } from "viem";
import type { Deployment } from "../deployment.ts";
import type { Parameters } from "../parameters.ts";
import { ROLES } from "../roles.ts";

/** What every part of the check looks at. */
export type Context = {
  client: PublicClient;
  deployment: Deployment;
  parameters: Parameters;
};

/** One thing that is not as it should be, in words. */
export type Difference = string;

/** A caller that holds no role and owns nothing: its address is a hash nobody has a key for. */
export const STRANGER = "0x00000000000000000000000000000000005eafed";

/** The name of a role, or its number if it has none. */
export function nameOfRole(role: bigint): string {
  const name = Object.entries(ROLES).find(([, id]) => id === role)?.[0];
  return name ?? `role ${role}`;
}

/** Says how `what` differs, or nothing if it does not. Addresses and hexadecimal text compare without regard to case. */
export function compare(what: string, actual: unknown, expected: unknown): Difference[] {
  const [left, right] = [String(actual), String(expected)];
  if (left.toLowerCase() === right.toLowerCase()) return [];
  return [`${what} is ${left}, expected ${right}`];
}

/** A table's functions by selector. */
export function bySelector<Value>(table: Record<string, Value>): Map<string, Value> {
  return new Map(
    Object.entries(table).map(([signature, value]) => [toFunctionSelector(signature), value]),
  );
}
