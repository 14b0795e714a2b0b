/** What runs where, for people. */
import type { Home } from "./home.ts";
import type { Manifest } from "./manifest.ts";

/** The table that is printed when everything is up. */
export function describeStack(manifest: Manifest, home: Home): string {
  const { l1, l2, contracts, accounts, root } = manifest;
  const sections: [title: string, rows: (readonly [string, string])[]][] = [
    [
      "Where",
      [
        ["L1 chain", `${l1.rpcUrl} (chain id ${l1.chainId})`],
        ["L2 chain", `${l2.rpcUrl} (chain id ${l2.chainId}, a block a second)`],
        ["GraphQL", manifest.graphqlUrl],
        ["SQL", manifest.sqlUrl],
        ["statements", `npm run statement -- <name>.${root}`],
        ["root name", root],
        ["all this as JSON", home.manifest],
        ["logs", home.logs],
      ],
    ],
    ["Contracts on L2", Object.entries(contracts)],
    [
      "Accounts (their keys are in the JSON; they are public: never send them anything of worth)",
      accounts.map(({ role, address }) => [role, address] as const),
    ],
  ];
  return sections.map(([title, rows]) => [title, ...rows.map(formatRow)].join("\n")).join("\n\n");
}

const formatRow = ([label, value]: readonly [string, string]) => `  ${label.padEnd(20)} ${value}`;
