import {
  type Address,
  concatHex,
  getAddress,
  getCreate2Address,
  type Hex,
  keccak256,
  maxUint256,
  namehash,
  parseEther,
  toHex,
  zeroAddress,
} from "viem";
import { ROOT, type Weir } from "../helpers/deploy.ts";
import type { Wallets } from "../helpers/wallets.ts";
import type { Session, State, Stream, Tenant, Vault } from "./state.ts";

/** Who watches, pays, transfers and claims. One of them is also a creator, so some pay themselves. */
const VIEWERS = ["viewer", "otherViewer", "funder", "relayer", "stranger", "creator"] as const;

/** Tenants and their first owners, with the labels of their streams. */
const TENANTS = [
  { label: "alice", owner: "owner", streams: ["song", "film"] },
  { label: "bob", owner: "newOwner", streams: ["show", "live"] },
] as const satisfies readonly {
  label: string;
  owner: keyof Wallets;
  streams: readonly string[];
}[];

/** What each viewer has at first, in units of the asset and again in shares. */
const ENDOWMENT = parseEther("100");

/** The table of a split: who holds how many basis points of it. */
export type Table = { holders: readonly Address[]; weights: readonly number[] };

/** A vault, the contract of its share (itself) and that of its asset. */
export type Asset = {
  vault: Address;
  share: Weir["stETH"];
  token: Weir["weth"] | Weir["usdc"];
};

/** The real contracts and those who use them. */
export type World = {
  weir: Weir;
  viewers: readonly Address[];
  tenants: readonly Hex[];
  streams: readonly Hex[];
  splits: readonly { account: Address; table: Table }[];
  assets: readonly Asset[];
  /** The viewer to whom others give allowances. */
  spender: Address;
  /** Every account that may hold money in the ledger. */
  accounts: readonly Address[];
  /** Readable names of addresses and ids. */
  names: ReadonlyMap<string, string>;
  addressOf: (part: keyof Wallets) => Address;
};

/**
 * Puts tenants, viewers and their money into a fresh deployment, and says what the model has to know of it. Streams and
 * splits are named but not yet created: that is left to actions.
 */
export async function createWorld(
  weir: Weir,
  { demandsVerification }: { demandsVerification: boolean },
): Promise<{ world: World; state: State }> {
  const { ledger, registry, wallets, stETH, stUSDC, weth, usdc, networkHelpers } = weir;
  const addressOf = (part: keyof Wallets) => getAddress(wallets[part].account.address);
  const viewers = VIEWERS.map(addressOf);
  const owners = TENANTS.map(({ owner }) => addressOf(owner));
  if (demandsVerification) await demandVerification(weir);
  await endow(weir, viewers);

  const accountOf = await deriver(weir);
  const tenants: Record<Hex, Tenant> = {};
  const streams: Record<Hex, Stream> = {};
  const names = new Map<string, string>([[zeroAddress, "nobody"]]);
  for (const [index, { label, owner, streams: labels }] of TENANTS.entries()) {
    await registry.write.createTenant([label, addressOf(owner)], {
      account: wallets.registrar.account,
    });
    const tenantId = namehash(`${label}.${ROOT}`);
    names.set(tenantId, label).set(accountOf(tenantId), `account of ${label}`);
    tenants[tenantId] = {
      number: index + 1,
      owner: addressOf(owner),
      pendingOwner: zeroAddress,
      tenancy: 0,
    };
    for (const streamLabel of labels) {
      const streamId = namehash(`${streamLabel}.${label}.${ROOT}`);
      const account = accountOf(streamId);
      const watchAccount = accountOf(keccak256(concatHex([streamId, toHex("watch")])));
      names.set(streamId, streamLabel).set(account, `account of ${streamLabel}`);
      names.set(watchAccount, `watch account of ${streamLabel}`);
      streams[streamId] = unborn(tenantId, streamLabel, account, watchAccount);
    }
  }

  const platform = accountOf(weir.root);
  const tenantIds = Object.keys(tenants) as Hex[];
  const streamIds = Object.keys(streams) as Hex[];
  const splits: World["splits"][number][] = [];
  for (const table of splitTables([...viewers, ...owners, ...tenantIds.map(accountOf)])) {
    const account = await weir.splits.read.splitAccount([table]);
    splits.push({ account, table });
    names.set(account, `split of ${table.holders.length}`);
  }

  const assets = [
    { vault: getAddress(stETH.address), share: stETH, token: weth },
    { vault: getAddress(stUSDC.address), share: stUSDC, token: usdc },
  ];
  names.set(getAddress(stETH.address), "stETH").set(getAddress(stUSDC.address), "stUSDC");
  names.set(getAddress(ledger.address), "ledger").set(platform, "platform");
  for (const part of Object.keys(wallets) as (keyof Wallets)[]) names.set(addressOf(part), part);
  const watchAccounts = streamIds.map((id) => (streams[id] as Stream).watchAccount);

  return {
    world: {
      weir,
      viewers,
      tenants: tenantIds,
      streams: streamIds,
      splits,
      assets,
      spender: addressOf("relayer"),
      accounts: [
        ...viewers,
        ...owners,
        addressOf("receiver"),
        platform,
        ...[...tenantIds, ...streamIds].map(accountOf),
        ...watchAccounts,
        ...splits.map(({ account }) => account),
      ],
      names,
      addressOf,
    },
    state: {
      now: await networkHelpers.time.latest(),
      ledger: getAddress(ledger.address),
      platform,
      platformReceiver: addressOf("receiver"),
      demandsVerification,
      paused: false,
      pauses: [],
      vaults: {
        [getAddress(stETH.address)]: emptyVault(weth.address, true, viewers),
        [getAddress(stUSDC.address)]: emptyVault(usdc.address, false, viewers),
      },
      operators: {},
      kinds: {
        [platform]: "Platform",
        ...Object.fromEntries(tenantIds.map((id) => [accountOf(id), "Tenant"])),
      },
      tenants,
      streams,
      splits: Object.fromEntries(
        splits.map(({ account, table }) => [account, { ...table, registered: false, paid: {} }]),
      ),
      usedNonces: {},
    },
  };
}

/** Derives the account of an id (or another salt) from nothing but the factory's address and its init code. */
async function deriver({ factory }: Weir): Promise<(salt: Hex) => Address> {
  const bytecodeHash = await factory.read.initCodeHash();
  return (salt) => getAddress(getCreate2Address({ from: factory.address, salt, bytecodeHash }));
}

/** Two splits: one of two with awkward weights, one of many. */
function splitTables(people: readonly Address[]): readonly Table[] {
  const holders = people.toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  const equal = Math.floor(10_000 / holders.length);
  return [
    { holders: holders.slice(0, 2), weights: [3_333, 6_667] },
    {
      holders,
      weights: holders.map((_, at) => (at === 0 ? 10_000 - equal * (holders.length - 1) : equal)),
    },
  ];
}

/** Gives viewers assets and shares, and lets the ledger take them. */
async function endow(weir: Weir, viewers: readonly Address[]) {
  const { ledger, stETH, stUSDC, weth, usdc, wallets } = weir;
  for (const account of viewers) {
    await weth.write.deposit({ account, value: 2n * ENDOWMENT });
    await usdc.write.mint([account, 2n * ENDOWMENT], { account: wallets.governor.account });
    await weth.write.approve([stETH.address, ENDOWMENT], { account });
    await usdc.write.approve([stUSDC.address, ENDOWMENT], { account });
    for (const vault of [stETH, stUSDC]) {
      await vault.write.deposit([ENDOWMENT, account], { account });
      await vault.write.approve([ledger.address, maxUint256], { account });
    }
    await weth.write.approve([ledger.address, maxUint256], { account });
    await usdc.write.approve([ledger.address, maxUint256], { account });
  }
}

/** Puts an implementation behind the ledger that demands verification. */
async function demandVerification(weir: Weir) {
  const { viem, ledger, wallets, wiring } = weir;
  const implementation = await viem.deployContract("StreamPayment", [
    { ...wiring, verificationDemanded: true },
  ]);
  await ledger.write.upgradeToAndCall([implementation.address, "0x"], {
    account: wallets.upgrader.account,
  });
}

function unborn(tenantId: Hex, label: string, account: Address, watchAccount: Address): Stream {
  return {
    tenantId,
    label,
    number: 0,
    account,
    watchAccount,
    payee: zeroAddress,
    prices: {},
    stops: 0,
    stoppedAt: [],
    run: 0,
    verified: { until: 0, tenancy: 0 },
    feePaid: {},
  };
}

function emptyVault(asset: Address, isEther: boolean, viewers: readonly Address[]): Vault {
  return {
    asset,
    isEther,
    listed: true,
    feeBps: 1_000n,
    tipFeeBps: 0n,
    balances: {},
    shares: Object.fromEntries(viewers.map((viewer) => [viewer, ENDOWMENT])),
    assets: Object.fromEntries(viewers.map((viewer) => [viewer, ENDOWMENT])),
    donated: 0n,
    allowances: {},
    sessions: {} satisfies Record<Address, Session>,
    carries: {},
  };
}
