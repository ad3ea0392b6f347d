import { HubError } from "./hub-error.ts";

/** What came is not the file that the hub lists: another size, another hash, or another version. Nothing of it is kept. */
export class IntegrityError extends HubError {
  override readonly name = "IntegrityError";
}
