import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CheckpointError } from "../errors/checkpoint-error.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { ModelConfig } from "./model-config.ts";

test("a folder that is none, a file, and a folder without config.json", async () => {
  await using folder = await temporaryFolder();
  const { path } = folder;
  await writeFile(join(path, "model.bin"), "");
  await expect(ModelConfig.read(join(path, "no"))).rejects.toThrow(`model folder ${path}/no does not exist`);
  await expect(ModelConfig.read(join(path, "model.bin"))).rejects.toThrow(`${path}/model.bin is a file; a model is a`);
  await expect(ModelConfig.read(path)).rejects.toThrow(`${path} has no config.json: it is not a Hugging Face model`);
});

test.each(['{\n  "hidden_size": sixteen\n}', "[1]", "null", ""])("config.json is %j", async (text) => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, "config.json"), text);
  const error = await ModelConfig.read(folder.path).catch((caught: unknown) => caught);
  if (!CheckpointError.isInstance(error)) throw new Error("nothing was refused");
  expect(error.message).toMatch(/config\.json is not valid JSON: .+$/);
  expect(error.message).not.toContain("\n");
});

test("a value of the wrong kind is named with its key and its file", () => {
  const config = new ModelConfig("m/config.json", { size: "large", count: 1.5, none: null });
  expect(() => config.integer("size")).toThrow('m/config.json: size is "large", a positive integer is wanted');
  expect(() => config.integer("count")).toThrow("m/config.json: count is 1.5, a positive integer is wanted");
  expect(() => config.integer("missing")).toThrow("m/config.json: missing is undefined, a positive integer is wanted");
  expect(config.integer("none", 7)).toBe(7);
  expect(() => config.number("theta", -1)).toThrow("m/config.json: theta is -1, a positive number is wanted");
  expect(() => config.number("theta", Number.NaN)).toThrow("a positive number is wanted");
  expect(() => config.require("act", "gelu", "silu")).toThrow(
    'm/config.json: act "gelu" is not supported, only "silu"',
  );
  expect(() => config.require("act", null, "silu")).not.toThrow();
});

test("lists, choices, switches and what lies deeper are checked as well", () => {
  const config = new ModelConfig("m/config.json", { on: 1, rope: { factors: [1, 2, -3], kind: "x" }, list: [] });
  expect(() => config.flag("on", true)).toThrow("m/config.json: on is 1, true or false is wanted");
  expect(config.flag("off", true)).toBe(true);
  expect(() => config.section("list")).toThrow("m/config.json: list is [], an object is wanted");
  expect(config.section("none").json).toEqual({});
  const rope = config.section("rope");
  expect(() => rope.numbers("factors", 2)).toThrow("m/config.json: rope: factors is no list of 2 positive numbers");
  expect(() => rope.numbers("factors", 3)).toThrow(
    "m/config.json: rope: factors[2] is -3, a positive number is wanted",
  );
  expect(() => rope.oneOf("kind", "x", ["a", "b"])).toThrow('kind "x" is not supported, only one of "a", "b"');
  expect(rope.oneOf("kind", "x", ["x"])).toBe("x");
});
