import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readDemoRecipe } from "./demo.ts";
import { parseRecipe, readRecipe } from "./recipe.ts";
import { trainKeys } from "./train-keys.ts";

const parse = (text: string) => parseRecipe(text, "recipe.yaml", trainKeys);

describe("a recipe", () => {
  test("is keys and values, as TRL spells them", () => {
    const text =
      "# the paper's α\nneftune_noise_alpha: 5\nlearning_rate: 5e-5\nbf16: false\ntrain_file: rows.json\nmax_length: null\n";
    expect(parse(text)).toEqual({
      neftune_noise_alpha: 5,
      learning_rate: 5e-5,
      bf16: false,
      train_file: "rows.json",
      max_length: null,
    });
  });

  test("may be empty, and may use an older name", () => {
    expect(parse("")).toEqual({});
    expect(parse("# nothing yet\n")).toEqual({});
    expect(parse("max_seq_length: 64")).toEqual({ max_length: 64 });
  });
});

describe("what is wrong is named with its line", () => {
  test.each([
    [
      "seed: 1\nlearning_rat: 2\n",
      "recipe.yaml, line 2: unknown key learning_rat; the nearest known key is learning_rate",
    ],
    ["\n\nmax_steps: ten", 'recipe.yaml, line 3: max_steps is "ten"; wanted -1, or an integer from 1'],
    ["learning_rate: '5e-5'", 'recipe.yaml, line 1: learning_rate is "5e-5"; wanted a number from 0'],
    ["seed: 1\nseed: 2", "recipe.yaml, line 2: Map keys must be unique"],
    [
      "max_length: 1\nmax_seq_length: 2",
      "recipe.yaml, line 2: max_length is given twice, by this name and an older one",
    ],
    ["seed: [1, 2", "recipe.yaml, line 1: Flow sequence"],
    ["- seed\n", 'recipe.yaml: a recipe is a list of lines "key: value"'],
    ["just text", 'recipe.yaml: a recipe is a list of lines "key: value"'],
    ["seed: {a: 1}", 'recipe.yaml, line 1: seed is {"a":1}; wanted an integer from 0'],
    ["seed: *nowhere", "recipe.yaml, line 1: Unresolved alias"],
  ])("%j", (text, message) => {
    expect(() => parse(text)).toThrow(message);
  });
});

describe("files", () => {
  test("a missing recipe and a folder are refused, and the demo's paths are those beside its recipe", async () => {
    const folder = await mkdtemp(join(tmpdir(), "recipe-"));
    try {
      await expect(readRecipe(join(folder, "none.yaml"), trainKeys)).rejects.toThrow(
        "none.yaml; wanted a YAML file, or demo",
      );
      await expect(readRecipe(folder, trainKeys)).rejects.toThrow("is a folder; wanted a recipe");
      const text = "model_name_or_path: model\ntrain_file: train.json\noutput_dir: runs/demo\nmax_steps: 10\n";
      await writeFile(join(folder, "recipe.yaml"), text);
      expect(await readDemoRecipe(folder, trainKeys)).toEqual({
        model_name_or_path: join(folder, "model"),
        train_file: join(folder, "train.json"),
        output_dir: "runs/demo",
        max_steps: 10,
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
