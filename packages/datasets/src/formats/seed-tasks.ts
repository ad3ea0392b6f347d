import { DatasetError } from "../dataset-error.ts";
import { isRowObject, typeName } from "../json-value.ts";
import { type DatasetSource, datasetSource } from "../source.ts";
import { filledField, optionalStringField, stringField } from "./fields.ts";
import type { DatasetFormat } from "./format.ts";

/** Self-Instruct's seed tasks: an `instruction` and its `instances`, of which each row has one, `{input, output}`. */
export const seedTasksFormat: DatasetFormat = {
  name: "seed-tasks",
  recognize: (row) =>
    typeof row.instruction === "string" && Array.isArray(row.instances)
      ? 'its rows have "instruction" and "instances"'
      : null,
  parse: (row) => {
    const { instances } = row;
    if (!Array.isArray(instances)) throw new DatasetError(`"instances" is ${typeName(instances)}, wanted an array`);
    const [instance]: unknown[] = instances;
    if (instances.length !== 1 || !isRowObject(instance))
      throw new DatasetError(`"instances" has ${instances.length} entries, wanted one object; make a row of each`);
    return {
      type: "instruction",
      instruction: stringField(row, "instruction"),
      input: optionalStringField(instance, "input"),
      output: filledField(instance, "output"),
    };
  },
};

/** Self-Instruct's seed tasks: a file, or its rows. Nothing is read before `rows()` is called. */
export function seedTasks(from: string | readonly unknown[]): DatasetSource {
  return datasetSource(seedTasksFormat, from);
}
