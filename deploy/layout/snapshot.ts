/** The committed layouts, and whether the present ones may follow them. */
import { readFile, writeFile } from "node:fs/promises";
import {
  assertStorageUpgradeSafe,
  type StorageLayout,
  StorageUpgradeErrors,
} from "@openzeppelin/upgrades-core";
import { LAID_OUT, type LaidOutName } from "../contracts.ts";
import type { Upgradeable } from "./layouts.ts";

/** A layout without what changes from one build to the next: positions in sources and numbers of syntax nodes. */
export type Layout = Pick<StorageLayout, "storage" | "types"> & {
  namespaces: NonNullable<StorageLayout["namespaces"]>;
};

/** The layout of each contract behind a proxy. */
export type Snapshot = Record<LaidOutName, Layout>;

/** The layouts that were written down; contracts that came later are missing. */
export type Written = Partial<Snapshot>;

/** The layouts that proxies were deployed with, or upgraded to. */
export const SNAPSHOT = new URL("../storage-layout.json", import.meta.url);

/** How to accept a layout that has only grown. */
const WRITE = "npm run layout -- --write";

/** Reads the committed layouts; undefined before the first. */
export async function readSnapshot(): Promise<Written | undefined> {
  const text = await readFile(SNAPSHOT, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  return text === undefined ? undefined : JSON.parse(text);
}

/** Writes the layouts to be committed. */
export async function writeSnapshot(snapshot: Snapshot): Promise<void> {
  await writeFile(SNAPSHOT, `${JSON.stringify(snapshot, null, 2)}\n`);
}

/** The layouts as they are kept. */
export function snapshotOf(upgradeables: Record<LaidOutName, Upgradeable>): Snapshot {
  return Object.fromEntries(
    LAID_OUT.map((name) => [name, stabilise(upgradeables[name].layout, name)]),
  ) as Snapshot;
}

/** What forbids to put these contracts behind a proxy at all. */
export function faultsOf(upgradeables: Record<LaidOutName, Upgradeable>): string[] {
  return LAID_OUT.flatMap((name) => {
    const { layout, unsafe } = upgradeables[name];
    return [
      ...unsafe.map((fault) => `${name}: ${fault}`),
      ...layout.storage.map(({ label }) => `${name}: ${label} is in no ERC-7201 struct`),
    ];
  });
}

/** What forbids an upgrade from one layout to the other: whatever is not appended. */
export function breaksOf(before: Written, after: Snapshot): string[] {
  return LAID_OUT.flatMap((name) => {
    if (before[name] === undefined) return []; // new: nothing was deployed that it could break
    try {
      assertStorageUpgradeSafe(before[name], after[name], false);
      return [];
    } catch (error) {
      if (!(error instanceof StorageUpgradeErrors)) throw error;
      return [`${name}: ${error.report.explain(false)}`];
    }
  });
}

/** Contracts whose layout has grown since it was written down. */
export function growthOf(before: Written, after: Snapshot): string[] {
  return LAID_OUT.filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  ).map((name) => `${name}: the layout has grown; write it down with: ${WRITE}`);
}

function stabilise(layout: StorageLayout, contract: LaidOutName): Layout {
  const types: StorageLayout["types"] = {};
  for (const [id, type] of Object.entries(layout.types)) {
    const stable = JSON.parse(withoutNodeNumbers(JSON.stringify(type)));
    const key = withoutNodeNumbers(id);
    if (key in types && JSON.stringify(types[key]) !== JSON.stringify(stable)) {
      throw new Error(`${contract} stores two types that are both called ${key}; rename one.`);
    }
    types[key] = stable;
  }
  return {
    storage: layout.storage,
    types: sorted(types),
    namespaces: sorted(
      JSON.parse(
        withoutNodeNumbers(JSON.stringify(layout.namespaces ?? {})),
        // Where a member stands in its source is of no interest to storage, but the comparison wants the key.
        (key, value) => (key === "src" ? "" : value),
      ),
    ),
  };
}

/** `t_struct(Price)8044_storage` is `t_struct(Price)_storage`, whatever else the compiler has read. */
function withoutNodeNumbers(text: string): string {
  return text.replace(/(t_(?:struct|enum|contract|userDefinedValueType)\(\w+\))\d+/g, "$1");
}

function sorted<Value>(record: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
