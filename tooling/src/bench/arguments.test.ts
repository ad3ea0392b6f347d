import { expect, test } from "vitest";
import { parseBenchArguments } from "./arguments.ts";

const choices = {
  benchmarks: ["step", "rows", "noise"],
  models: ["tiny", "15M", "110M"],
  usualModels: ["15M", "110M"],
};
const usual = {
  names: choices.benchmarks,
  rounds: 2,
  json: null,
  devices: null,
  precisions: ["float32", "bfloat16"],
  models: ["15M", "110M"],
};
const parse = (...args: string[]) => parseBenchArguments(args, choices);

test("names choose benchmarks, and none means all", () => {
  expect(parse()).toEqual(usual);
  expect(parse("rows", "step", "--rounds", "3", "--json", "out.json")).toEqual({
    ...usual,
    names: ["rows", "step"],
    rounds: 3,
    json: "out.json",
  });
});

test("devices, precisions and models are lists with commas", () => {
  expect(parse("step", "--device", "openvino,cpu", "--precision", "bfloat16", "--model", "15M")).toEqual({
    ...usual,
    names: ["step"],
    devices: ["openvino", "cpu"],
    precisions: ["bfloat16"],
    models: ["15M"],
  });
  expect(parse("--precision", "bfloat16,float32")).toEqual(usual);
});

test("says what is wrong and what would be right", () => {
  expect(parse("row")).toBe("no benchmark row; there are step, rows, noise");
  expect(parse("--rounds", "0")).toBe("--rounds is 0, wanted a whole number from 1");
  expect(parse("--model", "7B")).toBe("--model is 7B, wanted tiny, 15M, 110M");
  expect(parse("--precision", "float16")).toBe("--precision is float16, wanted float32, bfloat16");
  expect(parse("--rows")).toContain("--rows");
});
