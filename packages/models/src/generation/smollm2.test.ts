import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { openDevice } from "@neftune/engine";
import { describe, expect, test } from "vitest";
import { AutoModelForCausalLM } from "../auto-model.ts";
import { AutoTokenizer } from "../tokenizer/auto-tokenizer.ts";
import { TextGenerator } from "./text-generator.ts";

const folder = process.env.NEFTUNE_SMOLLM2 ?? join(homedir(), ".cache/neftune-peer/smollm2");

/** What transformers 5.23 generates greedily in float32 from the same prompts. */
const story = {
  inputIds: [6403, 1980, 253, 655, 28, 281, 253, 1666, 1869, 2025, 28],
  outputIds: [
    665, 436, 253, 10054, 1217, 414, 4298, 376, 30, 414, 4298, 376, 436, 10832, 411, 253, 4197, 3365, 330, 734, 317, 91,
    672, 28, 617, 436, 1343, 327, 650, 11347, 284, 26677, 30, 909, 436, 5732, 411, 511, 650, 701,
  ],
};

describe.skipIf(!existsSync(join(folder, "model.safetensors")))("SmolLM2-135M-Instruct", () => {
  test("transformers' greedy tokens are reproduced, and the capital of France is Paris", async () => {
    await using device = await openDevice("cpu");
    const model = await AutoModelForCausalLM.fromPretrained(folder, { device });
    const generator = new TextGenerator(model, await AutoTokenizer.fromPretrained(folder));
    const [continued] = await generator.generate(["Once upon a time, in a land far away,"], { maxNewTokens: 40 });
    expect(continued!.inputIds).toEqual(story.inputIds);
    expect(continued!.outputIds).toEqual(story.outputIds);

    const question = [{ role: "user", content: "What is the capital of France?" }];
    const [answer] = await generator.generate([question], { maxNewTokens: 40 });
    expect(answer!.text).toContain("Paris");
    expect(answer!.finishReason).toBe("eos");
    let streamed = "";
    for await (const piece of generator.stream(question, { maxNewTokens: 40 })) streamed += piece;
    expect(streamed).toBe(answer!.text);
  });
});
