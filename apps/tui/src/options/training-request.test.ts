import { resolveSFTConfig } from "@neftune/trainer/config";
import { expect, test } from "vitest";
import { trainKeyGroups, trainKeys } from "./train-keys.ts";
import { trainingRequest } from "./training-request.ts";

const needed = { model_name_or_path: "m", train_file: "rows.json" };

test("the command's own keys and the trainer's are told apart, and defaults filled in", () => {
  expect(trainingRequest({ ...needed, learning_rate: 1e-4, device: "cpu" })).toEqual({
    model_name_or_path: "m",
    model_revision: "main",
    output_dir: "trainer_output",
    train_file: "rows.json",
    train_weights: null,
    train_stopping_strategy: "first_exhausted",
    eval_file: null,
    dataset_name: null,
    dataset_config: null,
    dataset_train_split: "train",
    dataset_test_split: null,
    dataset_revision: null,
    dataset_format: "auto",
    dataset_text_field: "text",
    sharegpt_clean: false,
    prompt_template: null,
    on_bad_row: "stop",
    dataset_prepared_path: "auto",
    device: "cpu",
    log_format: "auto",
    config: resolveSFTConfig({ learningRate: 1e-4 }),
  });
});

test.each(["model_name_or_path", "train_file"])("without %s there is nothing to do", (key) => {
  expect(() => trainingRequest({ ...needed, [key]: null })).toThrow(`${key} is missing; wanted`);
});

test.each([
  [{ dataset_name: "org/rows" }, "train_file and dataset_name are both given: leave one of them out"],
  [{ dataset_config: "en" }, "dataset_config belongs to dataset_name, which is missing"],
  [
    { train_file: null, dataset_name: "org/rows", dataset_test_split: "test", test_size: 0.1 },
    "test_size and dataset_test_split are both given",
  ],
])("rows are named in one way: %j", (values, message) => {
  expect(() => trainingRequest({ ...needed, ...values })).toThrow(message);
});

test("each name in train_file has one weight, or none has", () => {
  const mixed = { ...needed, train_file: ["a.json", "b.json"] };
  expect(trainingRequest({ ...mixed, train_weights: [7, 3] }).train_weights).toEqual([7, 3]);
  expect(() => trainingRequest({ ...mixed, train_weights: [1] })).toThrow("train_weights has 1 for 2 in train_file");
  const fromHub = { model_name_or_path: "m", dataset_name: "org/rows", train_weights: [1, 2] };
  expect(() => trainingRequest(fromHub)).toThrow("train_weights has 2 for 0 in train_file");
});

test("help shows every key under one heading", () => {
  expect(trainKeyGroups.flatMap(({ keys }) => Object.keys(keys)).sort()).toEqual(Object.keys(trainKeys).sort());
});
