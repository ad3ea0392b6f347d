import { HubError } from "./hub-error.ts";

/** The hub knows no repository of this name and type, or does not say so to somebody without the right token. */
export class RepositoryNotFoundError extends HubError {
  override readonly name = "RepositoryNotFoundError";
}
