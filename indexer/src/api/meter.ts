/** `GET /meter/:kind/:id?vault=&at=`: owed, settled and paid of a channel, stream, creator or tenant, at any time. */

import { db } from "ponder:api";
import { stream, tenant, vault } from "ponder:schema";
import { Hono } from "hono";
import { eq } from "ponder";
import type { Hex } from "viem";
import { z } from "zod";
import { ApiError } from "./errors.ts";
import { headRow } from "./head-row.ts";
import { type Figures, meterAt, type Whose } from "./meter-at.ts";
import { address, check, expectOne, node, time } from "./request.ts";

const Target = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("channel"), viewer: address, id: node }),
  z.object({ kind: z.literal("stream"), id: node }),
  z.object({ kind: z.literal("creator"), id: address }),
  z.object({ kind: z.literal("tenant"), id: node }),
]);

const Query = z.object({
  vault: address.optional(),
  at: time.optional(),
});

const USAGE = "/meter/<channel|stream|creator|tenant>/<id>?vault=&at=";

export const meter = new Hono();

meter.get("/meter/:kind/:id", async (c) => {
  const { kind, id } = c.req.param();
  const target = check(
    Target,
    kind === "channel" ? { kind, ...splitChannel(id) } : { kind, id },
    USAGE,
  );
  const query = check(Query, c.req.query(), USAGE);

  const head = await headRow();
  const whose = await findTarget(target);
  if (query.vault !== undefined) whose.vault = await findVault(query.vault);
  const at = query.at ?? head.time;
  const { asOf, figures } = await meterAt(whose, at);
  return c.json({
    kind,
    id,
    at: String(at),
    asOf: { block: String(asOf.block), time: String(asOf.time) },
    meters: figures.map(present),
  });
});

/** `viewer:stream`, as the id of a channel. */
function splitChannel(id: string) {
  const [viewer, stream, ...rest] = id.split(":");
  if (stream === undefined || rest.length > 0) {
    throw new ApiError(
      400,
      "invalid",
      "The id of a channel is <viewer address>:<stream name or namehash>.",
    );
  }
  return { viewer, id: stream };
}

/** The rows that are the target's; streams and tenants have to exist. */
async function findTarget(target: z.infer<typeof Target>): Promise<Whose> {
  switch (target.kind) {
    case "creator":
      return { payee: target.id };
    case "tenant":
      await expectOne(
        db.select().from(tenant).where(eq(tenant.id, target.id)),
        "tenant",
        target.id,
      );
      return { tenantId: target.id };
    case "stream":
    case "channel":
      await expectOne(
        db.select().from(stream).where(eq(stream.id, target.id)),
        "stream",
        target.id,
      );
      return target.kind === "channel"
        ? { viewer: target.viewer, streamId: target.id }
        : { streamId: target.id };
  }
}

async function findVault(address: Hex) {
  await expectOne(db.select().from(vault).where(eq(vault.address, address)), "vault", address);
  return address;
}

/** The figures as JSON can carry them, and why owed and settled differ. */
function present({ vault, owed, settled, prepaid, paid, fees }: Figures) {
  const reason =
    owed > paid
      ? "The meter is ahead of settlement; anyone may settle."
      : owed < paid
        ? "Time was paid for ahead."
        : "Everything consumed is settled.";
  return {
    vault,
    owed: String(owed),
    settled: String(settled),
    prepaid: String(prepaid),
    paid: String(paid),
    fees: String(fees),
    reason,
  };
}
