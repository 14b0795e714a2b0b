/**
 * Prints the code size of each contract that is deployed, as the production build has it, and fails where too little room
 * is left for a fix:
 *
 *     npm run sizes
 */
import { size } from "viem";
import { readArtifact } from "../deploy/artifacts.ts";
import { LAID_OUT } from "../deploy/contracts.ts";
import { productionHardhat } from "../deploy/hardhat.ts";

/** Most bytes of code that a contract may have (EIP-170). */
const LIMIT = 24_576;

/** Bytes that must be left. */
const ROOM = 1_500;

await productionHardhat();
const sizes = await Promise.all(
  [...LAID_OUT, "StreamAccessManager", "DepositAddress"].map(async (contract) => {
    const bytes = size((await readArtifact(contract)).deployedBytecode);
    return { contract, bytes, room: LIMIT - bytes };
  }),
);
console.table(sizes);

for (const { contract, room } of sizes) {
  if (room >= ROOM) continue;
  console.error(`${contract} has ${room} bytes of room left, and needs ${ROOM}.`);
  process.exitCode = 1;
}
