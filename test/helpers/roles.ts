import type { Wallets } from "./wallets.ts";

/** The roles of the AccessManager, as in `contracts/libraries/Roles.sol`. */
export const ROLES = {
  ADMIN: 0n,
  UPGRADER: 1n,
  PAUSER: 2n,
  UNPAUSER: 3n,
  FEES: 4n,
  VERIFIER: 5n,
  REGISTRAR: 6n,
  LISTING: 7n,
  GUARDIAN: 8n,
} as const;

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
] as const satisfies readonly (readonly [bigint, keyof Wallets])[];

/** The functions that belong to a role, by contract. Restricted functions that are not here are the admin's. */
export const FUNCTIONS = {
  StreamRegistry: {
    createTenant: ROLES.REGISTRAR,
    suspendStream: ROLES.REGISTRAR,
    reinstateStream: ROLES.REGISTRAR,
    revokeVerification: ROLES.VERIFIER,
    upgradeToAndCall: ROLES.UPGRADER,
  },
  StreamPayment: {
    setPlatformFees: ROLES.FEES,
    setPlatformReceiver: ROLES.FEES,
    listVault: ROLES.LISTING,
    delistVault: ROLES.LISTING,
    pause: ROLES.PAUSER,
    unpause: ROLES.UNPAUSER,
    upgradeToAndCall: ROLES.UPGRADER,
  },
  StreamVault: {
    skim: ROLES.FEES,
    pause: ROLES.PAUSER,
    unpause: ROLES.UNPAUSER,
    upgradeToAndCall: ROLES.UPGRADER,
  },
  StreamSplits: {
    upgradeToAndCall: ROLES.UPGRADER,
  },
  DepositFactory: {
    upgradeToAndCall: ROLES.UPGRADER,
  },
} as const;
