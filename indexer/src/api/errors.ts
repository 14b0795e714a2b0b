import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";

/** A refusal that tells the caller what to do about it. */
export class ApiError extends HTTPException {
  readonly code: string;

  /**
   * @param status HTTP status.
   * @param code A word for programs.
   * @param message A sentence for people.
   */
  constructor(status: ContentfulStatusCode, code: string, message: string) {
    super(status, { message });
    this.code = code;
  }
}

/** Answers every error as JSON; what is not a refusal goes on to the server's own handler. */
export function handleError(error: Error, c: Context) {
  if (!(error instanceof ApiError)) throw error;
  return c.json({ error: { code: error.code, message: error.message } }, error.status);
}
