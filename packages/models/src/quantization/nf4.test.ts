import { expect, test } from "vitest";
import { randomValues } from "../fixtures/random.ts";
import { quantizeNf4 } from "./nf4.ts";

test("codes and factors are those of bitsandbytes, also of a block that is not full", () => {
  // functional.quantize_4bit(values, blocksize=64, quant_type="nf4") of bitsandbytes 0.50.2, on a CPU.
  const values = Float32Array.from(
    { length: 150 },
    (_, i) => ((((i * 37) % 101) - 50) / 64) * (1 + Math.floor(i / 64)),
  );
  const { codes, scales } = quantizeNf4(values);
  expect([...codes]).toEqual([
    ...[
      4, 193, 110, 41, 243, 176, 93, 23, 226, 159, 60, 5, 209, 142, 42, 244, 193, 110, 24, 227, 176, 93, 23, 226, 159,
    ],
    ...[
      59, 5, 209, 142, 42, 244, 193, 109, 24, 227, 176, 76, 23, 226, 159, 59, 5, 209, 126, 42, 244, 192, 109, 24, 226,
    ],
    ...[160, 76, 22, 226, 159, 59, 5, 209, 126, 41, 243, 192, 93, 24, 226, 175, 76, 22, 225, 142, 59, 5, 209, 126, 41],
  ]);
  expect([...scales]).toEqual([0.78125, 1.5625, 2.34375]);
});

test("a matrix in stretches of whole blocks is the same as at once", () => {
  const values = randomValues(1, 300);
  const whole = quantizeNf4(values);
  const parts = [values.subarray(0, 128), values.subarray(128)].map((part) => quantizeNf4(part));
  expect(parts.flatMap(({ codes }) => [...codes])).toEqual([...whole.codes]);
  expect(parts.flatMap(({ scales }) => [...scales])).toEqual([...whole.scales]);
});

test("a block of zeros stays one", () => {
  expect(quantizeNf4(new Float32Array(64))).toEqual({
    codes: new Uint8Array(32).fill(0x77),
    scales: Float32Array.of(0),
  });
});
