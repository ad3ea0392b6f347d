import { expect, test } from "vitest";
import { chooseFiles } from "./choose-files.ts";
import { convertedSplits } from "./converted-splits.ts";
import { readmeConfigs } from "./readme-configs.ts";

const choose = (names: string[], readme = "", config: string | null = null) =>
  Object.fromEntries(chooseFiles(names, readmeConfigs(readme), config));

test("a README names the files of each split, by name or by pattern", () => {
  const names = ["README.md", "raw/a.json", "data/b/1.jsonl", "data/2.jsonl", "data/LICENSE", "extra.csv"];
  const readme = (files: string) =>
    `---\nlicense: mit\nconfigs:\n- config_name: default\n  data_files: ${files}\n---\n# Rows`;
  expect(choose(names, readme("raw/a.json"))).toEqual({ train: ["raw/a.json"] });
  expect(choose(names, readme('["extra.csv", "raw/*.json"]'))).toEqual({ train: ["extra.csv", "raw/a.json"] });
  const bySplit = '[{split: train_sft, path: "data/**/*"}, {split: test, path: [extra.csv]}]';
  expect(choose(names, readme(bySplit))).toEqual({
    train_sft: ["data/2.jsonl", "data/b/1.jsonl"],
    test: ["extra.csv"],
  });
});

test("of several configurations the default one is taken, or the one that is named", () => {
  const two = "---\nconfigs:\n- {config_name: a, data_dir: a}\n- {config_name: b, data_dir: b, default: true}\n---\n";
  const names = ["a/train.json", "b/train.json", "b/test.json"];
  expect(choose(names, two)).toEqual({ train: ["b/train.json"], test: ["b/test.json"] });
  expect(choose(names, two, "a")).toEqual({ train: ["a/train.json"] });
  expect(() => choose(names, two, "c")).toThrow('it has no configuration "c"; it has a, b');
  expect(() => choose(names, two.replace(", default: true", ""))).toThrow("name one as dataset_config: a, b");
});

test.each<[string, string[], Record<string, string[]>]>([
  [
    "shards",
    ["data/train-00000-of-00002.parquet", "data/train-00001-of-00002.parquet", "data/extra_x-00000-of-00001.parquet"],
    {
      train: ["data/train-00000-of-00002.parquet", "data/train-00001-of-00002.parquet"],
      extra_x: ["data/extra_x-00000-of-00001.parquet"],
    },
  ],
  [
    "folders",
    ["train/a.jsonl", "data/test_1/b.jsonl", "c.jsonl"],
    { train: ["train/a.jsonl"], test: ["data/test_1/b.jsonl"] },
  ],
  [
    "file names",
    ["my-training.csv", "dev.csv", "eval_2.csv", "trainer.csv"],
    { train: ["my-training.csv"], validation: ["dev.csv"], test: ["eval_2.csv"] },
  ],
  ["no names", ["README.md", "b.json", "a.json", "dataset_infos.json", ".x/y.json"], { train: ["a.json", "b.json"] }],
  ["the same rows in two kinds", ["train.json", "train.parquet"], { train: ["train.parquet"] }],
  ["nothing to read", ["README.md", "script.py", "data.zip"], {}],
])("without a README's word, splits are told by %s", (_, names, splits) => {
  expect(choose(names)).toEqual(splits);
});

test("what the hub converted lies in a folder for each configuration and split", () => {
  const names = ["a/train/0000.parquet", "a/train/0001.parquet", "a/partial-test/0000.parquet", "README.md"];
  expect(Object.fromEntries(convertedSplits(names, null))).toEqual({
    train: ["a/train/0000.parquet", "a/train/0001.parquet"],
    "partial-test": ["a/partial-test/0000.parquet"],
  });
  expect(() => convertedSplits([...names, "b/train/0000.parquet"], null)).toThrow("dataset_config: a, b");
});

test("a README's head may be anything", () => {
  expect(readmeConfigs("# No head")).toEqual([]);
  expect(readmeConfigs("---\nconfigs: none\n---\n")).toEqual([]);
  expect(readmeConfigs("---\n- a\n- b\n---\n")).toEqual([]);
  expect(() => readmeConfigs("---\na: [\n---\n")).toThrow("the head of README.md is no YAML");
});
