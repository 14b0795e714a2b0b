/** What the indexer serves: GraphQL, the meters at any time, statements, the state of the head, and SQL where it is allowed. */

import { db } from "ponder:api";
import schema from "ponder:schema";
import { Hono } from "hono";
import { graphql } from "ponder";
import { handleError } from "./errors.ts";
import { head } from "./head.ts";
import { meter } from "./meter.ts";
import { sql } from "./sql.ts";
import { statement } from "./statement.ts";

const app = new Hono();

app.onError(handleError);
app.route("/", head);
app.route("/", meter);
app.route("/", statement);
// Whoever can ask SQL can ask for too much: only the local stack opens it.
if (process.env.WEIR_SQL === "1") app.route("/", sql);
app.use(
  "/graphql",
  graphql(
    { db, schema },
    { maxOperationDepth: 20, maxOperationTokens: 2_000, maxOperationAliases: 30 },
  ),
);

export default app;
