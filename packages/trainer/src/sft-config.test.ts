import { describe, expect, test } from "vitest";
import { resolveSFTConfig, type SFTConfigInput, sftConfigGroups, sftConfigKeys, toSnakeCase } from "./sft-config.ts";
import { SFTConfigError } from "./sft-config-error.ts";

function refusal(input: Record<string, unknown>): SFTConfigError {
  try {
    resolveSFTConfig(input as SFTConfigInput);
  } catch (error) {
    if (SFTConfigError.isInstance(error)) return error;
    throw error;
  }
  throw new Error(`nothing was refused in ${JSON.stringify(input)}`);
}

describe("defaults", () => {
  test("are those of TRL's SFTConfig where it has the key", () => {
    // Read off trl 1.16.0's SFTConfig and transformers 5.23.0's TrainingArguments.
    expect(toSnakeCase(resolveSFTConfig())).toMatchObject({
      max_steps: -1,
      num_train_epochs: 3,
      max_length: 1024,
      completion_only_loss: null,
      shuffle_dataset: false,
      packing: false,
      packing_strategy: "bfd",
      eval_packing: null,
      per_device_train_batch_size: 8,
      per_device_eval_batch_size: 8,
      gradient_accumulation_steps: 1,
      learning_rate: 2e-5,
      lr_scheduler_type: "linear",
      optim: "adamw_torch_fused",
      weight_decay: 0,
      max_grad_norm: 1,
      adam_beta1: 0.9,
      adam_beta2: 0.999,
      adam_epsilon: 1e-8,
      seed: 42,
      train_sampling_strategy: "random",
      logging_steps: 10,
      eval_strategy: "no",
      eval_on_start: false,
      save_strategy: "steps",
      save_steps: 500,
      neftune_noise_alpha: null,
    });
  });

  test.each(Object.entries(sftConfigKeys))("%s takes its own default", (_, key) => {
    expect(key.schema.safeParse(key.default).success).toBe(true);
  });

  test("what is given stays, and undefined counts as not given", () => {
    expect(resolveSFTConfig({ neftuneNoiseAlpha: 5, maxSteps: undefined })).toMatchObject({
      neftuneNoiseAlpha: 5,
      maxSteps: -1,
    });
  });
});

describe("a value out of range is refused with its key, itself and what is wanted", () => {
  test.each([
    [{ maxSteps: "ten" }, 'maxSteps is "ten"; wanted -1, or an integer from 1'],
    [{ maxSteps: 0 }, "maxSteps is 0; wanted -1, or an integer from 1"],
    [{ perDeviceTrainBatchSize: 1.5 }, "perDeviceTrainBatchSize is 1.5; wanted an integer from 1"],
    [{ learningRate: Number.NaN }, "learningRate is NaN; wanted a number from 0"],
    [{ adamBeta2: 1 }, "adamBeta2 is 1; wanted a number from 0 and below 1"],
    [{ adamEpsilon: 0 }, "adamEpsilon is 0; wanted a number above 0"],
    [{ bf16: "yes" }, 'bf16 is "yes"; wanted true or false'],
    [{ optim: "sgd" }, 'optim is "sgd"; wanted adamw_torch or adamw_torch_fused'],
    [{ neftuneNoiseAlpha: -5 }, "neftuneNoiseAlpha is -5; wanted a number from 0, or null"],
    [{ testSize: 1.5 }, "testSize is 1.5; wanted a fraction between 0 and 1 or a whole number of rows, or null"],
    [{ saveTotalLimit: [3] }, "saveTotalLimit is [3]; wanted an integer from 1, or null"],
  ])("%j", (input, message) => {
    expect(refusal(input).message).toBe(message);
  });

  test("packing without a length", () => {
    expect(refusal({ packing: true, maxLength: null }).message).toBe(
      "maxLength is null; packing needs it: wanted an integer from 1, the tokens of a packed row",
    );
    expect(refusal({ evalPacking: true, maxLength: null }).message).toContain("evalPacking needs it");
    expect(() => resolveSFTConfig({ max_length: null, eval_packing: true } as object, "snake_case")).toThrow(
      "max_length is null; eval_packing needs it",
    );
  });

  test("the error holds the parts of its message", () => {
    expect(refusal({ seed: -1 })).toMatchObject({ key: "seed", value: -1, wanted: "an integer from 0" });
  });
});

describe("names", () => {
  test.each([
    ["learnigRate", "learningRate"],
    ["maxStep", "maxSteps"],
    ["learning_rate", "learningRate"],
    ["neftuneAlpha", "neftuneNoiseAlpha"],
  ])("%s is unknown and %s is nearest", (given, nearest) => {
    expect(refusal({ [given]: 1 })).toMatchObject({ key: given, nearest });
    expect(refusal({ [given]: 1 }).message).toBe(`unknown key ${given}; the nearest known key is ${nearest}`);
  });

  test("maxSeqLength is an older name of maxLength, and both together are refused", () => {
    expect(resolveSFTConfig({ maxSeqLength: 256 }).maxLength).toBe(256);
    expect(refusal({ maxSeqLength: 256, maxLength: 512 }).message).toContain(
      "maxSeqLength and maxLength are the same key",
    );
  });

  test("each key has one heading", () => {
    const names = sftConfigGroups.flatMap(({ keys }) => Object.keys(keys));
    expect(names.sort()).toEqual(Object.keys(sftConfigKeys).sort());
  });
});
