import { DatasetError } from "../dataset-error.ts";
import { type RowObject, typeName } from "../json-value.ts";
import type { InstructionSample } from "../sample.ts";
import { type DatasetSource, datasetSource } from "../source.ts";
import { optionalStringField, stringField } from "./fields.ts";
import type { DatasetFormat } from "./format.ts";
import { refuseOtherTasks } from "./other-tasks.ts";

/**
 * Stanford Alpaca's rows: `instruction`, `output`, and an `input` that may be empty, null or missing; `system` and
 * `history` (pairs of a question and its answer) as LLaMA-Factory has them. An empty output is kept, as in Stanford's
 * own training and in TRL: it trains the end token alone.
 */
export const alpacaFormat: DatasetFormat = {
  name: "alpaca",
  recognize: (row) =>
    typeof row.instruction === "string" && typeof row.output === "string"
      ? 'its rows have "instruction" and "output"'
      : null,
  parse: (row) => {
    refuseOtherTasks(row);
    const system = optionalStringField(row, "system");
    const history = historyField(row);
    return {
      type: "instruction",
      instruction: stringField(row, "instruction"),
      input: optionalStringField(row, "input"),
      output: stringField(row, "output"),
      ...(history.length > 0 ? { history } : {}),
      ...(system !== "" ? { system } : {}),
    };
  },
};

/** An Alpaca data set: a file, or its rows. Nothing is read before `rows()` is called. */
export function alpaca(from: string | readonly unknown[]): DatasetSource {
  return datasetSource(alpacaFormat, from);
}

function historyField({ history }: RowObject): NonNullable<InstructionSample["history"]> {
  if (history === undefined || history === null) return [];
  if (!Array.isArray(history)) throw new DatasetError(`"history" is ${typeName(history)}, wanted an array of pairs`);
  return history.map((pair: unknown, index) => {
    const [instruction, output, ...rest]: unknown[] = Array.isArray(pair) ? pair : [];
    if (typeof instruction !== "string" || typeof output !== "string" || rest.length > 0)
      throw new DatasetError(`"history"[${index}] is ${typeName(pair)}, wanted a pair of a question and its answer`);
    return { instruction, output };
  });
}
