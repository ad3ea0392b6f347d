import { type DatasetSource, datasetSource } from "../source.ts";
import { filledField, optionalStringField } from "./fields.ts";
import type { DatasetFormat } from "./format.ts";

/** SciBench's problems, `problem_text`: answered with the `solution` where there is one, else with `answer_number`, as in Open-Platypus. */
export const scibenchFormat: DatasetFormat = {
  name: "scibench",
  recognize: (row) =>
    typeof row.problem_text === "string" && typeof row.answer_number === "string"
      ? 'its rows have "problem_text" and "answer_number"'
      : null,
  parse: (row) => {
    const solution = optionalStringField(row, "solution").trim();
    return {
      type: "instruction",
      instruction: filledField(row, "problem_text").trim(),
      input: "",
      output: solution === "" ? filledField(row, "answer_number").trim() : solution,
    };
  },
};

/** SciBench's problems: a file, or its rows. Nothing is read before `rows()` is called. */
export function scibench(from: string | readonly unknown[]): DatasetSource {
  return datasetSource(scibenchFormat, from);
}
