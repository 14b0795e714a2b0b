import { type Abi, type Address, BaseError, ContractFunctionRevertedError, type Log } from "viem";
import type { Action } from "./actions.ts";
import type { World } from "./world.ts";

/** What came of a transaction: the name of its error, or its logs. */
export type Result = { error: string; logs: readonly Log[] };

/** Enough for every call, and given so that a call that will revert is mined all the same. */
const GAS = 8_000_000n;

/** Performs an action in a block of its own at the time `at`. */
export async function perform(world: World, action: Action, at: number): Promise<Result> {
  const { networkHelpers, publicClient, wallets } = world.weir;
  await networkHelpers.time.setNextBlockTimestamp(at);
  if (action.type === "wait") {
    await networkHelpers.mine();
    return { error: "", logs: [] };
  }
  const { contract, args } = callOf(world, action);
  try {
    const hash = await wallets.governor.writeContract({
      address: contract.address,
      abi: [...(contract.abi as Abi), ...errorsOf(world)],
      functionName: action.type as string,
      args,
      account: action.caller,
      gas: GAS,
    });
    const { logs } = await publicClient.getTransactionReceipt({ hash });
    return { error: "", logs };
  } catch (error) {
    return { error: errorName(error), logs: [] };
  }
}

/** The name of the custom error in which a call ended. */
function errorName(error: unknown): string {
  const reverted =
    error instanceof BaseError &&
    error.walk((cause) => cause instanceof ContractFunctionRevertedError);
  if (reverted instanceof ContractFunctionRevertedError && reverted.data !== undefined) {
    return reverted.data.errorName;
  }
  throw error;
}

/** The errors of every contract that a call may reach. */
function errorsOf({ weir: { ledger, registry, billing, manager } }: World): Abi {
  return [ledger, registry, billing, manager].flatMap(({ abi }) =>
    (abi as Abi).filter(({ type }) => type === "error"),
  );
}

type Call = { contract: { address: Address; abi: unknown }; args: readonly unknown[] };

/** The contract that an action goes to, and its arguments; the function has the action's name. */
function callOf(world: World, action: Exclude<Action, { type: "wait" }>): Call {
  const { billing, ledger, registry } = world.weir;
  switch (action.type) {
    case "chargeUsage":
      return { contract: billing, args: [action.meterNo, action.records] };
    case "settleArrears":
    case "release":
    case "sweep":
      return { contract: billing, args: [action.id, action.vault] };
    case "forgiveArrears":
      return { contract: billing, args: [action.id, action.vault, action.shares] };
    case "setBillingMode":
      return { contract: billing, args: [action.id, action.mode] };
    case "setStreamBalances":
      return { contract: billing, args: [action.id, action.enabled] };
    case "setFundingPolicy":
      return { contract: billing, args: [action.id, action.vault, action.policy] };
    case "setPayoutTerms":
      return {
        contract: billing,
        args: [action.id, action.vault, action.reserve, action.minimum],
      };
    case "setPayoutOperator":
      return { contract: billing, args: [action.id, action.operator, action.approved] };
    case "announceRate":
      return { contract: billing, args: [action.kind, action.vault, action.unitPrice] };
    case "addMeter":
      return { contract: billing, args: [action.key] };
    case "setMeterKey":
      return { contract: billing, args: [action.meterNo, action.key] };
    case "setTenantCap":
      return { contract: billing, args: [action.id, action.vault, action.cap] };
    case "setDefaultCap":
      return { contract: billing, args: [action.vault, action.cap] };
    case "fund":
    case "payArrears":
    case "tip":
      return { contract: ledger, args: [action.id, action.vault, action.shares] };
    case "listVault":
    case "delistVault":
      return { contract: ledger, args: [action.vault] };
    case "pause":
    case "unpause":
      return { contract: ledger, args: [] };
    case "createStream":
      return { contract: registry, args: [action.tenantId, action.label, action.payee, "", []] };
    case "setPayee":
      return { contract: registry, args: [action.id, action.payee] };
    case "setReceiver":
      return { contract: registry, args: [action.id, action.receiver] };
    case "transferTenant":
      return { contract: registry, args: [action.id, action.newOwner] };
    case "acceptTenant":
    case "stopStream":
    case "resumeStream":
    case "deleteStream":
    case "suspendStream":
    case "reinstateStream":
      return { contract: registry, args: [action.id] };
  }
}
