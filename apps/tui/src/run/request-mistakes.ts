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
import {
  AdapterError,
  ChatTemplateError,
  CheckpointError,
  ExportError,
  GenerationConfigError,
  PromptError,
} from "@neftune/models";
import { ResumeError, SFTConfigError } from "@neftune/trainer";
import { configKeys } from "@neftune/trainer/config";
import { RequestError } from "../errors/request-error.ts";

const mistakes = [
  ...[DatasetError, AdapterError, CheckpointError, ChatTemplateError, ExportError],
  ...[SFTConfigError, NoiseConfigError, ResumeError, DeviceError],
  ...[AccessDeniedError, EntryNotFoundError, NotCachedError],
  ...[RepositoryNotFoundError, RevisionNotFoundError, SourceError, PromptError],
];

/** Runs what only reads the request: what is wrong there is the request's mistake and not a failure of the program. */
export async function asRequested<T>(read: () => Promise<T> | T): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (GenerationConfigError.isInstance(cause)) {
      // Its keys are spelled as programs write them.
      const message = cause.message.replaceAll(cause.key, configKeys.snakeCase(cause.key));
      throw new RequestError(message, { cause });
    }
    if (mistakes.some((mistake) => cause instanceof mistake))
      throw new RequestError((cause as Error).message, { cause });
    throw cause;
  }
}
