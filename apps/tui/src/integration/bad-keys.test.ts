import { chmodSync, mkdirSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import type { Settings } from "./fixtures/neftune.ts";
import { expectRefused } from "./fixtures/refused.ts";
import { Workplace } from "./fixtures/workplace.ts";

const workplace = await Workplace.create();
afterAll(() => workplace[Symbol.asyncDispose]());

describe("a value that cannot be", () => {
  test.each<[Settings, RegExp]>([
    [{ max_steps: 2.5 }, /--max_steps is 2\.5; wanted -1, or an integer from 1/],
    [{ max_steps: 0 }, /--max_steps is 0/],
    [{ max_steps: "" }, /--max_steps is ""/],
    [{ max_length: 0 }, /--max_length is 0; wanted an integer from 1/],
    [{ max_length: 1e300 }, /--max_length is 1e\+300/],
    [{ seed: -1 }, /--seed is -1/],
    [{ seed: "0x10" }, /--seed is "0x10"/],
    [{ num_train_epochs: 0 }, /--num_train_epochs is 0; wanted a number above 0/],
    [{ learning_rate: -1e-5 }, /--learning_rate is -0\.00001; wanted a number from 0/],
    [{ learning_rate: "fast" }, /--learning_rate is "fast"; wanted a number from 0/],
    [{ learning_rate: "Infinity" }, /--learning_rate is "Infinity"/],
    [{ learning_rate: "1e999" }, /--learning_rate is Infinity/],
    [{ neftune_noise_alpha: -5 }, /--neftune_noise_alpha is -5; wanted a number from 0, or null/],
    [{ neftune_noise_alpha: "NaN" }, /--neftune_noise_alpha is "NaN"/],
    [{ neftune_scaling: "rows" }, /--neftune_scaling is "rows"; wanted tokens or padded/],
    [{ neftune_distribution: "normal" }, /--neftune_distribution is "normal"; wanted uniform or gaussian/],
    [{ warmup_ratio: 1 }, /--warmup_ratio is 1; wanted a number from 0 and below 1/],
    [{ adam_epsilon: 0 }, /--adam_epsilon is 0; wanted a number above 0/],
    [{ test_size: 1.5 }, /--test_size is 1\.5; wanted a fraction between 0 and 1 or a whole number/],
    [{ test_size: 0 }, /--test_size is 0/],
    [{ test_size: 24 }, /test.?size 24 leaves no rows to train on; there are 24/i],
    [{ gradient_checkpointing: "perhaps" }, /--gradient_checkpointing is "perhaps"; wanted true or false/],
    [{ bf16: 1 }, /--bf16 is 1; wanted true or false/],
    [{ device: "tpu" }, /--device is "tpu"; wanted auto, cuda, /],
    [{ dataset_format: "excel" }, /--dataset_format is "excel"; wanted auto, tokens/],
    [{ prompt_template: "none" }, /--prompt_template is "none"; wanted alpaca/],
    [
      { prompt_template: "./none.jinja" },
      /prompt_template: \.\/none\.jinja is neither a file nor a name; known: alpaca/,
    ],
    [{ assistant_only_loss: "answers" }, /--assistant_only_loss is "answers"; wanted true or false, or null/],
    [{ prompt_template: "chat", dataset_format: "tokens" }, /prompt_template is chat and dataset_format tokens/],
    [{ assistant_only_loss: true, dataset_format: "tokens" }, /assistant_only_loss is true and dataset_format tokens/],
    [{ log_format: "xml" }, /--log_format is "xml"; wanted auto, tui, plain or json/],
    [{ optim: "sgd" }, /--optim is "sgd"; wanted adamw_torch/],
    [{ save_total_limit: 0 }, /--save_total_limit is 0/],
    [{ eval_strategy: "sometimes" }, /--eval_strategy is "sometimes"; wanted no, steps or epoch/],
    [{ train_file: "" }, /--train_file is ""; wanted the path of a file/],
    [{ learning_rat: 1 }, /unknown flag --learning_rat; the nearest known flag is --learning_rate/],
    [{ output_dri: "out" }, /unknown flag --output_dri; the nearest known flag is --output_dir/],
    [{ "": 1 }, /neftune: /],
    [{ resume_from_checkpoint: "nowhere" }, /nowhere is no checkpoint of this trainer/],
    [{ resume_from_checkpoint: "model" }, /model is no checkpoint of this trainer/],
  ])("%j", async (settings, message) => {
    expectRefused(await workplace.train(settings), message);
    expect(workplace.has("out")).toBe(false);
  });
});

describe("output_dir", () => {
  test.each<[string, string]>([
    ["rows.json", "a file"],
    ["rows.json/out", "a folder in a file"],
    ["/proc/out", "a folder where none can be made"],
    [`${"long".repeat(80)}`, "a name too long for the file system"],
    ["nul\0byte", "a name that no file can have"],
  ])("%j: %s", async (output_dir) => {
    if (output_dir.includes("\0")) {
      workplace.write("nul.yaml", `output_dir: "nul\\0byte"\nmodel_name_or_path: model\ntrain_file: rows.json\n`);
      expectRefused(await workplace.command("train", "nul.yaml", "--json"), /output_dir/);
    } else expectRefused(await workplace.train({ output_dir }), /output_dir .* cannot be written/);
  });

  test.skipIf(process.getuid?.() === 0)("one that may not be written", async () => {
    mkdirSync(workplace.at("sealed"));
    chmodSync(workplace.at("sealed"), 0o555);
    expectRefused(await workplace.train({ output_dir: "sealed/out" }), /output_dir sealed\/out cannot be written/);
  });
});

describe("a recipe", () => {
  const recipe = "model_name_or_path: model\ntrain_file: rows.json\noutput_dir: out\nmax_steps: 1\n";

  test.each<[string, string | Uint8Array, RegExp]>([
    [
      "with an unknown key",
      `${recipe}learning_rte: 1\n`,
      /recipe\.yaml, line 5: unknown key learning_rte; .* learning_rate/,
    ],
    [
      "with a value of the wrong type",
      `${recipe}learning_rate: quick\n`,
      /recipe\.yaml, line 5: learning_rate is "quick"/,
    ],
    ["with a number as text", `${recipe}seed: "7"\n`, /recipe\.yaml, line 5: seed is "7"; wanted an integer/],
    [
      "with a truth value in YAML 1.1",
      `${recipe}bf16: yes\n`,
      /recipe\.yaml, line 5: bf16 is "yes"; wanted true or false/,
    ],
    ["with a key given twice", `${recipe}max_steps: 2\n`, /recipe\.yaml, line 5: /],
    [
      "with a key and its older name",
      `${recipe}max_length: 8\nmax_seq_length: 8\n`,
      /recipe\.yaml, line 6: max_length is given twice/,
    ],
    ["that is no YAML", `${recipe}seed: [1\n`, /recipe\.yaml, line \d+: /],
    ["with a tab", `${recipe}\tseed: 1\n`, /recipe\.yaml, line \d+: /],
    ["that is a list", "- model_name_or_path: model\n", /recipe\.yaml: a recipe is a list of lines/],
    ["that is nothing", "", /model_name_or_path is missing/],
    ["of aliases that grow", laughs(), /recipe\.yaml, line \d+: /],
    ["of two documents", `${recipe}---\n${recipe}`, /recipe\.yaml/],
    ["of bytes that are no text", Uint8Array.of(0xff, 0x00, 0x3a, 0x20, 0x01), /recipe\.yaml/],
    ["that names no rows", "model_name_or_path: model\n", /train_file is missing/],
    [
      "with a model that is a list",
      `${recipe.replace("model\n", "[model]\n")}`,
      /line 1: model_name_or_path is \["model"\]/,
    ],
  ])("%s", async (_, text, message) => {
    workplace.write("recipe.yaml", text);
    expectRefused(await workplace.command("train", "recipe.yaml", "--json"), message);
    expect(workplace.has("out")).toBe(false);
  });

  /** Ten aliases of ten aliases of …: a few lines that would be gigabytes. */
  function laughs(): string {
    const lines = Array.from({ length: 9 }, (_, level) => {
      const inner =
        level === 0
          ? '"ha"'
          : Array(10)
              .fill(`*a${level - 1}`)
              .join(", ");
      return `  - &a${level} [${inner}]`;
    });
    return `model_name_or_path:\n${lines.join("\n")}\n`;
  }

  test.each<[string[], RegExp]>([
    [["train", "nowhere.yaml"], /no such recipe: nowhere\.yaml/],
    [["train", "model"], /model is a folder; wanted a recipe/],
    [["train", "rows.json"], /rows\.json/],
    [["train", "demo", "other.yaml"], /one recipe at a time/],
    [["train", "--json"], /model_name_or_path is missing/],
    [["train", "--max_steps"], /--max_steps needs a value/],
    [["train", "-m", "model"], /unknown flag -m/],
    [["trian"], /unknown command trian; the nearest known command is train/],
  ])("%j", async (args, message) => {
    expectRefused(await workplace.command(...args), message);
  });
});
