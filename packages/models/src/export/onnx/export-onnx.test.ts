import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type Device, openDevice } from "@neftune/engine";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AutoModelForCausalLM } from "../../auto-model.ts";
import { openTinyLlama } from "../../fixtures/open-tiny-llama.ts";
import { isMissing, sharedData, stories260K } from "../../fixtures/shared-data.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { TextGenerator } from "../../generation/text-generator.ts";
import { AutoTokenizer } from "../../tokenizer/auto-tokenizer.ts";
import { exportOnnx } from "./export-onnx.ts";

let device: Device;
beforeAll(async () => {
  device = await openDevice("cpu");
});
afterAll(() => device.dispose());

/** What transformers.js' pipeline writes greedily. */
async function pipelineTexts(folder: string, prompts: string[], tokens: number): Promise<string[]> {
  const { pipeline } = await import("@huggingface/transformers");
  const generator = await pipeline("text-generation", folder, { local_files_only: true });
  const options = { max_new_tokens: tokens, do_sample: false, return_full_text: false };
  const texts: string[] = [];
  for (const prompt of prompts) {
    const [result] = (await generator(prompt, options)) as { generated_text: string }[];
    texts.push(result!.generated_text);
  }
  await generator.dispose();
  return texts;
}

describe.skipIf(isMissing("derived/models/stories260K_hf"))("stories260K", () => {
  test.each([
    ["in one file", {}, ["model.onnx"]],
    ["with its weights in a file of their own", { externalDataAbove: 100_000 }, ["model.onnx", "model.onnx_data"]],
  ])("transformers.js' pipeline writes what we write, %s", async (_, options, files) => {
    await using folder = await temporaryFolder();
    const model = await AutoModelForCausalLM.fromPretrained(stories260K, { device });
    const written = await exportOnnx(model, folder.path, options);
    expect(written.map((path) => path.slice(folder.path.length + 1))).toEqual(files.map((name) => `onnx/${name}`));
    const prompts = ["Once upon a time", "The dog"];
    const generator = new TextGenerator(model, await AutoTokenizer.fromPretrained(stories260K));
    const ours = await generator.generate(prompts, { maxNewTokens: 60 });
    const theirs = await pipelineTexts(folder.path, prompts, 60);
    expect(theirs.map((text) => text.trim())).toEqual(ours.map(({ text }) => text.trim()));
  });
});

const golden = isMissing("golden/architectures") ? [] : readdirSync(join(sharedData, "golden/architectures"));

test.each(["a tiny Llama", ...golden])(
  "%s: logits of a left-padded batch and of a step after it are the model's own",
  async (name) => {
    const { InferenceSession, Tensor } = await import("onnxruntime-node");
    await using folder = await temporaryFolder();
    const model = golden.includes(name)
      ? await AutoModelForCausalLM.fromPretrained(join(sharedData, "golden/architectures", name), { device })
      : await openTinyLlama(device);
    const [path] = await exportOnnx(model, folder.path);
    const session = await InferenceSession.create(path!);
    const { layers, attention, vocabSize } = model.architecture;
    const integers = (rows: readonly (readonly number[])[]) =>
      new Tensor("int64", BigInt64Array.from(rows.flat(), BigInt), [rows.length, rows[0]!.length]);
    const empty = () => new Tensor("float32", new Float32Array(0), [2, attention.kvHeads, 0, attention.headDim]);
    const layersOf = (kind: string) => Array.from({ length: layers }, (_, layer) => `${layer}.${kind}`);
    const cached = [...layersOf("key"), ...layersOf("value")];

    const first = await session.run({
      input_ids: integers([
        [0, 0, 5],
        [7, 8, 9],
      ]),
      attention_mask: integers([
        [0, 0, 1],
        [1, 1, 1],
      ]),
      position_ids: integers([
        [1, 1, 0],
        [0, 1, 2],
      ]),
      ...Object.fromEntries(cached.map((name) => [`past_key_values.${name}`, empty()])),
    });
    const second = await session.run({
      input_ids: integers([[6], [10]]),
      attention_mask: integers([
        [0, 0, 1, 1],
        [1, 1, 1, 1],
      ]),
      position_ids: integers([[1], [3]]),
      ...Object.fromEntries(cached.map((name) => [`past_key_values.${name}`, first[`present.${name}`]!])),
    });
    const whole = await model.logits([
      [5, 6],
      [7, 8, 9, 10],
    ]);
    const [prompt, step] = [first, second].map(({ logits }) => logits!.data as Float32Array) as [
      Float32Array,
      Float32Array,
    ];
    const got = [prompt.subarray(2 * vocabSize, 3 * vocabSize), step.subarray(0, vocabSize), step.subarray(vocabSize)];
    const expected = [
      whole[0]!.subarray(0, vocabSize),
      whole[0]!.subarray(vocabSize),
      whole[1]!.subarray(3 * vocabSize),
    ];
    for (const [row, values] of expected.entries())
      for (const [id, value] of values.entries()) expect(got[row]![id]).toBeCloseTo(value, 4);
    await session.release();
  },
);
