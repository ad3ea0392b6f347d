import { expect, test } from "vitest";
import { float32ToFloat16, ggufElementTypes } from "./element-types.ts";

test("half precision is NumPy's", () => {
  // numpy.float32(…).astype(numpy.float16).view(numpy.uint16)
  const cases: [number, number][] = [
    ...([
      [0, 0],
      [-0, 32768],
      [1, 15360],
      [65504, 31743],
      [65519, 31743],
      [65520, 31744],
      [-1e9, 64512],
    ] as const),
    ...([
      [2 ** -14, 1024],
      [2 ** -24, 1],
      [2 ** -25, 0],
      [3 * 2 ** -26, 1],
      [1.0009765, 15361],
    ] as const),
    ...([
      [2049 / 2048, 15360],
      [2051 / 2048, 15362],
      [Number.POSITIVE_INFINITY, 31744],
      [-0.1, 44646],
      [1e-6, 17],
    ] as const),
  ].map(([value, half]) => [value, half]);
  expect([...float32ToFloat16(Float32Array.from(cases, ([value]) => value))]).toEqual(cases.map(([, half]) => half));
  expect(float32ToFloat16(Float32Array.of(Number.NaN))[0]! & 0x7fff).toBeGreaterThan(0x7c00);
});

test("a block of Q8_0 is gguf-py's", () => {
  const values = Float32Array.from({ length: 32 }, (_, i) => Math.sin(i * 1.7) * (i % 5));
  values[3] = 0.5;
  // gguf.quants.quantize(values, gguf.GGMLQuantizationType.Q8_0), gguf 0.19
  const expected = [
    ...[214, 39, 0, 32, 239, 16, 65, 0, 233, 216, 84, 52, 0, 251, 65, 245, 129],
    ...[0, 29, 218, 185, 101, 0, 226, 237, 97, 5, 0, 7, 61, 211, 149, 0, 21],
  ];
  expect([...ggufElementTypes.Q8_0.encode(values)]).toEqual(expected);
  expect([...ggufElementTypes.Q8_0.encode(new Float32Array(32))]).toEqual(new Array(34).fill(0));
});
