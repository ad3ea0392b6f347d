import { dequantizeMatrix, openDevice, quantizeMatrix } from "@neftune/engine";
import { expect, test } from "vitest";
import { openTinyLlama } from "../../fixtures/open-tiny-llama.ts";
import { compressedWeights } from "./compressed-weights.ts";
import { Decoder } from "./decoder.ts";
import { DecodingPrograms } from "./decoding-programs.ts";
import { residentWeights } from "./resident-weights.ts";

const prompts = [[5, 6, 7], [100]];

test.each([8, 4] as const)("%d bits give what the model with rounded matrices gives", async (bits) => {
  await using device = await openDevice("cpu");
  const model = await openTinyLlama(device, { tie_word_embeddings: false });
  const compressed = await compressedWeights(model, bits);
  const logitsWith = async (weights: typeof compressed) => {
    const decoder = new Decoder(model, new DecodingPrograms(device, model.architecture), { promptWeights: weights });
    await decoder.begin(prompts);
    return decoder.step([8, 9]);
  };
  const exact = await logitsWith(residentWeights(model));
  const got = await logitsWith(compressed);

  for (const { name, shape } of model.layout.slots.values()) {
    if (shape.length < 2 || name.includes("embed_tokens")) continue;
    const tensor = model.parameters.get(name);
    const size = shape as unknown as readonly [number, number];
    const values = (await device.read(tensor)) as Float32Array;
    device.write(tensor, dequantizeMatrix(quantizeMatrix(values, size, name === "lm_head.weight" ? 8 : bits)));
  }
  const meant = await logitsWith(residentWeights(model));
  const distance = (a: Float32Array, b: Float32Array) =>
    Math.hypot(...a.map((value, i) => value - b[i]!)) / Math.hypot(...b);
  // The runtime rounds activations to 8 bits as well, which is little beside what 4 bits do to the weights.
  expect(distance(got, meant)).toBeLessThan(0.03);
  expect(distance(got, exact)).toBeLessThan(bits === 8 ? 0.03 : 0.3);
  if (bits === 4) expect(distance(got, exact)).toBeGreaterThan(3 * distance(got, meant));
});
