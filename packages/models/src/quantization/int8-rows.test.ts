import { expect, test } from "vitest";
import { quantizeInt8Rows } from "./int8-rows.ts";

test("codes are those of bitsandbytes' int8_vectorwise_quant", () => {
  const values = Float32Array.from({ length: 24 }, (_, i) => ((((i * 29) % 47) - 20) / 32) * (i < 12 ? 1 : 3));
  const { codes, scales } = quantizeInt8Rows(values, 12);
  expect([...codes]).toEqual([
    ...[-106, 48, -48, 106, 11, -85, 69, -26, 127, 32, -64, 90],
    ...[-5, -97, 51, -41, 107, 15, -76, 71, -20, 127, 36, -56],
  ]);
  expect([...scales]).toEqual([0.75, 2.34375].map((largest) => Math.fround(largest / 127)));
});

test("ties go as bitsandbytes has them, whose torch multiplies by the rounded inverse; zeros stay zero", () => {
  // 0.032958984375 / 0.06591796875 · 127 is 63.5.
  const { codes } = quantizeInt8Rows(Float32Array.of(0.032958984375, 0.06591796875, 0, 0), 2);
  expect([...codes]).toEqual([63, 127, 0, 0]);
});
