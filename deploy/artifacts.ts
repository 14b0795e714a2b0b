/** The production build, read without Hardhat so that a local stack does not wait for it. */
import { readFile } from "node:fs/promises";
import type { ArtifactResolver, BuildInfo } from "@nomicfoundation/ignition-core";
import type { Abi, Hex } from "viem";

/** What Hardhat wrote about a contract. */
export type Artifact = {
  _format: string;
  contractName: string;
  sourceName: string;
  abi: Abi;
  bytecode: Hex;
  deployedBytecode: Hex;
  linkReferences: Record<string, never>;
  deployedLinkReferences: Record<string, never>;
  immutableReferences: Record<string, { start: number; length: number }[]>;
  inputSourceName: string;
  buildInfoId: string;
};

/** Where `npm run build:production` puts its output. */
const PRODUCTION = new URL("../.weir/production/artifacts/", import.meta.url);

/** Folders of the sources that are deployed. */
const FOLDERS = ["contracts", "contracts/mocks", "contracts/interfaces"];

/** Reads a contract's artifact from the production build. */
export async function readArtifact(name: string): Promise<Artifact> {
  for (const folder of FOLDERS) {
    const file = new URL(`${folder}/${name}.sol/${name}.json`, PRODUCTION);
    const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
    });
    if (text !== undefined) return JSON.parse(text);
  }
  throw new Error(`There is no production build of ${name}. Run: npm run build:production`);
}

/** What the compiler was given for a contract; a block explorer wants to see it. */
export async function readBuildInfo(name: string): Promise<BuildInfo> {
  const { buildInfoId } = await readArtifact(name);
  return JSON.parse(await readFile(new URL(`build-info/${buildInfoId}.json`, PRODUCTION), "utf8"));
}

/** The production build, as Ignition asks for it. */
export const artifactResolver: ArtifactResolver = {
  loadArtifact: readArtifact,
  getBuildInfo: readBuildInfo,
};
