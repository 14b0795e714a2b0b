import type { NetworkConnection } from "hardhat/types/network";

/** One wallet for each part that is played in tests. The governor deploys. */
const PARTS = [
  "governor",
  "upgrader",
  "pauser",
  "unpauser",
  "feeSetter",
  "verifier",
  "registrar",
  "lister",
  "guardian",
  "receiver",
  "owner",
  "newOwner",
  "creator",
  "viewer",
  "otherViewer",
  "funder",
  "relayer",
  "stranger",
  "rateSetter",
  "meterKeeper",
] as const;

type Wallet = Awaited<ReturnType<NetworkConnection["viem"]["getWalletClient"]>>;

/** The wallets by the part they play. */
export type Wallets = Record<(typeof PARTS)[number], Wallet>;

/** Gives each part one of the network's accounts. */
export async function nameWallets({ viem }: NetworkConnection): Promise<Wallets> {
  const clients = await viem.getWalletClients();
  if (clients.length < PARTS.length) {
    throw new Error(`Tests need ${PARTS.length} accounts and the network has ${clients.length}.`);
  }
  return Object.fromEntries(PARTS.map((part, index) => [part, clients[index]])) as Wallets;
}
