import {
  type Address,
  getAddress,
  getCreate2Address,
  type Hex,
  maxUint256,
  namehash,
  zeroAddress,
} from "viem";
import { ROOT, type Weir } from "../../helpers/deploy.ts";
import type { Wallets } from "../../helpers/wallets.ts";
import type { State, Stream, Tenant } from "./state.ts";

/** Who pays, reports, owns and is paid. */
const PEOPLE = ["owner", "newOwner", "funder", "viewer", "relayer", "otherViewer"] as const;

/** Tenants and their first owners, with the labels of their streams. */
const TENANTS = [
  { label: "alice", owner: "owner", streams: ["song", "film", "clip"] },
  { label: "bob", owner: "newOwner", streams: ["show"] },
] as const satisfies readonly {
  label: string;
  owner: keyof Wallets;
  streams: readonly string[];
}[];

/** Shares that each of the people has at first, in each vault. */
const PURSE = 1_000_000n;

/** Ids of the records of each meter, over the border of a word of 256: so few that many come again. */
export const IDS = Array.from({ length: 100 }, (_, index) => BigInt(206 + index));

/** Lines of the rate card. */
export const KINDS = [1, 2] as const;

/** The most meters that a run adds. */
export const METERS = 3;

/** The real contracts and those who use them. */
export type World = {
  weir: Weir;
  people: readonly Address[];
  tenants: readonly Hex[];
  streams: readonly Hex[];
  /** All names, and an id that is none. */
  names: readonly Hex[];
  vaults: readonly Address[];
  /** Every account that may hold money. */
  accounts: readonly Address[];
  /** Readable names of addresses and ids. */
  labels: ReadonlyMap<string, string>;
};

/**
 * Puts tenants and people with money into a fresh deployment, and says what the model has to know of it. Streams are
 * named but not yet created: that is left to actions.
 */
export async function createWorld(weir: Weir): Promise<{ world: World; state: State }> {
  const { ledger, registry, factory, wallets, stETH, stUSDC, networkHelpers } = weir;
  const addressOf = (part: keyof Wallets) => getAddress(wallets[part].account.address);
  const bytecodeHash = await factory.read.initCodeHash();
  const accountOf = (salt: Hex) =>
    getAddress(getCreate2Address({ from: factory.address, salt, bytecodeHash }));
  const vaults = [getAddress(stETH.address), getAddress(stUSDC.address)];
  const people = PEOPLE.map(addressOf);
  await endow(weir, people);

  const labels = new Map<string, string>([[zeroAddress, "nobody"]]);
  const tenants: Record<Hex, Tenant> = {};
  const streams: Record<Hex, Stream> = {};
  for (const [index, { label, owner, streams: children }] of TENANTS.entries()) {
    await registry.write.createTenant([label, addressOf(owner)], {
      account: wallets.registrar.account,
    });
    const tenantId = namehash(`${label}.${ROOT}`);
    labels.set(tenantId, label);
    tenants[tenantId] = {
      number: index + 1,
      owner: addressOf(owner),
      pendingOwner: zeroAddress,
      receiver: zeroAddress,
      streamBalances: false,
      payouts: { terms: {}, operators: {} },
    };
    for (const child of children) {
      const id = namehash(`${child}.${label}.${ROOT}`);
      labels.set(id, child);
      streams[id] = unborn(tenantId, child);
    }
  }
  const [tenantIds, streamIds] = [Object.keys(tenants) as Hex[], Object.keys(streams) as Hex[]];
  const names = [...tenantIds, ...streamIds, weir.root];
  labels.set(weir.root, "root");
  const accounts = Object.fromEntries(names.map((id) => [id, accountOf(id)]));
  for (const id of names) labels.set(accountOf(id), `account of ${labels.get(id)}`);
  for (const part of Object.keys(wallets) as (keyof Wallets)[]) labels.set(addressOf(part), part);
  vaults.forEach((vault, index) => {
    labels.set(vault, index === 0 ? "stETH" : "stUSDC");
  });

  return {
    world: {
      weir,
      people,
      tenants: tenantIds,
      streams: streamIds,
      names,
      vaults,
      accounts: [...people, addressOf("creator"), ...names.map(accountOf)],
      labels,
    },
    state: {
      now: await networkHelpers.time.latest(),
      paused: false,
      ledger: getAddress(ledger.address),
      platform: accountOf(weir.root),
      roles: {
        registrar: addressOf("registrar"),
        rateSetter: addressOf("rateSetter"),
        governor: addressOf("governor"),
        meterKeeper: addressOf("meterKeeper"),
        pauser: addressOf("pauser"),
        unpauser: addressOf("unpauser"),
        lister: addressOf("lister"),
      },
      vaults: Object.fromEntries(
        vaults.map((vault) => [
          vault,
          {
            listed: true,
            balances: Object.fromEntries(people.map((person) => [person, PURSE])),
          },
        ]),
      ),
      tenants,
      streams,
      accounts,
      debts: {},
      meters: [],
      charged: {},
      rates: {},
      caps: {},
      defaultCaps: {},
      bills: {},
      events: [],
    },
  };
}

/** Gives people shares in the ledger. */
async function endow({ ledger, stETH, stUSDC, usdc, wallets }: Weir, people: readonly Address[]) {
  const minter = wallets.governor.account.address;
  await usdc.write.mint([minter, PURSE * BigInt(people.length)]);
  await usdc.write.approve([ledger.address, maxUint256]);
  for (const person of people) {
    await ledger.write.depositETH([stETH.address, person], { value: PURSE });
    await ledger.write.depositAssets([stUSDC.address, PURSE, person]);
  }
}

function unborn(tenantId: Hex, label: string): Stream {
  return {
    tenantId,
    label,
    number: 0,
    payee: zeroAddress,
    stops: 0,
    run: 0,
    mode: 0,
    funding: {},
  };
}
