import { expect, test } from "vitest";
import { chainFlops, stepFlops } from "./flops.ts";
import { shapes } from "./shapes.ts";

test("a step counts each product of the forward pass three times, with its real sizes", () => {
  // Width 4 in 2 heads of 2 that share one key/value head, inner width 6, 10 words, 3 layers; 2 rows of 5 tokens.
  const shape = {
    vocab_size: 10,
    hidden_size: 4,
    intermediate_size: 6,
    num_hidden_layers: 3,
    num_attention_heads: 2,
    num_key_value_heads: 1,
    rope_theta: 10_000,
  };
  // Multiplications of one layer, by hand. q and o: 10 tokens × 4 × 4 = 160 each; k and v: 10 × 2 × 4 = 80 each;
  // gate, up, down: 10 × 6 × 4 = 240 each: 1,200. Scores: 2 rows × 2 heads × 5 × 5 × 2 = 200, their use as many: 400.
  // The head: 8 positions × 10 words × 4 = 320.
  expect(stepFlops(shape, { batchSize: 2, length: 5 })).toBe(3 * 2 * (3 * (1200 + 400) + 320));
});

test("long rows of few layers come near to 6 operations a weight and token, and attention is on top", () => {
  const weights = 6 * (4 * 288 * 288 + 3 * 288 * 768) + 32_000 * 288;
  const tokens = 4 * 256;
  const attention = 6 * 12 * 4 * 256 * 256 * 288;
  const flops = stepFlops(shapes["15M"], { batchSize: 4, length: 256 });
  expect(flops / (6 * weights * tokens + attention)).toBeCloseTo(1, 2);
});

test("a chain is as many products as it says", () => {
  expect(chainFlops({ rows: 3, width: 5, count: 7 })).toBe(7 * 2 * 3 * 5 * 5);
});
