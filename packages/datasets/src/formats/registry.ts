import { DatasetError } from "../dataset-error.ts";
import { alpacaFormat } from "./alpaca.ts";
import { dialogStudioFormat } from "./dialog-studio.ts";
import { evolInstructFormat } from "./evol-instruct.ts";
import type { DatasetFormat } from "./format.ts";
import { guanacoFormat } from "./guanaco.ts";
import { imdbFormat } from "./imdb.ts";
import { messagesFormat } from "./messages.ts";
import { openAssistantFormat } from "./open-assistant.ts";
import { openPlatypusFormat } from "./open-platypus.ts";
import { promptCompletionFormat } from "./prompt-completion.ts";
import { questionAnswerFormat } from "./question-answer.ts";
import { scibenchFormat } from "./scibench.ts";
import { seedTasksFormat } from "./seed-tasks.ts";
import { sharegptFormat, sharegptSingleTurnFormat } from "./sharegpt.ts";
import { textFormat } from "./text.ts";
import { theoremQaFormat } from "./theorem-qa.ts";
import { tokensFormat } from "./tokens.ts";

/** Every format. `auto` takes the first that recognises a row, so the more particular ones come first. */
export const datasetFormats: readonly DatasetFormat[] = [
  tokensFormat,
  openPlatypusFormat,
  alpacaFormat,
  seedTasksFormat,
  sharegptFormat,
  sharegptSingleTurnFormat,
  evolInstructFormat,
  messagesFormat,
  promptCompletionFormat,
  dialogStudioFormat,
  openAssistantFormat,
  guanacoFormat,
  scibenchFormat,
  theoremQaFormat,
  questionAnswerFormat,
  imdbFormat,
  textFormat,
];

/** @throws DatasetError that lists the known names. */
export function datasetFormat(name: string): DatasetFormat {
  const format = datasetFormats.find((known) => known.name === name);
  if (format !== undefined) return format;
  const names = [...datasetFormats.map((known) => known.name), "auto"].sort();
  throw new DatasetError(`there is no dataset format ${JSON.stringify(name)}; known: ${names.join(", ")}`);
}
