import { join } from "node:path";
import { openDevice } from "@neftune/engine";
import { describe, expect, test } from "vitest";
import { loadAdapter } from "../adapters/adapter-files.ts";
import { AutoModelForCausalLM } from "../auto-model.ts";
import { isMissing, sharedData } from "../fixtures/shared-data.ts";
import { argmax } from "./argmax.ts";

describe.skipIf(isMissing("golden/architectures"))("adapters and 4 bits (golden/architectures)", () => {
  test.each([
    ["with an adapter beside the weights", null],
    ["with an adapter beside weights in 4 bits", { quantType: "nf4", nested: true }],
  ] as const)("%s, tokens are those of the whole model without a cache", async (_, quantization) => {
    await using device = await openDevice("cpu");
    const folder = join(sharedData, "golden/architectures/llama_gqa_tied");
    const model = await AutoModelForCausalLM.fromPretrained(folder, { device, quantization });
    await loadAdapter(model, join(folder, "adapter"));
    const ids = [12, 28, 71, 107, 91];
    const [sequence] = await model.generate([ids], { maxNewTokens: 8, eosTokenId: [] }).sequences();
    const expected = [...ids];
    for (let i = 0; i < 8; i++)
      expected.push(argmax((await model.logits([expected]))[0]!.subarray(-model.architecture.vocabSize)));
    expect([...ids, ...sequence!.outputIds]).toEqual(expected);
    await expect(model.compressedWeights(8)).rejects.toThrow("only weights in float32 can be compressed");
  });
});
