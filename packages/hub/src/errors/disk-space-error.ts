import { HubError } from "./hub-error.ts";

/** The disk of the cache has no room for what is to be downloaded. */
export class DiskSpaceError extends HubError {
  override readonly name = "DiskSpaceError";
}
