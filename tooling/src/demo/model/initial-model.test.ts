import { expect, test } from "vitest";
import { createRandom } from "../random.ts";
import { initialWeights } from "./initial-weights.ts";
import { LLAMA_CONFIG } from "./llama-config.ts";
import { encodeSafetensors } from "./safetensors.ts";

const weights = initialWeights(LLAMA_CONFIG, createRandom(3), 0.02);

test("a fresh Llama has about a million parameters, spread as asked", () => {
  const { vocab_size: V, hidden_size: d, intermediate_size: m, num_hidden_layers: n } = LLAMA_CONFIG;
  const count = Object.values(weights).reduce((sum, { values }) => sum + values.length, 0);
  // Queries and outputs are d × d, keys and values half of that; three matrices of the MLP; two norms a layer and one more.
  expect(count).toBe(V * d + n * (3 * d * d + 3 * d * m + 2 * d) + d);
  const { values } = weights["model.layers.4.mlp.down_proj.weight"]!;
  expect(Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length)).toBeCloseTo(0.02, 3);
});

test("safetensors: header, alignment, offsets and values", () => {
  const bytes = encodeSafetensors({
    a: { shape: [2], values: Float32Array.of(1, -0.5) },
    b: { shape: [1, 1], values: Float32Array.of(2) },
  });
  const view = new DataView(bytes.buffer);
  const headerLength = Number(view.getBigUint64(0, true));
  expect(headerLength % 8).toBe(0);
  expect(bytes.length).toBe(8 + headerLength + 12);
  expect(JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength)))).toEqual({
    __metadata__: { format: "pt" },
    a: { dtype: "F32", shape: [2], data_offsets: [0, 8] },
    b: { dtype: "F32", shape: [1, 1], data_offsets: [8, 12] },
  });
  // 1, -0.5 and 2 as IEEE 754 bit patterns.
  const bits = [0, 4, 8].map((offset) => view.getUint32(8 + headerLength + offset, true));
  expect(bits).toEqual([0x3f800000, 0xbf000000, 0x40000000]);
});
