import { HubError } from "./hub-error.ts";

/** The hub may not be asked, being offline, and the cache does not have all of what was wanted. */
export class NotCachedError extends HubError {
  override readonly name = "NotCachedError";
}
