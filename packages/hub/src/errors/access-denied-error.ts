import { HubError } from "./hub-error.ts";

/** The repository is gated or private, and the token that was sent, if any, does not open it. */
export class AccessDeniedError extends HubError {
  override readonly name = "AccessDeniedError";
}
