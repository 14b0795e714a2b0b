import type { IgnitionModuleBuilder } from "@nomicfoundation/ignition-core";
import {
  type Abi,
  type Address,
  encodeFunctionData,
  type Hex,
  isAddressEqual,
  toFunctionSelector,
} from "viem";
import { PROXIES, PROXY_NAMES, type ProxyName } from "../contracts.ts";
import { managerAbi } from "../manager-abi.ts";
import type { Parameters } from "../parameters.ts";
import { ACCESS, GRANTED_ROLES, isRole, ROLES, type RoleName } from "../roles.ts";
import type { contracts } from "./contracts.ts";

/**
 * Writes the roles and delays into the AccessManager, seals it and hands it to the governor: all in one transaction, so
 * that no half-governed manager can be left behind.
 */
export function governance(
  m: IgnitionModuleBuilder,
  { manager, proxies, setUp }: ReturnType<typeof contracts>,
  parameters: Parameters,
  deployer: Address,
) {
  const { delays } = parameters;

  const targets = PROXY_NAMES.flatMap((name) => [
    ...selectorsByRole(name).map(([role, selectors]) =>
      m.encodeFunctionCall(
        manager,
        "setTargetFunctionRole",
        [proxies[name], selectors, ROLES[role]],
        { id: `${name}${role}` },
      ),
    ),
    m.encodeFunctionCall(manager, "setTargetAdminDelay", [proxies[name], delays.targetAdmin], {
      id: `${name}AdminDelay`,
    }),
  ]);

  const roles = GRANTED_ROLES.flatMap((role) => [
    encode("labelRole", [ROLES[role], role]),
    ...(role === "GUARDIAN" ? [] : [encode("setRoleGuardian", [ROLES[role], ROLES.GUARDIAN])]),
    ...parameters.roles[role].map((member) =>
      encode("grantRole", [ROLES[role], member, executionDelay(role, parameters)]),
    ),
  ]);

  m.call(manager, "multicall", [[...targets, ...roles, ...handOver(parameters, deployer)]], {
    id: "Governance",
    after: setUp,
  });
}

/**
 * The last acts of the deployer. A grant counts at once only before the grant delay is set, and what follows the grant of
 * the governor's own delay has to wait for it: hence the two orders.
 */
function handOver({ governor, delays }: Parameters, deployer: Address): Hex[] {
  const grant = encode("grantRole", [ROLES.ADMIN, governor, delays.adminExecution]);
  const close = [
    encode("setGrantDelay", [ROLES.UPGRADER, delays.grant]),
    encode("setGrantDelay", [ROLES.ADMIN, delays.grant]),
    encode("seal", []),
  ];
  if (isAddressEqual(governor, deployer)) return [...close, grant];
  return [grant, ...close, encode("renounceRole", [ROLES.ADMIN, deployer])];
}

/** Seconds between the announcement of an act and the act, for members of a role. */
export function executionDelay(role: RoleName, { delays }: Parameters): number {
  if (role === "ADMIN") return delays.adminExecution;
  return role === "UPGRADER" ? delays.upgradeExecution : 0;
}

/** The selectors that the table gives to each role at a proxy. The admin's need no entry in the manager. */
function selectorsByRole(name: ProxyName) {
  const selectors = new Map<RoleName, string[]>();
  for (const [signature, access] of Object.entries(ACCESS[PROXIES[name]])) {
    if (!isRole(access) || access === "ADMIN") continue;
    selectors.set(access, [...(selectors.get(access) ?? []), toFunctionSelector(signature)]);
  }
  return [...selectors];
}

/** A call of the manager whose arguments are known before anything is deployed. */
function encode(functionName: string, args: readonly unknown[]): Hex {
  return encodeFunctionData({ abi: managerAbi as Abi, functionName, args });
}
