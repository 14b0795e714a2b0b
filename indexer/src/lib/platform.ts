import type { Context } from "ponder:registry";
import { platform } from "ponder:schema";
import { expectRow } from "./expect-row.ts";

/** Key of the one row. */
export const PLATFORM = { id: "platform" } as const;

/** The platform as it stands. */
export const platformOf = ({ db }: Context) =>
  expectRow(db.find(platform, PLATFORM), "the platform");
