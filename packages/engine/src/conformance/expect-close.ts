import { expect } from "vitest";
import type { TensorData } from "./tensor-data.ts";

/**
 * Same shape and type, every number within `tolerance` of the expected one: relative above 1, absolute below. NaN equals NaN.
 *
 * @param losesNan pass over what is expected to be NaN
 */
export function expectClose(
  actual: TensorData,
  expected: TensorData,
  what: string,
  tolerance = 1e-5,
  losesNan = false,
): void {
  const { shape, dtype } = expected;
  expect({ shape: [...actual.shape], dtype: actual.dtype, length: actual.data.length }, what).toEqual({
    shape: [...shape],
    dtype,
    length: expected.data.length,
  });
  const wrong = [...expected.data].flatMap((want, index) => {
    const got = actual.data[index]!;
    const close = Math.abs(got - want) <= tolerance * Math.max(1, Math.abs(want));
    const isLost = losesNan && Number.isNaN(want);
    return close || isLost || Object.is(got + 0, want + 0) ? [] : [`[${index}] ${got} instead of ${want}`];
  });
  expect(wrong.slice(0, 8), `${what}: ${wrong.length} of ${expected.data.length} wrong`).toEqual([]);
}
