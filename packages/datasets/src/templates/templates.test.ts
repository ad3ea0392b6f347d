import { expect, test } from "vitest";
import { promptTemplate } from "./registry.ts";

const task = { type: "instruction", instruction: "Add.", input: "", output: "3" } as const;

test("alpaca without an input", () => {
  expect(promptTemplate("alpaca")(task)).toEqual({
    prompt:
      "Below is an instruction that describes a task. Write a response that appropriately completes the request." +
      "\n\n### Instruction:\nAdd.\n\n### Response:",
    completion: "3",
  });
});

test("alpaca with an input, which only the empty string turns off", () => {
  const prompt = promptTemplate("alpaca")({ ...task, input: "1 2" }).prompt;
  expect(prompt).toContain("paired with an input that provides further context. Write");
  expect(prompt.endsWith("\n\n### Instruction:\nAdd.\n\n### Input:\n1 2\n\n### Response:")).toBe(true);
  expect(promptTemplate("alpaca")({ ...task, input: " " }).prompt).toContain("### Input:\n \n");
});

test("alpaca-eval has one line break more", () => {
  expect(promptTemplate("alpaca-eval")(task).prompt).toBe(`${promptTemplate("alpaca")(task).prompt}\n`);
  expect(promptTemplate("alpaca-eval")(task).completion).toBe("3");
});

test("an unknown name is answered with the known ones", () => {
  expect(() => promptTemplate("alpacca")).toThrow('no prompt template "alpacca"; known: alpaca, alpaca-eval');
  expect(() => promptTemplate("toString")).toThrow("no prompt template");
});
