import { HubError } from "./hub-error.ts";

/** The repository has no such file, or none that a selection wants. */
export class EntryNotFoundError extends HubError {
  override readonly name = "EntryNotFoundError";
}
