/** A row as GraphQL gives it: numbers beyond 32 bits are decimal strings. */
export type Row = Record<string, unknown>;

/** Rows of one page; the most that the indexer gives. */
const PAGE = 1_000;

/**
 * All rows of a table or view.
 * @param url Of the indexer.
 * @param plural The field of the query, for example `streams`.
 * @param columns Which columns.
 * @param orderBy Column to order by.
 */
export async function rows<Column extends string>(
  url: string,
  plural: string,
  columns: readonly Column[],
  orderBy?: NoInfer<Column>,
): Promise<Record<Column, string>[]> {
  const order = orderBy === undefined ? "" : `orderBy: "${orderBy}"`;
  const all: Record<Column, string>[] = [];
  for (let offset = 0; ; offset += PAGE) {
    const page = await ask<Record<string, { items: Record<Column, string>[] }>>(
      url,
      `{ ${plural}(limit: ${PAGE}, offset: ${offset} ${order}) { items { ${columns.join(" ")} } } }`,
    );
    const items = page[plural]?.items ?? [];
    all.push(...items);
    if (items.length < PAGE) return all;
  }
}

/** The answer to a query, which has to succeed. */
export async function ask<T>(url: string, query: string): Promise<T> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = (await response.json()) as { data: T; errors?: unknown };
  if (errors !== undefined) throw new Error(`${query}\n${JSON.stringify(errors)}`);
  return data;
}
