/** Creators register, publish their streams, describe them and have some of them verified. */
import { type Address, type Hex, keccak256, namehash, parseUnits } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { paymentAbi, registryAbi, splitsAbi } from "../abis.ts";
import { accountOf, CREATORS } from "../accounts.ts";
import { send } from "../send.ts";
import { CATALOGUE, type PlannedStream } from "./catalogue.ts";
import {
  addressOf,
  DECIMALS,
  type PublishedStream,
  type RegisteredSplit,
  type World,
} from "./world.ts";

/** Seconds for which an attestation holds. */
const YEAR = 365n * 24n * 3_600n;

/** Basis points that nina, omar and paul get of the duet, in this order. */
const PARTS = [5_000, 3_000, 2_000] as const;

/** Publishes the catalogue. */
export async function publish(
  world: World,
): Promise<{ streams: PublishedStream[]; split: RegisteredSplit }> {
  const split = tableOf(world);
  const [splitAccount] = await Promise.all([
    registerSplit(world, split),
    ...CREATORS.map((label) => createTenant(world, label)),
  ]);
  const streams = CATALOGUE.map((plan) => ({ ...plan, id: idOf(world, plan) }));
  await Promise.all(streams.map((stream) => createStream(world, stream, splitAccount)));
  await Promise.all([
    ...streams.flatMap((stream) => describeStream(world, stream)),
    ...attestedIds(world, streams).map(({ id, owner }, nonce) =>
      verify(world, id, owner, BigInt(nonce)),
    ),
  ]);
  return { streams, split };
}

/** Nina's split, its holders in the ascending order that the contract asks for. */
function tableOf(world: World): RegisteredSplit {
  const holders = [
    addressOf(world, "creator nina"),
    addressOf(world, "rights holder omar"),
    addressOf(world, "rights holder paul"),
  ];
  const rows = PARTS.map((weight, index) => ({ holder: holders[index] as Address, weight }));
  rows.sort((a, b) => (BigInt(a.holder) < BigInt(b.holder) ? -1 : 1));
  return { holders: rows.map(({ holder }) => holder), weights: rows.map(({ weight }) => weight) };
}

async function registerSplit(world: World, split: RegisteredSplit): Promise<Address> {
  const target = { address: world.manifest.contracts.StreamSplits, abi: splitsAbi };
  await send(world.chain, {
    ...target,
    from: addressOf(world, "creator nina"),
    functionName: "registerSplit",
    args: [split],
  });
  return world.chain.publicClient.readContract({
    ...target,
    functionName: "splitAccount",
    args: [split],
  });
}

function createTenant(world: World, label: (typeof CREATORS)[number]) {
  return send(world.chain, {
    from: addressOf(world, "registrar"),
    address: world.manifest.contracts.StreamRegistry,
    abi: registryAbi,
    functionName: "createTenant",
    args: [label, addressOf(world, `creator ${label}`)],
  });
}

async function createStream(world: World, stream: PublishedStream, splitAccount: Address) {
  const { contracts } = world.manifest;
  const owner = addressOf(world, `creator ${stream.tenant}`);
  const prices = stream.prices.map(({ currency, startFee, perSecond }) => ({
    vault: contracts[currency],
    startFee: parseUnits(startFee, DECIMALS[currency]),
    perSecond: parseUnits(perSecond, DECIMALS[currency]),
    window: BigInt(stream.window),
  }));
  return send(world.chain, {
    from: owner,
    address: contracts.StreamRegistry,
    abi: registryAbi,
    functionName: "createStream",
    args: [
      namehash(`${stream.tenant}.${world.manifest.root}`),
      stream.label,
      await payeeOf(world, stream, splitAccount),
      `ipfs://${stream.tenant}/${stream.label}.json`,
      prices,
    ],
  });
}

/** Whom the meter credits for a stream: the stream itself, the split, or the tenant's owner. */
async function payeeOf(world: World, { id, tenant, ...stream }: PublishedStream, split: Address) {
  if (stream.isSplit) return split;
  if (!stream.isOwnPayee) return addressOf(world, `creator ${tenant}`);
  return world.chain.publicClient.readContract({
    address: world.manifest.contracts.StreamPayment,
    abi: paymentAbi,
    functionName: "accountOf",
    args: [id],
  });
}

/** Sets a stream's text records. */
function describeStream(world: World, stream: PublishedStream) {
  const records = {
    description: stream.description,
    url: `https://${stream.tenant}.example/${stream.label}`,
    ...(stream.kind === "live" && {
      "com.livepeer.playbackId": `${stream.tenant}-${stream.label}`,
    }),
  };
  return Object.entries(records).map(([key, value]) =>
    send(world.chain, {
      from: addressOf(world, `creator ${stream.tenant}`),
      address: world.manifest.contracts.StreamRegistry,
      abi: registryAbi,
      functionName: "setText",
      args: [stream.id, key, value],
    }),
  );
}

/** The tenant alice and the streams that are to be verified, with their owners. */
function attestedIds(world: World, streams: PublishedStream[]) {
  const verified = streams.filter(({ isVerified }) => isVerified);
  return [
    { id: namehash(`alice.${world.manifest.root}`), owner: addressOf(world, "creator alice") },
    ...verified.map(({ id, tenant }) => ({ id, owner: addressOf(world, `creator ${tenant}`) })),
  ];
}

/** Signs an attestation as the verifier and brings it as the owner. */
async function verify(world: World, id: Hex, owner: Address, nonce: bigint) {
  const { chain, clock, manifest } = world;
  const address = manifest.contracts.StreamRegistry;
  const verifier = accountOf(manifest.accounts, "verifier");
  const expiry = Number(clock.head().timestamp + YEAR);
  const attestation = { id, owner, contentHash: keccak256(id), expiry, nonce };
  const signature = await privateKeyToAccount(verifier.privateKey).signTypedData({
    domain: {
      name: "Weir Registry",
      version: "1",
      chainId: chain.chainId,
      verifyingContract: address,
    },
    types: {
      Attestation: [
        { name: "id", type: "bytes32" },
        { name: "owner", type: "address" },
        { name: "contentHash", type: "bytes32" },
        { name: "expiry", type: "uint40" },
        { name: "nonce", type: "uint256" },
      ],
    },
    primaryType: "Attestation",
    message: attestation,
  });
  await send(chain, {
    from: owner,
    address,
    abi: registryAbi,
    functionName: "verify",
    args: [attestation, verifier.address, signature],
  });
}

function idOf({ manifest }: World, { label, tenant }: PlannedStream): Hex {
  return namehash(`${label}.${tenant}.${manifest.root}`);
}
