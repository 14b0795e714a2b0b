/** `/sql/*`: SQL over HTTP, for `@ponder/client`. */

import { db } from "ponder:api";
import schema from "ponder:schema";
import { Hono } from "hono";
import { client, sql as query } from "ponder";

export const sql = new Hono();

if (!process.env.DATABASE_URL) {
  // The embedded database has one session for all. Writing many rows leaves empty temporary tables of the same names in
  // it, which a client's query would read instead.
  sql.use("/sql/*", async (_, next) => {
    await db.execute(query`discard temp`);
    await next();
  });
}

sql.use("/sql/*", client({ db, schema }));
