/**
 * Who may call what: the one table that the deployment writes into the AccessManager, that the check compares with the
 * chain, and that tests use. The numbers are those of `contracts/libraries/Roles.sol`.
 */
import type { ContractName } from "./contracts.ts";

/** The roles of the AccessManager. */
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
  RATES: 9n,
  METERS: 10n,
} as const;

/** Name of a role. */
export type RoleName = keyof typeof ROLES;

/** A role whose members the parameters name. The governor alone is ADMIN. */
export type GrantedRole = Exclude<RoleName, "ADMIN">;

/** The roles that the parameters give to somebody. */
export const GRANTED_ROLES = Object.keys(ROLES).filter(
  (role): role is GrantedRole => role !== "ADMIN",
);

/**
 * Who may call a function:
 * - a role: `restricted`, and this role's in the AccessManager;
 * - `open`: no role is asked for; the function judges its caller itself;
 * - `once`: the initialiser, which the proxy's constructor has called;
 * - `manager`: the AccessManager itself, for its admin.
 */
export type Access = RoleName | "open" | "once" | "manager";

/** Every function that may change state, by contract and signature. A function that is missing fails the check. */
export const ACCESS: Record<ContractName, Record<string, Access>> = {
  DepositFactory: {
    "deploy(bytes32)": "open",
    "initialize(address)": "once",
    "setAuthority(address)": "manager",
    "upgradeToAndCall(address,bytes)": "UPGRADER",
  },
  StreamVault: {
    "approve(address,uint256)": "open",
    "cancelAuthorization(address,bytes32,bytes)": "open",
    "cancelAuthorization(address,bytes32,uint8,bytes32,bytes32)": "open",
    "deposit(uint256,address)": "open",
    "initialize(address,string,string,address)": "once",
    "mint(uint256,address)": "open",
    "pause()": "PAUSER",
    "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)": "open",
    "receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)": "open",
    "receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)":
      "open",
    "redeem(uint256,address,address)": "open",
    "setAuthority(address)": "manager",
    "skim(address)": "FEES",
    "transfer(address,uint256)": "open",
    "transferFrom(address,address,uint256)": "open",
    "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)": "open",
    "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)":
      "open",
    "unpause()": "UNPAUSER",
    "upgradeToAndCall(address,bytes)": "UPGRADER",
    "withdraw(uint256,address,address)": "open",
  },
  StreamRegistry: {
    "acceptTenant(bytes32)": "open",
    "cancelAttestation(uint256)": "open",
    "connect(address)": "ADMIN",
    "createStream(bytes32,string,address,string,(address,uint256,uint256,uint256)[])": "open",
    "createTenant(string,address)": "REGISTRAR",
    "deleteStream(bytes32)": "open",
    "initialize(address,bytes32)": "once",
    "reinstateStream(bytes32)": "REGISTRAR",
    "reserveLabels(string[],bool)": "ADMIN",
    "resumeStream(bytes32)": "open",
    "revokeVerification(bytes32)": "VERIFIER",
    "setAuthority(address)": "manager",
    "setPayee(bytes32,address)": "open",
    "setPrice(bytes32,(address,uint256,uint256,uint256))": "open",
    "setReceiver(bytes32,address)": "open",
    "setText(bytes32,string,string)": "open",
    "setUri(bytes32,string)": "open",
    "stopStream(bytes32)": "open",
    "suspendStream(bytes32)": "REGISTRAR",
    "transferTenant(bytes32,address)": "open",
    "upgradeToAndCall(address,bytes)": "UPGRADER",
    "verify((bytes32,address,bytes32,uint40,uint256),address,bytes)": "open",
  },
  StreamSplits: {
    "claimSplit((address[],uint16[]),address,uint256)": "open",
    "connect(address)": "ADMIN",
    "initialize(address)": "once",
    "registerSplit((address[],uint16[]))": "open",
    "setAuthority(address)": "manager",
    "upgradeToAndCall(address,bytes)": "UPGRADER",
  },
  StreamBilling: {
    "addMeter(address)": "METERS",
    "announceRate(uint16,address,uint96)": "RATES",
    "chargeUsage(uint32,(uint256,bytes32,address,uint16,uint96)[])": "open",
    "connect(address)": "ADMIN",
    "forgiveArrears(bytes32,address,uint256)": "RATES",
    "initialize(address)": "once",
    "multicall(bytes[])": "open",
    "onFunded(address,bytes32,address,uint256)": "open",
    "release(bytes32,address)": "open",
    "setAuthority(address)": "manager",
    "setBillingMode(bytes32,uint8)": "open",
    "setDefaultCap(address,uint96)": "ADMIN",
    "setFundingPolicy(bytes32,address,(bool,uint96,uint96,uint96,uint32))": "open",
    "setMeterKey(uint32,address)": "METERS",
    "setPayoutOperator(bytes32,address,bool)": "open",
    "setPayoutTerms(bytes32,address,uint96,uint96)": "open",
    "setStreamBalances(bytes32,bool)": "REGISTRAR",
    "setTenantCap(bytes32,address,uint96)": "ADMIN",
    "settleArrears(bytes32,address)": "open",
    "sweep(bytes32,address)": "open",
    "upgradeToAndCall(address,bytes)": "UPGRADER",
  },
  StreamPayment: {
    "addStream(bytes32,uint32,address)": "open",
    "addTenant(bytes32)": "open",
    "approve(address,uint256,uint256)": "open",
    "chargeNode(bytes32,address,uint256)": "open",
    "chargeStream(bytes32,address,uint256)": "open",
    "clearPrices(bytes32)": "open",
    "delistVault(address)": "LISTING",
    "deposit(address,uint256,address)": "open",
    "depositAssets(address,uint256,address)": "open",
    "depositETH(address,address)": "open",
    "depositETHAndStart(bytes32,address,uint256,uint256,uint256)": "open",
    "endStream(address)": "open",
    "fund(bytes32,address,uint256)": "open",
    "initialize(address,address)": "once",
    "listVault(address)": "LISTING",
    "multicall(bytes[])": "open",
    "openSplit(bytes32)": "open",
    "pause()": "PAUSER",
    "payArrears(bytes32,address,uint256)": "open",
    "payForStreamTime(bytes32,address,uint256,uint256)": "open",
    "paySplit(address,address,address,uint256)": "open",
    "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)": "open",
    "releaseNode(bytes32,address,uint256)": "open",
    "setAuthority(address)": "manager",
    "setOperator(address,bool)": "open",
    "setPayee(bytes32,address)": "open",
    "setPlatformFees(address,uint16,uint16)": "FEES",
    "setPlatformReceiver(address)": "FEES",
    "setPrice(bytes32,address,uint256,uint256,uint256)": "open",
    "setStop(bytes32,uint8,bool)": "open",
    "setStreamArrears(bytes32,bool)": "open",
    "setTenancy(uint32,uint32)": "open",
    "setTenantArrears(uint32,bool)": "open",
    "setVerified(bytes32,uint40,uint32)": "open",
    "settle(address,address[])": "open",
    "startStream(bytes32,address,uint256,uint256,uint256)": "open",
    "sweepNode(bytes32,address)": "open",
    "tip(bytes32,address,uint256)": "open",
    "transfer(address,uint256,uint256)": "open",
    "transferFrom(address,address,uint256,uint256)": "open",
    "unpause()": "UNPAUSER",
    "upgradeToAndCall(address,bytes)": "UPGRADER",
    "withdraw(address,uint256,address)": "open",
    "withdrawAssets(address,uint256,address)": "open",
    "withdrawCreator(address,address)": "open",
    "withdrawPlatform(address)": "open",
  },
};

/** True if the function is `restricted` in the source. */
export function isRole(access: Access): access is RoleName {
  return access in ROLES;
}
