import { afterAll, expect, test } from "vitest";
import { expectRefused } from "./fixtures/refused.ts";
import { Workplace } from "./fixtures/workplace.ts";

const workplace = await Workplace.create();
afterAll(() => workplace[Symbol.asyncDispose]());

const generate = (...args: string[]) =>
  workplace.command("generate", "--model_name_or_path", "model", "--device", "cpu", "--max_new_tokens", "6", ...args);

test("--json writes one object a prompt, and batches change nothing", async () => {
  const { status, stdout, stderr } = await generate("--json", "--prompt", "ab", "--prompt", "xyz xyz");
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const results = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(results).toMatchObject([{ prompt: "ab" }, { prompt: "xyz xyz" }]);
  for (const result of results) {
    expect(Object.keys(result)).toEqual(["prompt", "text", "inputIds", "outputIds"]);
    expect(result.outputIds.length).toBeGreaterThan(0);
  }
  const alone = await generate("--json", "--prompt", "xyz xyz");
  expect(JSON.parse(alone.stdout)).toEqual(results[1]);
  const plain = await generate("--prompt", "ab");
  expect(plain.stdout).toBe(`${results[0].text}\n`);
});

test("what cannot be generated is refused with one line", async () => {
  expectRefused(await generate("--prompt", "a", "--top_p", "3"), /top_p is 3/);
  expectRefused(await generate("--prompt", "a".repeat(3000)), /the prompt has \d+ tokens; the model's context is 2048/);
  expectRefused(await generate("--prompt", "a", "--chat"), /chat template/);
  expectRefused(await generate(), /prompt is missing/);
});
