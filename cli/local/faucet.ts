/** Test money. ETH the accounts have from the start. */
import { parseUnits } from "viem";
import { usdcAbi } from "./abis.ts";
import { accountOf } from "./accounts.ts";
import type { Chain } from "./chain.ts";
import type { Manifest } from "./manifest.ts";
import { send } from "./send.ts";

/** USDC for each account. */
const AMOUNT = parseUnits("10000", 6);

/** Mints USDC to every account; the governor is its minter. */
export async function mintTestMoney(
  chain: Chain,
  { accounts, contracts }: Manifest,
): Promise<void> {
  const from = accountOf(accounts, "governor").address;
  await Promise.all(
    accounts.map(({ address }) =>
      send(chain, {
        from,
        address: contracts.USDC,
        abi: usdcAbi,
        functionName: "mint",
        args: [address, AMOUNT],
      }),
    ),
  );
}
