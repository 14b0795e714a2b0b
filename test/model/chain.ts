import {
  type Abi,
  type Address,
  BaseError,
  ContractFunctionRevertedError,
  encodeFunctionData,
  type Hex,
  type Log,
  zeroHash,
} from "viem";
import { signAttestation } from "../registry/attestation.ts";
import type { Action } from "./actions.ts";
import type { World } from "./world.ts";

/** A call of one of the suite's contracts; `value` in wei. */
type Call = {
  address: Address;
  abi: Abi;
  functionName: string;
  args: readonly unknown[];
  value?: bigint;
};

/** What came of a transaction: the name of its error, or its logs. */
export type Result = { error: string; logs: readonly Log[] };

/** Enough for every call, and given so that a call that will revert is mined all the same. */
const GAS = 8_000_000n;

/** Performs an action in a block of its own at the time `at`. */
export async function perform(world: World, action: Action, at: number): Promise<Result> {
  const { networkHelpers, publicClient, wallets } = world.weir;
  const call = await callOf(world, action);
  await networkHelpers.time.setNextBlockTimestamp(at);
  if (call === undefined) {
    await networkHelpers.mine();
    return { error: "", logs: [] };
  }
  try {
    const hash = await wallets.governor.writeContract({
      ...call,
      abi: [...call.abi, ...errorsOf(world)],
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

/** The errors of every contract of the suite, any of which may come through a call of another. */
function errorsOf({ weir: { ledger, registry, splits, manager, stETH, weth } }: World): Abi {
  return [ledger, registry, splits, manager, stETH, weth].flatMap(({ abi }) =>
    (abi as Abi).filter(({ type }) => type === "error"),
  );
}

/** The call that an action stands for; none if time just passes. */
async function callOf(world: World, action: Action): Promise<Call | undefined> {
  const { ledger, registry, splits, wallets } = world.weir;
  const call = (
    { address, abi }: { address: Address; abi: unknown },
    args: readonly unknown[],
    value = 0n,
  ): Call => ({ address, abi: abi as Abi, functionName: action.type, args, value });

  switch (action.type) {
    case "wait":
      return undefined;
    case "deposit":
      return call(ledger, [action.vault, action.shares, action.account]);
    case "depositAssets":
      return call(ledger, [action.vault, action.assets, action.account]);
    case "depositETH":
      return call(ledger, [action.vault, action.account], action.value);
    case "donate": {
      const { share } = assetOf(world, action.vault);
      return { ...call(share, [ledger.address, action.shares]), functionName: "transfer" };
    }
    case "withdraw":
      return call(ledger, [action.vault, action.shares, action.receiver]);
    case "withdrawAssets":
      return call(ledger, [action.vault, action.assets, action.receiver]);
    case "withdrawCreator":
      return call(ledger, [action.vault, action.receiver]);
    case "transfer":
      return call(ledger, [action.receiver, BigInt(action.vault), action.amount]);
    case "transferFrom":
      return call(ledger, [action.sender, action.receiver, BigInt(action.vault), action.amount]);
    case "approve":
      return call(ledger, [action.spender, BigInt(action.vault), action.amount]);
    case "setOperator":
      return call(ledger, [action.spender, action.approved]);
    case "startStream":
      return call(ledger, startArgs(action));
    case "depositETHAndStart":
      return call(ledger, startArgs(action), action.value);
    case "payForStreamTime":
      return call(ledger, startArgs(action).slice(0, 4));
    case "settle":
      return call(ledger, [action.vault, action.viewers]);
    case "tip":
      return call(ledger, [action.streamId, action.vault, action.amount]);
    case "multicall":
      return call(ledger, [await Promise.all(action.calls.map((inner) => encode(world, inner)))]);
    case "setPlatformFees":
      return call(ledger, [action.vault, Number(action.feeBps), Number(action.tipFeeBps)]);
    case "setPlatformReceiver":
      return call(ledger, [action.receiver]);
    case "withdrawPlatform":
    case "endStream":
    case "listVault":
    case "delistVault":
      return call(ledger, [action.vault]);
    case "pause":
    case "unpause":
      return call(ledger, []);
    case "createStream":
      return call(registry, [action.tenantId, action.label, action.payee, "", []]);
    case "setPrice": {
      const { streamId, vault, startFee, perSecond, window } = action;
      return call(registry, [streamId, { vault, startFee, perSecond, window }]);
    }
    case "setPayee":
      return call(registry, [action.streamId, action.payee]);
    case "stopStream":
    case "resumeStream":
    case "deleteStream":
    case "suspendStream":
    case "reinstateStream":
    case "revokeVerification":
      return call(registry, [action.streamId]);
    case "verify": {
      const { streamId, owner, expiry, nonce } = action;
      const attestation = { id: streamId, owner, contentHash: zeroHash, expiry, nonce };
      const signature = await signAttestation(wallets.verifier, registry.address, attestation);
      return call(registry, [attestation, wallets.verifier.account.address, signature]);
    }
    case "transferTenant":
      return call(registry, [action.tenantId, action.newOwner]);
    case "acceptTenant":
      return call(registry, [action.tenantId]);
    case "registerSplit":
      return call(splits, [tableOf(world, action.split)]);
    case "claimSplit":
      return call(splits, [tableOf(world, action.split), action.vault, BigInt(action.index)]);
  }
}

function startArgs(action: {
  streamId: Hex;
  vault: Address;
  maxSeconds: bigint;
  maxPerSecond: bigint;
  maxStartFee?: bigint;
}): readonly unknown[] {
  const { streamId, vault, maxSeconds, maxPerSecond, maxStartFee } = action;
  return [streamId, vault, maxSeconds, maxPerSecond, maxStartFee];
}

async function encode(world: World, action: Action): Promise<Hex> {
  const call = await callOf(world, action);
  if (call === undefined) throw new Error(`There is no call for ${action.type}.`);
  return encodeFunctionData(call);
}

function assetOf({ assets }: World, vault: Address) {
  const asset = assets.find((one) => one.vault === vault);
  if (asset === undefined) throw new Error(`There is no vault ${vault}.`);
  return asset;
}

function tableOf({ splits }: World, account: Address) {
  const split = splits.find((one) => one.account === account);
  if (split === undefined) throw new Error(`There is no split ${account}.`);
  return split.table;
}
