import { HubError } from "./hub-error.ts";

/** The hub could not be reached, or the connection broke off or stood still, more often than was retried. */
export class NetworkError extends HubError {
  override readonly name = "NetworkError";
}
