/** What requests consist of, and how wrong ones are refused. */
import { type Hex, isAddress, isHash } from "viem";
import { namehash, normalize } from "viem/ens";
import { z } from "zod";
import { ApiError } from "./errors.ts";

/** An address, in lower case. */
export const address = z
  .custom<Hex>((value) => typeof value === "string" && isAddress(value, { strict: false }), {
    error: "must be a 20-byte address, 0x and 40 hex digits",
  })
  .transform((value) => value.toLowerCase() as Hex);

/** A namehash, or a name to be hashed. */
export const node = z.string().transform((value, { addIssue }): Hex => {
  if (isHash(value)) return value.toLowerCase() as Hex;
  try {
    if (value.includes(".")) return namehash(normalize(value));
  } catch {
    // Falls through to the one complaint.
  }
  addIssue("must be a namehash, 0x and 64 hex digits, or a name such as song.alice.weir.eth");
  return z.NEVER;
});

/** Unix seconds; as far as the ledger's own clock goes. */
export const time = z
  .string()
  .regex(/^\d{1,13}$/, "must be a Unix time in whole seconds")
  .transform(BigInt);

/**
 * Zod's view of a request, or a refusal that says what is wrong with it.
 * @param usage What to ask instead.
 */
export function check<T>(schema: z.ZodType<T>, value: unknown, usage: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const message = result.error.issues
    .map(({ path, message }) => `${path.join(".") || "request"}: ${message}`)
    .join("; ");
  throw new ApiError(400, "invalid", `${message}. Ask GET ${usage}`);
}

/** The first of the rows, or a refusal that says that there is no such thing. */
export async function expectOne<Row>(
  found: PromiseLike<Row[]>,
  what: string,
  id: string,
): Promise<Row> {
  const [row] = await found;
  if (row !== undefined) return row;
  throw new ApiError(
    404,
    "unknown",
    `There is no ${what} ${id}. GraphQL at /graphql lists the ${what}s there are.`,
  );
}
