import { expect, test } from "vitest";
import { camelCase, snakeCase } from "./spelling.ts";

test.each([
  ["adamBeta1", "adam_beta1"],
  ["perDeviceTrainBatchSize", "per_device_train_batch_size"],
  ["bf16", "bf16"],
  ["loadIn4bit", "load_in_4bit"],
  ["bnb4bitQuantType", "bnb_4bit_quant_type"],
])("%s is %s in a recipe", (name, key) => {
  expect(snakeCase(name)).toBe(key);
  expect(camelCase(key)).toBe(name);
});
