import type { ContractName } from "../../deploy/contracts.ts";
import { ACCESS, isRole, ROLES } from "../../deploy/roles.ts";
import type { Wallets } from "./wallets.ts";

export { ROLES };

/** Who holds each role in tests. The governor, who deploys, is its admin from the start. */
export const HOLDERS = [
  [ROLES.UPGRADER, "upgrader"],
  [ROLES.PAUSER, "pauser"],
  [ROLES.UNPAUSER, "unpauser"],
  [ROLES.FEES, "feeSetter"],
  [ROLES.VERIFIER, "verifier"],
  [ROLES.REGISTRAR, "registrar"],
  [ROLES.LISTING, "lister"],
  [ROLES.GUARDIAN, "guardian"],
  [ROLES.RATES, "rateSetter"],
  [ROLES.METERS, "meterKeeper"],
] as const satisfies readonly (readonly [bigint, keyof Wallets])[];

/** The functions that belong to a role, by contract and name. Restricted functions that are not here are the admin's. */
export const FUNCTIONS = Object.fromEntries(
  Object.entries(ACCESS).map(([contract, functions]) => [
    contract,
    Object.fromEntries(
      Object.entries(functions).flatMap(([signature, access]) =>
        isRole(access) && access !== "ADMIN"
          ? [[signature.slice(0, signature.indexOf("(")), ROLES[access]]]
          : [],
      ),
    ),
  ]),
) as Record<ContractName, Record<string, bigint>>;
