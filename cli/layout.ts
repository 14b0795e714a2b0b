/**
 * Compares the storage layout of each contract behind a proxy with the committed one, and fails on any change that is not
 * appended, or that was not written down:
 *
 *     npm run layout
 *     npm run layout -- --write     accepts what was appended
 *
 * Before anything is deployed a layout may change at will: delete `deploy/storage-layout.json` and write it anew.
 */
import { parseArgs } from "node:util";
import hre from "hardhat";
import { layoutsOf, readSolcInput } from "../deploy/layout/layouts.ts";
import {
  breaksOf,
  faultsOf,
  growthOf,
  readSnapshot,
  snapshotOf,
  writeSnapshot,
} from "../deploy/layout/snapshot.ts";

const { values: options } = parseArgs({ options: { write: { type: "boolean" } } });

const upgradeables = await layoutsOf(await readSolcInput(hre));
const after = snapshotOf(upgradeables);
const before = (await readSnapshot()) ?? (options.write ? after : undefined);
if (before === undefined) {
  throw new Error("There is no deploy/storage-layout.json. Write it: npm run layout -- --write");
}

const faults = [...faultsOf(upgradeables), ...breaksOf(before, after)];
if (options.write && faults.length === 0) await writeSnapshot(after);
const differences = options.write ? faults : [...faults, ...growthOf(before, after)];
for (const difference of differences) console.error(difference);
if (differences.length > 0) process.exitCode = 1;
else console.log("Storage layouts: as committed, and safe behind proxies.");
