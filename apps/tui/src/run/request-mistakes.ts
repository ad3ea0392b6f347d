import { NoiseConfigError } from "@neftune/core";
import { DatasetError } from "@neftune/datasets";
import { DeviceError } from "@neftune/engine";
import {
  AccessDeniedError,
  EntryNotFoundError,
  NotCachedError,
  RepositoryNotFoundError,
  RevisionNotFoundError,
  SourceError,
} from "@neftune/hub";
import { AdapterError, CheckpointError, ExportError } from "@neftune/models";
import { ResumeError, SFTConfigError } from "@neftune/trainer";
import { RequestError } from "../errors/request-error.ts";

const mistakes = [
  ...[DatasetError, AdapterError, CheckpointError, ExportError],
  ...[SFTConfigError, NoiseConfigError, ResumeError, DeviceError],
  ...[AccessDeniedError, EntryNotFoundError, NotCachedError],
  ...[RepositoryNotFoundError, RevisionNotFoundError, SourceError],
];

/** Runs what only reads the request: what is wrong there is the request's mistake and not a failure of the program. */
export async function asRequested<T>(read: () => Promise<T> | T): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (mistakes.some((mistake) => cause instanceof mistake))
      throw new RequestError((cause as Error).message, { cause });
    throw cause;
  }
}
