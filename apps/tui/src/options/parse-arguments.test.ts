import { describe, expect, test } from "vitest";
import { parseArguments } from "./parse-arguments.ts";
import { trainKeys } from "./train-keys.ts";

const parse = (...args: string[]) => parseArguments(args, trainKeys);

describe("flags", () => {
  test.each([
    [["--learning_rate", "5e-5"], { learning_rate: 5e-5 }],
    [["--learning-rate=5e-5"], { learning_rate: 5e-5 }],
    [["--max_steps", "-1"], { max_steps: -1 }],
    [["--bf16"], { bf16: true }],
    [["--bf16", "false"], { bf16: false }],
    [["--bf16=TRUE"], { bf16: true }],
    [["--max_length", "null"], { max_length: null }],
    [["--max_seq_length", "256"], { max_length: 256 }],
    [["--seed", "1", "--seed", "2"], { seed: 2 }],
    [["--output_dir", "7"], { output_dir: "7" }],
    [["--train_file", "a=b.json"], { train_file: "a=b.json" }],
    [["--train_file=a=b.json"], { train_file: "a=b.json" }],
    [["--resume_from_checkpoint"], { resume_from_checkpoint: true }],
    [["--resume_from_checkpoint", "out/checkpoint-5"], { resume_from_checkpoint: "out/checkpoint-5" }],
    [["--resume_from_checkpoint", "false"], { resume_from_checkpoint: false }],
    [["--lora_target_modules", "q_proj,v_proj"], { lora_target_modules: ["q_proj", "v_proj"] }],
    [["--lora_target_modules", "all-linear"], { lora_target_modules: "all-linear" }],
    [["--lora_modules_to_save", "lm_head"], { lora_modules_to_save: ["lm_head"] }],
    [["--train_file", "a,b.json"], { train_file: ["a", "b.json"] }],
    [["--train_file", "data/{a,b}.json,c.csv"], { train_file: ["data/{a,b}.json", "c.csv"] }],
    [["--train_weights", "0.7,.3"], { train_weights: [0.7, 0.3] }],
    [["--train_file", "1,2"], { train_file: ["1", "2"] }],
    [["--output_dir", "a,b"], { output_dir: "a,b" }],
    [["--json"], { log_format: "json" }],
  ])("%j", (args, flags) => {
    expect(parse(...args)).toEqual({ words: [], flags, help: false });
  });

  test.each(["recipe.yaml", "runs/a.yml", "demo"])("a switch does not take %s, which is a recipe", (recipe) => {
    expect(parse("--bf16", recipe)).toMatchObject({ words: [recipe], flags: { bf16: true } });
  });

  test("help is asked for by --help and -h", () => {
    expect(parse("demo", "--help")).toMatchObject({ words: ["demo"], help: true });
    expect(parse("-h").help).toBe(true);
  });
});

describe("what is refused", () => {
  test.each([
    [["--learnin-rate", "1"], "unknown flag --learnin-rate; the nearest known flag is --learning_rate"],
    [["--jsn"], "unknown flag --jsn; the nearest known flag is --json"],
    [["--learning_rate"], "--learning_rate needs a value: a number from 0"],
    [["--learning_rate", "--bf16"], "--learning_rate needs a value: a number from 0"],
    [["--learning_rate", "fast"], '--learning_rate is "fast"; wanted a number from 0'],
    [["--per_device_train_batch_size", "2.5"], "--per_device_train_batch_size is 2.5; wanted an integer from 1"],
    [["--bf16", "yes"], '--bf16 is "yes"; wanted true or false'],
    [["--bf16=yes"], '--bf16 is "yes"; wanted true or false'],
    [["--device", "gpu"], '--device is "gpu"; wanted auto, cuda, '],
    [["-x"], "unknown flag -x; flags are --key value, and --help lists the keys"],
  ])("%j", (args, message) => {
    expect(() => parse(...args)).toThrow(message);
  });
});
