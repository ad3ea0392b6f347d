import { expect, test } from "vitest";
import { generationRequest } from "./generation-request.ts";

const model = ["--model_name_or_path", "m"];

test("settings that are given are those of a generation, in its names; the others are the model's own", () => {
  const request = generationRequest([
    ...model,
    "--max-new-tokens=5",
    "--do_sample",
    "false",
    "--stop_strings",
    "###,\n\n",
  ]);
  expect(request!.settings).toEqual({ maxNewTokens: 5, doSample: false, stopStrings: ["###", "\n\n"], seed: 0 });
});

test("every --prompt counts, also one that begins with dashes", () => {
  expect(generationRequest([...model, "--prompt", "a", "--json", "--prompt=--b", "--prompt", "--json"])).toMatchObject({
    prompts: ["a", "--b", "--json"],
    json: true,
  });
});

test.each([
  [[], "model_name_or_path is missing"],
  [[...model, "--prompt"], "--prompt needs a value"],
  [[...model, "--prompt", ""], "--prompt is empty"],
  [[...model, "hello"], "generate takes flags, and hello is none; a prompt is --prompt TEXT"],
  [[...model, "--temperature", "0"], "temperature is 0; wanted a number above 0, or null"],
  [[...model, "--top_q", "1"], "unknown flag --top_q; the nearest known flag is --top_k"],
])("%j is refused", (args, message) => {
  expect(() => generationRequest(args)).toThrow(message);
});
