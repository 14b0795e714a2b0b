/** Asks the indexer. Numbers beyond 32 bits come as decimal strings. */
export async function ask<T>(url: string, query: string): Promise<T> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
    signal: AbortSignal.timeout(5_000),
  });
  const { data, errors } = (await response.json()) as { data?: T; errors?: { message: string }[] };
  if (data === undefined || data === null || errors !== undefined) {
    throw new Error(errors?.[0]?.message ?? `The indexer answered ${response.status}.`);
  }
  return data;
}
