import { type Address, type Hex, isAddressEqual, zeroAddress } from "viem";
import type { Weir } from "../helpers/deploy.ts";

/** Where ERC-1967 proxies keep their implementation. */
const SLOT: Hex = "0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc";

/** The implementation behind the proxy at `address`. */
export async function implementationOf({ publicClient }: Weir, address: Address): Promise<Address> {
  const word = await publicClient.getStorageAt({ address, slot: SLOT });
  const implementation: Address = `0x${word?.slice(-40) ?? ""}`;
  if (word === undefined || isAddressEqual(implementation, zeroAddress)) {
    throw new Error(`${address} is not an ERC-1967 proxy.`);
  }
  return implementation;
}

/** A new implementation of the ledger, of the same code and with the same immutables. */
export async function newLedgerImplementation({ viem, ledger }: Weir): Promise<Address> {
  const { address } = await viem.deployContract("StreamPayment", [await ledger.read.wiring()]);
  return address;
}
