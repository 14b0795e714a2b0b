/** What creators and the platform do now and then: claim, withdraw, change a price, stop a stream and resume it. */
import { parseUnits } from "viem";
import { paymentAbi, registryAbi, splitsAbi } from "../abis.ts";
import { CREATORS, RIGHTS_HOLDERS, type Role } from "../accounts.ts";
import { send } from "../send.ts";
import {
  addressOf,
  DECIMALS,
  findStream,
  type PublishedStream,
  type RegisteredSplit,
  repeat,
  type World,
} from "./world.ts";

/** Plays all of it until the clock stops. */
export async function playBusiness(
  world: World,
  streams: PublishedStream[],
  split: RegisteredSplit,
): Promise<void> {
  const earners: Role[] = [
    ...CREATORS.map((name) => `creator ${name}` as const),
    ...RIGHTS_HOLDERS.map((name) => `rights holder ${name}` as const),
  ];
  await Promise.all([
    ...earners.map((role, index) =>
      repeat(world, role, 20 + 3 * index, () => withdraw(world, role)),
    ),
    repeat(world, "creator nina", 17, () => claimSplit(world, split)),
    repeat(world, "keeper", 45, () => withdrawPlatform(world)),
    repeat(world, "creator bob", 60, changePrice(world, findStream(streams, "late-show"))),
    repeat(world, "creator nina", 75, () => stopAndResume(world, findStream(streams, "nocturne"))),
  ]);
}

async function withdraw(world: World, role: Role): Promise<void> {
  const { stETH, stUSDC, StreamPayment } = world.manifest.contracts;
  const from = addressOf(world, role);
  const ledger = { address: StreamPayment, abi: paymentAbi };
  for (const vault of [stETH, stUSDC]) {
    const claimable = await world.chain.publicClient.readContract({
      ...ledger,
      functionName: "creatorBalances",
      args: [from, vault],
    });
    if (claimable === 0n) continue;
    await send(world.chain, {
      ...ledger,
      from,
      functionName: "withdrawCreator",
      args: [vault, from],
    });
  }
}

/** Moves each rights holder's part of the split to the holder's account. */
async function claimSplit(world: World, split: RegisteredSplit): Promise<void> {
  const { stETH, stUSDC, StreamSplits } = world.manifest.contracts;
  const splits = { address: StreamSplits, abi: splitsAbi };
  const from = addressOf(world, "creator nina");
  for (const vault of [stETH, stUSDC]) {
    for (const index of split.holders.keys()) {
      const args = [split, vault, BigInt(index)] as const;
      const share = await world.chain.publicClient.readContract({
        ...splits,
        functionName: "splitBalance",
        args,
      });
      if (share === 0n) continue;
      await send(world.chain, { ...splits, from, functionName: "claimSplit", args });
    }
  }
}

async function withdrawPlatform(world: World): Promise<void> {
  const { stETH, stUSDC, StreamPayment } = world.manifest.contracts;
  const ledger = { address: StreamPayment, abi: paymentAbi };
  for (const vault of [stETH, stUSDC]) {
    const args = [vault] as const;
    const balance = await world.chain.publicClient.readContract({
      ...ledger,
      functionName: "platformBalance",
      args,
    });
    if (balance === 0n) continue;
    const from = addressOf(world, "keeper");
    await send(world.chain, { ...ledger, from, functionName: "withdrawPlatform", args });
  }
}

/** Each call makes the live stream dearer or cheaper again. */
function changePrice(world: World, stream: PublishedStream): () => Promise<void> {
  const { StreamRegistry, stUSDC } = world.manifest.contracts;
  const rates = ["0.0012", "0.001"];
  let turn = 0;
  return async () => {
    const rate = rates[turn++ % rates.length] ?? "0";
    await send(world.chain, {
      from: addressOf(world, `creator ${stream.tenant}`),
      address: StreamRegistry,
      abi: registryAbi,
      functionName: "setPrice",
      args: [
        stream.id,
        {
          vault: stUSDC,
          startFee: 0n,
          perSecond: parseUnits(rate, DECIMALS.stUSDC),
          window: BigInt(stream.window),
        },
      ],
    });
  };
}

async function stopAndResume(world: World, stream: PublishedStream): Promise<void> {
  const registry = {
    from: addressOf(world, `creator ${stream.tenant}`),
    address: world.manifest.contracts.StreamRegistry,
    abi: registryAbi,
  };
  await send(world.chain, { ...registry, functionName: "stopStream", args: [stream.id] });
  await world.clock.passed(12);
  await send(world.chain, { ...registry, functionName: "resumeStream", args: [stream.id] });
}
