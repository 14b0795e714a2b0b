/** What a wallet does: fill its account, play streams, stop, tip, fund names. */
import { type Address, encodeFunctionData, type Hex, parseSignature } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { multicallAbi, paymentAbi, usdcAbi } from "../abis.ts";
import { accountOf, type Role } from "../accounts.ts";
import { send } from "../send.ts";
import type { Currency } from "./catalogue.ts";
import type { PublishedStream, World } from "./world.ts";

/** A wallet that pays in one currency. Amounts are in units of it. */
export type Wallet = {
  /** Deposits USDC after an approval, or ETH. */
  deposit(amount: bigint): Promise<void>;
  /** Starts a stream at its price of now, with a deposit in the same transaction if `amount` is given. */
  start(stream: PublishedStream, amount?: bigint): Promise<void>;
  /** Prolongs the session. */
  heartbeat(stream: PublishedStream): Promise<void>;
  end(): Promise<void>;
  tip(stream: PublishedStream, amount: bigint): Promise<void>;
  /** Brings USDC from the wallet to the account of a tenant or stream, in one transaction. */
  fund(id: Hex, amount: bigint): Promise<void>;
  /** What the account can spend now. */
  available(): Promise<bigint>;
  /** The last session, as it stands now. */
  session(): Promise<{ running: boolean; until: number }>;
};

export function openWallet(world: World, role: Role, currency: Currency): Wallet {
  const { chain, manifest } = world;
  const { contracts } = manifest;
  const { address: from, privateKey } = accountOf(manifest.accounts, role);
  const vault = contracts[currency];
  const ledger = { address: contracts.StreamPayment, abi: paymentAbi };
  const pay = { ...ledger, from };
  const read = chain.publicClient.readContract;
  let isApproved = false;

  /** Arguments of a start under the price of now, which a later change cannot exceed. */
  const quote = async (stream: PublishedStream) => {
    const price = await read({ ...ledger, functionName: "priceOf", args: [stream.id, vault] });
    const args = [stream.id, vault, BigInt(stream.window), price.perSecond] as const;
    return { args, startFee: price.startFee };
  };

  /** Lets the ledger take USDC, once. */
  const approve = async () => {
    if (isApproved) return;
    await send(chain, {
      from,
      address: contracts.USDC,
      abi: usdcAbi,
      functionName: "approve",
      args: [contracts.StreamPayment, 2n ** 256n - 1n],
    });
    isApproved = true;
  };

  const deposit = async (amount: bigint) => {
    if (currency === "stETH") {
      await send(chain, {
        ...pay,
        functionName: "depositETH",
        args: [vault, from],
        value: amount,
      });
      return;
    }
    await approve();
    await send(chain, { ...pay, functionName: "depositAssets", args: [vault, amount, from] });
  };

  /** Deposit and start in one transaction: with ETH as value, with USDC by a permit. */
  const depositAndStart = async (stream: PublishedStream, amount: bigint) => {
    const { args, startFee } = await quote(stream);
    if (currency === "stETH") {
      await send(chain, {
        ...pay,
        functionName: "depositETHAndStart",
        args: [...args, startFee],
        value: amount,
      });
      return;
    }
    const calls = [
      await permitCall(world, from, privateKey, vault, amount),
      encodeFunctionData({
        abi: paymentAbi,
        functionName: "depositAssets",
        args: [vault, amount, from],
      }),
      encodeFunctionData({
        abi: paymentAbi,
        functionName: "startStream",
        args: [...args, startFee],
      }),
    ];
    await send(chain, {
      ...pay,
      abi: multicallAbi,
      functionName: "multicall",
      args: [calls],
    });
  };

  return {
    deposit,
    start: async (stream, amount) => {
      if (amount !== undefined) return depositAndStart(stream, amount);
      const { args, startFee } = await quote(stream);
      await send(chain, { ...pay, functionName: "startStream", args: [...args, startFee] });
    },
    heartbeat: async (stream) => {
      const { args } = await quote(stream);
      await send(chain, { ...pay, functionName: "payForStreamTime", args });
    },
    end: async () => {
      await send(chain, { ...pay, functionName: "endStream", args: [vault] });
    },
    tip: async (stream, amount) => {
      await send(chain, { ...pay, functionName: "tip", args: [stream.id, vault, amount] });
    },
    fund: async (id, amount) => {
      await approve();
      const calls = [
        encodeFunctionData({
          abi: paymentAbi,
          functionName: "depositAssets",
          args: [vault, amount, from],
        }),
        encodeFunctionData({ abi: paymentAbi, functionName: "fund", args: [id, vault, amount] }),
      ];
      await send(chain, { ...pay, abi: multicallAbi, functionName: "multicall", args: [calls] });
    },
    available: () => read({ ...ledger, functionName: "available", args: [from, vault] }),
    session: () => read({ ...ledger, functionName: "sessionOf", args: [from, vault] }),
  };
}

/** The ledger's call that uses a permit of USDC, signed for it here. */
async function permitCall(
  { chain, clock, manifest }: World,
  owner: Address,
  privateKey: Hex,
  vault: Address,
  value: bigint,
): Promise<Hex> {
  const { USDC, StreamPayment: spender } = manifest.contracts;
  const deadline = clock.head().timestamp + 3_600n;
  const nonce = await chain.publicClient.readContract({
    address: USDC,
    abi: usdcAbi,
    functionName: "nonces",
    args: [owner],
  });
  const signature = await privateKeyToAccount(privateKey).signTypedData({
    domain: { name: "USD Coin", version: "2", chainId: chain.chainId, verifyingContract: USDC },
    types: {
      Permit: [
        { name: "owner", type: "address" },
        { name: "spender", type: "address" },
        { name: "value", type: "uint256" },
        { name: "nonce", type: "uint256" },
        { name: "deadline", type: "uint256" },
      ],
    },
    primaryType: "Permit",
    message: { owner, spender, value, nonce, deadline },
  });
  const { r, s, yParity } = parseSignature(signature);
  return encodeFunctionData({
    abi: paymentAbi,
    functionName: "permit",
    args: [vault, USDC, value, deadline, 27 + yParity, r, s],
  });
}
