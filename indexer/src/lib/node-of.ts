import type { Context } from "ponder:registry";
import { stream, tenant } from "ponder:schema";
import type { Hex } from "viem";
import { expectRow } from "./expect-row.ts";

/** Which tenant a tenant or stream belongs to, and its ledger account. */
export async function nodeOf({ db }: Context, id: Hex) {
  const found = await db.find(stream, { id });
  if (found !== null) return { tenantId: found.tenantId, account: found.account };
  const { account } = await expectRow(db.find(tenant, { id }), `tenant or stream ${id}`);
  return { tenantId: id, account };
}
