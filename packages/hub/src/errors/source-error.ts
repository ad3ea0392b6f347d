import { HubError } from "./hub-error.ts";

/** A string that names neither a path that is there nor a repository, or a repository, revision or file name that cannot be one. */
export class SourceError extends HubError {
  override readonly name = "SourceError";
}
