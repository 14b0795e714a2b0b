/** What things are called in the view. */
import type { Address, Hex } from "viem";
import type { Manifest } from "../manifest.ts";

/** Names that the chain's logs gave: of tenants and streams by id, of streams by number, of splits by account. */
export type Labels = Map<Hex | number, string>;

export type Names = {
  /** The name of a tenant or stream below the root, `song.alice` for `song.alice.weir.eth`, by its id or number. */
  node(key: Hex | number): string;
  /** The name of whoever has an account, or the beginning of its address. */
  account(address: Address): string;
  vault(address: Address): { symbol: string; decimals: number };
};

export function createNames({ contracts, accounts }: Manifest, labels: Labels): Names {
  const people = new Map<string, string>(
    accounts.map(({ address, role }) => [
      address.toLowerCase(),
      role.replace(/^(viewer|creator|rights holder|sponsor) /, ""),
    ]),
  );
  const vaults = new Map([
    [contracts.stUSDC.toLowerCase(), { symbol: "stUSDC", decimals: 6 }],
    [contracts.stETH.toLowerCase(), { symbol: "stETH", decimals: 18 }],
  ]);
  return {
    node: (key) => labels.get(key) ?? (typeof key === "number" ? `#${key}` : abbreviate(key)),
    account: (address) => {
      const key = address.toLowerCase() as Address;
      return people.get(key) ?? labels.get(key) ?? abbreviate(address);
    },
    vault: (address) =>
      vaults.get(address.toLowerCase()) ?? { symbol: abbreviate(address), decimals: 0 },
  };
}

const abbreviate = (hex: Hex) => `${hex.slice(0, 6)}…${hex.slice(-4)}`;
