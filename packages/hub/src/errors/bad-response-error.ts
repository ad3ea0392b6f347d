import { HubError } from "./hub-error.ts";

/** The hub answered what cannot be used: an error of its own, something else than was asked for, or names that no file may have. */
export class BadResponseError extends HubError {
  override readonly name = "BadResponseError";
  /** The HTTP status; 200 where the answer itself is what is wrong. */
  readonly status: number;
  /** After how many seconds the server wants to be asked again, where it says so. */
  readonly retryAfter: number | null;

  constructor(message: string, { status = 200, retryAfter = null, ...options }: BadResponseOptions = {}) {
    super(message, options);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

interface BadResponseOptions extends ErrorOptions {
  status?: number;
  retryAfter?: number | null;
}
