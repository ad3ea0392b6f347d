import { DatasetError } from "../dataset-error.ts";
import { type RowObject, typeName } from "../json-value.ts";
import { type DatasetSource, datasetSource } from "../source.ts";
import { filledField } from "./fields.ts";
import type { DatasetFormat } from "./format.ts";

/** TheoremQA's questions: `Question`, and an `Answer` that is a text, a number, true or false, or a list, written as Open-Platypus has it. */
export const theoremQaFormat: DatasetFormat = {
  name: "theorem-qa",
  recognize: (row) =>
    typeof row.Question === "string" && row.Answer !== undefined ? 'its rows have "Question" and "Answer"' : null,
  parse: (row) => {
    if (row.Picture !== undefined && row.Picture !== null)
      throw new DatasetError('the question needs its "Picture", and only text can be trained');
    const isReal = typeof row.Answer_type === "string" && row.Answer_type.endsWith("float");
    return {
      type: "instruction",
      instruction: filledField(row, "Question").trim(),
      input: "",
      output: answerText(row, row.Answer, isReal),
    };
  },
};

/** TheoremQA's questions: a file, or its rows. Nothing is read before `rows()` is called. */
export function theoremQa(from: string | readonly unknown[]): DatasetSource {
  return datasetSource(theoremQaFormat, from);
}

/** An answer in Python's spelling, which Open-Platypus has: True, [1, 2], and 1.0 where JSON.parse keeps only 1. */
function answerText(row: RowObject, answer: unknown, isReal: boolean): string {
  if (typeof answer === "string") return filledField(row, "Answer").trim();
  if (typeof answer === "boolean") return answer ? "True" : "False";
  if (typeof answer === "number") return numberText(answer, isReal);
  if (Array.isArray(answer) && answer.length > 0 && answer.every((part) => typeof part === "number"))
    return `[${answer.map((part) => answerText(row, part, isReal)).join(", ")}]`;
  throw new DatasetError(`"Answer" is ${typeName(answer)}, wanted a text, a number, true or false, or numbers`);
}

function numberText(value: number, isReal: boolean): string {
  const size = Math.abs(value);
  if (value === 0 || (size >= 1e-4 && size < 1e16))
    return isReal && Number.isInteger(value) ? `${value}.0` : String(value);
  // Python writes two digits of an exponent at least.
  return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
}
