import { expect } from "chai";
import {
  type Abi,
  type Address,
  concatHex,
  encodeFunctionData,
  type Hex,
  keccak256,
  maxUint256,
  padHex,
  toHex,
  zeroHash,
} from "viem";
import { deployScene, type Who } from "../meter/scene.ts";

/** A call that succeeds, and who makes it; `value` in wei. */
type Call = { name: string; by: Who; args: readonly unknown[]; value?: bigint };

/** Everything that the calls below need: a session that owes, balances everywhere, an allowance, a split with money. */
async function deployBusy() {
  const scene = await deployScene();
  const { ledger, splits, weth, stETH, song, start, settle, at, as, fund, addressOf } = scene;
  const viewer = addressOf("viewer");
  await weth.write.deposit({ ...as("viewer"), value: 2_000n });
  await weth.write.approve([stETH.address, 1_000n], as("viewer"));
  await stETH.write.deposit([1_000n, viewer], as("viewer"));
  await weth.write.approve([ledger.address, 1_000n], as("viewer"));
  await stETH.write.approve([ledger.address, 1_000n], as("viewer"));
  await ledger.write.approve([addressOf("relayer"), BigInt(stETH.address), 500n], as("viewer"));
  const table = { holders: [addressOf("creator")], weights: [10_000] };
  await splits.write.registerSplit([table]);
  const split = await splits.read.splitAccount([table]);
  await fund(split, 1_000n);
  await fund("viewer", 100_000n);
  await at(100);
  await start("viewer", song);
  await at(150);
  await settle(["viewer"]);
  return { ...scene, viewer, table, split };
}

type Busy = Awaited<ReturnType<typeof deployBusy>>;

function ledgerCalls(scene: Busy): Call[] {
  const { registry, splits, stETH, weth, song, viewer, split, addressOf } = scene;
  const stranger = addressOf("stranger");
  const vault = stETH.address;
  const id = BigInt(vault);
  const start = [song, vault, maxUint256, maxUint256, maxUint256];
  return [
    { name: "transfer", by: "viewer", args: [stranger, id, 1n] },
    { name: "transferFrom", by: "relayer", args: [viewer, stranger, id, 1n] },
    { name: "approve", by: "viewer", args: [stranger, id, 1n] },
    { name: "setOperator", by: "viewer", args: [stranger, true] },
    { name: "deposit", by: "viewer", args: [vault, 1n, viewer] },
    { name: "depositAssets", by: "viewer", args: [vault, 1n, viewer] },
    { name: "depositETH", by: "viewer", args: [vault, viewer], value: 1n },
    { name: "permit", by: "viewer", args: [vault, weth.address, 1n, 0n, 27, zeroHash, zeroHash] },
    { name: "withdraw", by: "viewer", args: [vault, 1n, viewer] },
    { name: "withdrawAssets", by: "viewer", args: [vault, 1n, viewer] },
    { name: "withdrawCreator", by: "creator", args: [vault, stranger] },
    { name: "withdrawPlatform", by: "stranger", args: [vault] },
    { name: "startStream", by: "viewer", args: start },
    { name: "depositETHAndStart", by: "viewer", args: start, value: 1n },
    { name: "payForStreamTime", by: "viewer", args: start.slice(0, 4) },
    { name: "endStream", by: "viewer", args: [vault] },
    { name: "settle", by: "stranger", args: [vault, [viewer]] },
    { name: "tip", by: "viewer", args: [song, vault, 1n] },
    { name: "setPlatformFees", by: "feeSetter", args: [vault, 7, 7] },
    { name: "setPlatformReceiver", by: "feeSetter", args: [stranger] },
    { name: "delistVault", by: "lister", args: [vault] },
    { name: "pause", by: "pauser", args: [] },
    { name: "openSplit", by: splits.address, args: [keccak256(toHex("another"))] },
    { name: "paySplit", by: splits.address, args: [split, viewer, vault, 1n] },
    { name: "addTenant", by: registry.address, args: [keccak256(toHex("tenant"))] },
    { name: "addStream", by: registry.address, args: [keccak256(toHex("stream")), 1, viewer] },
    { name: "setPayee", by: registry.address, args: [song, viewer] },
    { name: "setPrice", by: registry.address, args: [song, vault, 1n, 1n, 60n] },
    { name: "clearPrices", by: registry.address, args: [song] },
    { name: "setStop", by: registry.address, args: [song, 1, true] },
    { name: "setVerified", by: registry.address, args: [song, 1, 1] },
    { name: "setTenancy", by: registry.address, args: [1, 1] },
  ];
}

function registryCalls({ tenantId, song, stETH, viewer }: Busy): Call[] {
  const price = { vault: stETH.address, startFee: 0n, perSecond: 1n, window: 60n };
  return [
    { name: "createTenant", by: "registrar", args: ["bob", viewer] },
    { name: "createStream", by: "owner", args: [tenantId, "more", viewer, "uri", [price]] },
    { name: "setPrice", by: "owner", args: [song, price] },
    { name: "setPayee", by: "owner", args: [song, viewer] },
    { name: "stopStream", by: "owner", args: [song] },
    { name: "deleteStream", by: "owner", args: [song] },
    { name: "suspendStream", by: "registrar", args: [song] },
    { name: "transferTenant", by: "owner", args: [tenantId, viewer] },
  ];
}

function splitsCalls({ stETH, table, viewer }: Busy): Call[] {
  const other = { holders: [viewer], weights: [10_000] };
  return [
    { name: "registerSplit", by: "stranger", args: [other] },
    { name: "claimSplit", by: "stranger", args: [table, stETH.address, 0n] },
  ];
}

/** What a broken decoder might take for a caller or another argument: each of these follows the real calldata. */
function trailers({ viewer, addressOf }: Busy): Hex[] {
  return [
    "0x00",
    padHex(viewer),
    padHex(addressOf("governor")),
    concatHex([viewer, addressOf("owner")]),
    `0x${"ff".repeat(100)}`,
  ];
}

/** Sends calldata and gives what came of it. */
async function send(
  { publicClient, wallets, addressOf, at }: Busy,
  to: Address,
  call: Call,
  data: Hex,
) {
  await at(200);
  const hash = await wallets.governor.sendTransaction({
    account: addressOf(call.by),
    to,
    data,
    value: call.value ?? 0n,
    gas: 3_000_000n,
  });
  const { logs, status } = await publicClient.getTransactionReceipt({ hash });
  return {
    status,
    logs: logs.map(({ address, topics, data: body }) => ({ address, topics, body })),
  };
}

describe("Bytes after the arguments of a call", () => {
  for (const [contract, callsOf] of [
    ["ledger", ledgerCalls],
    ["registry", registryCalls],
    ["splits", splitsCalls],
  ] as const) {
    it(`change nothing of what comes of it in the ${contract}`, async () => {
      const scene = await deployBusy();
      const { address, abi } = scene[contract] as { address: Address; abi: Abi };
      for (const part of [scene.registry.address, scene.splits.address]) {
        await scene.networkHelpers.impersonateAccount(part);
        await scene.networkHelpers.setBalance(part, 10n ** 20n);
      }
      for (const call of callsOf(scene)) {
        const data = encodeFunctionData({ abi, functionName: call.name, args: call.args });
        const snapshot = await scene.networkHelpers.takeSnapshot();
        const plain = await send(scene, address, call, data);
        expect(plain.status, call.name).to.equal("success");
        for (const trailer of trailers(scene)) {
          await snapshot.restore();
          const trailed = await send(scene, address, call, concatHex([data, trailer]));
          expect(trailed, call.name).to.deep.equal(plain);
        }
        await snapshot.restore();
      }
    });
  }

  it("give a stranger nobody's rights", async () => {
    const scene = await deployBusy();
    const { ledger, viem, publicClient, addressOf, viewer, stETH } = scene;
    const id = BigInt(stETH.address);
    const stranger = addressOf("stranger");
    for (const [functionName, args, error] of [
      ["transfer", [stranger, id, 1n], "ERC6909InsufficientBalance"],
      ["transferFrom", [viewer, stranger, id, 1n], "ERC6909InsufficientAllowance"],
      ["withdraw", [stETH.address, 1n, stranger], "ERC6909InsufficientBalance"],
      ["withdrawAssets", [stETH.address, 1n, stranger], "ERC6909InsufficientBalance"],
      ["withdrawCreator", [stETH.address, stranger], "NothingToWithdraw"],
      ["endStream", [stETH.address], "NoSession"],
      ["tip", [scene.song, stETH.address, 1n], "ERC6909InsufficientBalance"],
      ["setPlatformReceiver", [stranger], "AccessManagedUnauthorized"],
      ["pause", [], "AccessManagedUnauthorized"],
      ["setStop", [scene.song, 1, true], "NotTheRegistry"],
      ["chargeNode", [scene.song, stETH.address, 1n], "NotTheBilling"],
      ["paySplit", [scene.split, stranger, stETH.address, 1n], "NotTheSplits"],
    ] as const) {
      const data = encodeFunctionData({ abi: ledger.abi as Abi, functionName, args });
      for (const trailer of trailers(scene)) {
        const call = { account: stranger, to: ledger.address, data: concatHex([data, trailer]) };
        await viem.assertions.revertWithCustomError(
          publicClient.call(call) as Promise<never>,
          ledger,
          error,
        );
      }
    }
  });
});
