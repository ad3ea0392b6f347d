import { DatasetError } from "../dataset-error.ts";
import { isRowObject, type RowObject, typeName } from "../json-value.ts";
import { type DatasetSource, datasetSource } from "../source.ts";
import { filledField, optionalStringField } from "./fields.ts";
import type { DatasetFormat } from "./format.ts";
import { refuseOtherTasks } from "./other-tasks.ts";

/** What data sets call the task, its answer, its material and the system prompt; the first that a row has is taken. */
export const questionKeys = ["instruction", "question", "query", "prompt", "problem", "inputs"] as const;
export const answerKeys = ["response", "output", "solution", "answer", "completion", "targets"] as const;
const contextKeys = ["input", "context"] as const;
const systemKeys = ["system", "system_prompt"] as const;

/**
 * A question and its answer under other names than Alpaca's: Dolly (`instruction`, `context`, `response`), GSM8K (`question`,
 * `answer`), MetaMath (`query`, `response`), OpenOrca (`system_prompt`, `question`, `response`), MATH (`problem`, `solution`),
 * FLAN (`inputs`, `targets`), SQuAD (`question`, `context`, `answers`, of which the first is taken).
 */
export const questionAnswerFormat: DatasetFormat = {
  name: "question-answer",
  recognize: (row) => {
    const question = stringKey(row, questionKeys);
    if (question === null) return null;
    const answer = stringKey(row, answerKeys) ?? (isSquadAnswers(row.answers) ? "answers" : null);
    return answer === null ? null : `its rows have "${question}" and "${answer}"`;
  },
  parse: (row) => {
    refuseOtherTasks(row);
    const context = stringKey(row, contextKeys);
    const system = stringKey(row, systemKeys);
    return {
      type: "instruction",
      instruction: filledField(row, stringKey(row, questionKeys) ?? presentKey(row, questionKeys, "question")),
      input: context === null ? "" : optionalStringField(row, context),
      output: answerOf(row),
      ...(system !== null && row[system] !== "" ? { system: optionalStringField(row, system) } : {}),
    };
  },
};

/** Questions and answers: a file, or its rows. Nothing is read before `rows()` is called. */
export function questionAnswer(from: string | readonly unknown[]): DatasetSource {
  return datasetSource(questionAnswerFormat, from);
}

/** The first of the keys that holds a string. */
export function stringKey(row: RowObject, keys: readonly string[]): string | null {
  return keys.find((key) => typeof row[key] === "string") ?? null;
}

function answerOf(row: RowObject): string {
  const key = stringKey(row, answerKeys);
  if (key !== null) return filledField(row, key);
  const { answers } = row;
  if (!isSquadAnswers(answers)) return filledField(row, presentKey(row, answerKeys, "answer"));
  const [first] = answers.text;
  if (first === undefined) throw new DatasetError("the question has no answer");
  if (typeof first !== "string")
    throw new DatasetError(`the first of "answers" is ${typeName(first)}, wanted a string`);
  return first;
}

function presentKey(row: RowObject, keys: readonly string[], usual: string): string {
  return keys.find((key) => row[key] !== undefined) ?? usual;
}

function isSquadAnswers(value: unknown): value is { text: readonly unknown[] } {
  return isRowObject(value) && Array.isArray(value.text);
}
