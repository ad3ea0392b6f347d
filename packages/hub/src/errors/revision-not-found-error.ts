import { HubError } from "./hub-error.ts";

/** The repository has no such branch, tag or commit. */
export class RevisionNotFoundError extends HubError {
  override readonly name = "RevisionNotFoundError";
}
