import { cpSync, readdirSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signalGroup, startNeftune } from "./fixtures/neftune.ts";
import { expectRefused } from "./fixtures/refused.ts";
import { Workplace, warnings } from "./fixtures/workplace.ts";

const workplace = await Workplace.create();
afterAll(() => workplace[Symbol.asyncDispose]());

const good = { instruction: "Name a colour.", input: "", output: "Red." };
const hostile = { instruction: "\x1b[2J\x1b]0;owned\x07", output: "\u202etxet" };

beforeAll(() => {
  workplace.write("mixed.json", [good, "text", hostile, { instruction: "a" }, good]);
  // The tokenizer alone.
  for (const name of ["tokenizer.json", "tokenizer_config.json"])
    cpSync(workplace.at("model", name), workplace.at("tokenizer", name));
});

async function inspected(...args: string[]): Promise<Record<string, unknown>> {
  const { status, stdout, stderr } = await workplace.command("data", "inspect", ...args, "--json");
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(/^[^\n]+\n$/);
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe("neftune data inspect", () => {
  test("tells of every row, and the tokens that training takes", async () => {
    const told = await inspected("mixed.json", "--model_name_or_path", "tokenizer", "--show", "1");
    expect(told).toMatchObject({
      format: "alpaca",
      rows: 5,
      used: 3,
      dropped: [
        { row: 1, reason: "the row is a string, wanted an object" },
        { row: 3, reason: expect.stringContaining('"output" is missing') },
      ],
      truncated: 0,
      training: expect.stringContaining("training would stop"),
    });
    const [sample] = told.samples as { row: number; inputIds: number[]; labels: number[] }[];
    expect(Object.keys(sample!)).toEqual(["row", "inputIds", "labels"]);
    // The tiny tokenizer gives each byte its number and 3.
    const text = String.fromCharCode(...sample!.inputIds.slice(1, -1).map((id) => id - 3));
    expect(text).toMatch(/^Below is an instruction .*### Response:Red\.$/s);
    expect(sample!.labels.filter((label) => label !== -100)).toEqual(
      [...Buffer.from("Red.")].map((byte) => byte + 3).concat(2),
    );
  });

  test("takes a recipe, its keys and flags over them", async () => {
    workplace.write(
      "recipe.yaml",
      "train_file: instructions.json\nmodel_name_or_path: model\nmax_length: 4\nlearning_rate: 1\n",
    );
    const told = await inspected("recipe.yaml", "--max-length", "900", "--show", "0");
    expect(told).toMatchObject({ rows: 24, used: 24, maxLength: 900, samples: [] });
  });

  test("shows rows of text without a tokenizer, and rows of tokens as they are", async () => {
    expect(await inspected("mixed.json")).toMatchObject({ used: 3, truncated: null, unit: "characters" });
    expect(await inspected("rows.json", "--show", "2")).toMatchObject({ format: "tokens", used: 24, unit: "tokens" });
  });

  test("in words, off a terminal, has no colours and nothing of the rows that a terminal acts on", async () => {
    const { status, stdout } = await workplace.command(
      "data",
      "inspect",
      "mixed.json",
      "--model_name_or_path",
      "model",
    );
    expect(status).toBe(0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
    expect(stdout).toContain("\\x1b[2J\\x1b]0;owned\\x07");
    expect(stdout).toContain("⟦Red.</s>⟧");
  });
});

describe("a wrong request is one line and status 2", () => {
  test.each<[string[], RegExp]>([
    [["inspct", "rows.json"], /data does not know inspct; the nearest that it knows is inspect/],
    [["inspect"], /a file of rows is missing/],
    [["inspect", "nowhere.json"], /nowhere\.json: there is no such file/],
    [["inspect", "nowhere.yaml"], /no such recipe: nowhere\.yaml/],
    [["inspect", "rows.json", "test.json"], /one file at a time: rows\.json is followed by test\.json/],
    [["inspect", "rows.json", "--max_lenth", "5"], /unknown flag --max_lenth; the nearest known flag is --max_length/],
    [["inspect", "rows.json", "--show", "-1"], /show is -1; wanted/],
    [["inspect", "instructions.json", "--model_name_or_path", "empty"], /empty has no tokenizer/],
    [["prepare", "instructions.json"], /model_name_or_path is missing/],
    [["prepare", "mixed.json", "--model_name_or_path", "model"], /mixed\.json, row 1 .*the row is a string/],
    [["prepare", "rows.json", "--dataset_prepared_path", "null"], /dataset_prepared_path is null/],
  ])("data %j", async (args, message) => {
    workplace.write("empty/config.json", {});
    expectRefused(await workplace.command("data", ...args), message);
  });
});

test("help of data, and of each of its commands", async () => {
  const { status, stdout } = await workplace.command("data");
  expect(status).toBe(0);
  expect(stdout).toContain("neftune data prepare --remove");
  for (const name of ["inspect", "prepare"]) {
    const help = await workplace.command("data", name, "--help");
    expect(help.stdout).toContain("--max_length");
  }
});

test("Ctrl-C ends it with 130 and leaves nothing half written", async () => {
  const rows = Array.from({ length: 200_000 }, (_, row) => ({ instruction: `task ${row}`, output: "done ".repeat(9) }));
  workplace.write("many.json", rows);
  const running = startNeftune(
    workplace.path,
    ...["data", "prepare", "many.json", "--model_name_or_path", "model", "-o", "stopped"],
  );
  await expect.poll(() => workplace.has("stopped") && workplace.names("stopped"), { timeout: 60_000 }).toHaveLength(1);
  signalGroup(running.process, "SIGINT");
  const { status, stdout } = await running.ended;
  expect({ status, stdout }).toEqual({ status: 130, stdout: "" });
  expect(workplace.names("stopped")).toEqual([]);
});

test("what was prepared is what a second start trains on, is made anew when damaged, and goes when told to", async () => {
  const prepare = ["data", "prepare", "instructions.json", "--model_name_or_path", "model", "-o", "kept", "--json"];
  const first = JSON.parse((await workplace.command(...prepare)).stdout) as {
    files: { prepared: string; examples: number }[];
  };
  expect(first.files).toMatchObject([{ examples: 24, wasThere: false }]);
  expect(JSON.parse((await workplace.command(...prepare)).stdout)).toMatchObject({ files: [{ wasThere: true }] });

  const settings = { train_file: "instructions.json", dataset_prepared_path: "kept" };
  const fresh = await workplace.train({ ...settings, dataset_prepared_path: "null", output_dir: "fresh" });
  const kept = await workplace.train({ ...settings, output_dir: "kept-run" });
  expect(kept.status).toBe(0);
  const losses = (run: typeof kept) => run.events.flatMap((event) => (event.event === "log" ? [event.loss] : []));
  expect(losses(kept)).toEqual(losses(fresh));

  writeFileSync(workplace.at(first.files[0]!.prepared), "noise");
  const damaged = await workplace.train({ ...settings, output_dir: "damaged" });
  expect(losses(damaged)).toEqual(losses(fresh));
  expect(warnings(damaged.events)).toContainEqual(expect.stringMatching(/^tokenised anew: .* is damaged/));

  await workplace.command(...prepare);
  const removed = await workplace.command("data", "prepare", "--remove", "-o", "kept", "--json");
  expect(JSON.parse(removed.stdout)).toMatchObject({ removed: 1 });
  expect(readdirSync(workplace.at("kept"))).toEqual([]);
});
