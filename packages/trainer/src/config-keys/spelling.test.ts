import { expect, test } from "vitest";
import { camelCase, snakeCase } from "./spelling.ts";

test.each([
  ["adamBeta1", "adam_beta1"],
  ["perDeviceTrainBatchSize", "per_device_train_batch_size"],
  ["bf16", "bf16"],
])("%s is %s in a recipe", (name, key) => {
  expect(snakeCase(name)).toBe(key);
  expect(camelCase(key)).toBe(name);
});
