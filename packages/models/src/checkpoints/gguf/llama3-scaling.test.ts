import { expect, test } from "vitest";
import { llama3Scaling } from "./llama3-scaling.ts";

/** As llama.cpp's converter writes them. */
function factorsOf(factor: number, low: number, high: number, original: number, pairs: number, theta: number) {
  return Float32Array.from({ length: pairs }, (_, index) => {
    const wavelength = 2 * Math.PI * theta ** (index / pairs);
    if (wavelength < original / high) return 1;
    if (wavelength > original / low) return factor;
    const smooth = (original / wavelength - low) / (high - low);
    return 1 / ((1 - smooth) / factor + smooth);
  });
}

test.each([
  ["Llama 3.1", 8, 4, 8192, 64],
  ["Llama 3.2", 32, 4, 8192, 32],
  ["another range", 16, 8, 2048, 64],
  ["one pair between the wavelengths", 8, 4, 16, 8],
])("%s: the parameters come back", (_, factor, high, original, pairs) => {
  expect(llama3Scaling("m.gguf", factorsOf(factor, 1, high, original, pairs, 5e5), 5e5)).toEqual({
    rope_type: "llama3",
    factor,
    low_freq_factor: 1,
    high_freq_factor: high,
    original_max_position_embeddings: original,
  });
});

test("factors that no parameters give", () => {
  const factors = factorsOf(8, 1, 4, 8192, 64, 5e5);
  factors[40]! *= 1.01;
  expect(() => llama3Scaling("m.gguf", factors, 5e5)).toThrow("m.gguf: rope_freqs.weight is no scaling of Llama 3's");
});
