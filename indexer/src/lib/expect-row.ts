/** A row that an earlier event must have written. */
export async function expectRow<Row>(found: Promise<Row | null>, what: string): Promise<Row> {
  const row = await found;
  if (row === null) {
    throw new Error(
      `The event that creates ${what} was not indexed. Set l2.startBlock in the deployment file to the block in ` +
        "which the contracts were deployed.",
    );
  }
  return row;
}
