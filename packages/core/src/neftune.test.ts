import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { NoiseConfigError } from "./errors/noise-config-error.ts";
import { NoiseShapeError } from "./errors/noise-shape-error.ts";
import { NEFTune } from "./neftune.ts";

beforeAll(() => tf.setBackend("cpu"));

/** Relative standard deviation of the norm of `count` elements: that of the mean square, halved by the root. */
const relativeError = {
  uniform: (count: number) => 0.447 / Math.sqrt(count),
  gaussian: (count: number) => Math.SQRT1_2 / Math.sqrt(count),
};

describe("fill", () => {
  test.each([5, 10, 15].flatMap((alpha) => [1, 7, 100, 512].map((length) => ({ alpha, length }))))(
    "the norm at alpha $alpha over $length tokens is α/√3 within sampling error",
    ({ alpha, length }) => {
      const noise = new NEFTune({ alpha });
      const width = 288;
      const expected = alpha / Math.sqrt(3);
      for (let sample = 0; sample < 5; sample++) {
        const norm = noise.fill(new Float32Array(length * width), { epoch: 0, sample, length, width });
        expect(Math.abs(norm / expected - 1)).toBeLessThan(4 * relativeError.uniform(length * width));
      }
      expect(noise.expectedNorm({ length })).toBeCloseTo(expected, 12);
    },
  );

  test("under the padded rule L is the padded length", () => {
    const noise = new NEFTune({ alpha: 5, scaling: "padded" });
    const lengths = { length: 50, paddedLength: 512 };
    const norm = noise.fill(new Float32Array(50 * 288), { epoch: 0, sample: 0, width: 288, ...lengths });
    const expected = 5 * Math.sqrt(50 / (3 * 512));
    expect(Math.abs(norm / expected - 1)).toBeLessThan(4 * relativeError.uniform(50 * 288));
    expect(noise.expectedNorm(lengths)).toBeCloseTo(expected, 12);
  });

  test("gaussian noise has norm α", () => {
    const noise = new NEFTune({ alpha: 5, distribution: "gaussian" });
    const norm = noise.fill(new Float32Array(100 * 64), { epoch: 0, sample: 0, length: 100, width: 64 });
    expect(Math.abs(norm / 5 - 1)).toBeLessThan(4 * relativeError.gaussian(6400));
    expect(noise.expectedNorm({ length: 100 })).toBe(5);
  });

  test("the padded length changes nothing under the tokens rule", () => {
    const noise = new NEFTune({ alpha: 5 });
    const key = { epoch: 3, sample: 8, length: 20, width: 16 };
    const alone = new Float32Array(320);
    const padded = new Float32Array(320);
    noise.fill(alone, key);
    noise.fill(padded, { ...key, paddedLength: 512 });
    expect(padded).toEqual(alone);
  });

  test("alpha 0 writes zeros, and nothing is written behind the sequence", () => {
    const target = new Float32Array(8).fill(9);
    expect(new NEFTune({ alpha: 0 }).fill(target, { epoch: 0, sample: 0, length: 3, width: 2 })).toBe(0);
    expect([...target]).toEqual([0, 0, 0, 0, 0, 0, 9, 9]);
  });

  test("sizes that do not fit are refused", () => {
    const noise = new NEFTune({ alpha: 0 });
    const key = { epoch: 0, sample: 0, width: 2 };
    expect(() => noise.fill(new Float32Array(5), { ...key, length: 3 })).toThrow(NoiseShapeError);
    expect(() => noise.fill(new Float32Array(6), { ...key, length: 3, paddedLength: 2 })).toThrow(NoiseShapeError);
  });
});

describe("apply", () => {
  const noise = new NEFTune({ alpha: 5, seed: 1 });
  const width = 16;

  function noiseRows(lengths: number[], tokens: number, samples?: number[], neftune = noise): number[][][] {
    return tf.tidy(() => {
      const zeros = tf.zeros<tf.Rank.R3>([lengths.length, tokens, width]);
      return neftune.apply(zeros, { lengths, epoch: 0, samples }).arraySync();
    });
  }

  test("a sequence's noise does not depend on batch size, padding or order", () => {
    const [alone] = noiseRows([5], 5, [31]);
    const batched = noiseRows([9, 5, 2], 12, [4, 31, 77]);
    const reordered = noiseRows([2, 9, 5], 9, [77, 4, 31]);
    expect(batched[1]!.slice(0, 5)).toEqual(alone);
    expect(reordered[2]!.slice(0, 5)).toEqual(alone);
    expect(reordered[0]!.slice(0, 2)).toEqual(batched[2]!.slice(0, 2));
  });

  test("two epochs differ", () => {
    const zeros = tf.zeros<tf.Rank.R3>([1, 4, width]);
    const draw = (epoch: number) => noise.apply(zeros, { lengths: [4], epoch }).dataSync();
    expect(draw(0)).toEqual(draw(0));
    expect(draw(0)).not.toEqual(draw(1));
  });

  test("it writes what fill writes", () => {
    const filled = new Float32Array(5 * width);
    noise.fill(filled, { epoch: 0, sample: 31, length: 5, width });
    expect(noiseRows([5], 8, [31])[0]!.slice(0, 5).flat()).toEqual([...filled]);
  });

  test("pads stay as they are under the tokens rule and are noised under the padded rule", () => {
    const isZero = (row: number[]) => row.every((value) => value === 0);
    const [tokens] = noiseRows([3], 6);
    expect(tokens!.map(isZero)).toEqual([false, false, false, true, true, true]);
    const [padded] = noiseRows([3], 6, [0], new NEFTune({ alpha: 5, seed: 1, scaling: "padded" }));
    expect(padded!.some(isZero)).toBe(false);
    // The same draw with L = 6 in the place of 3.
    expect(padded![0]![0]).toBeCloseTo(tokens![0]![0]! / Math.SQRT2, 6);
  });

  test("the gradient is that of the embeddings without noise", () => {
    const embeddings = tf.randomNormal<tf.Rank.R3>([2, 4, width]);
    const weights = tf.randomNormal<tf.Rank.R3>([2, 4, width]);
    const gradient = tf.grad((x) =>
      tf.sum(tf.mul(weights, noise.apply(x as tf.Tensor3D, { lengths: [4, 2], epoch: 0 }))),
    );
    expect(gradient(embeddings).dataSync()).toEqual(weights.dataSync());
  });

  test("alpha 0 gives the same bytes, negative zeros included", () => {
    const embeddings = tf.tensor3d([-0, 1.5, -0, 2], [1, 2, 2]);
    const applied = new NEFTune({ alpha: 0 }).apply(embeddings, { lengths: [2], epoch: 0 });
    expect(applied.dataSync()).toEqual(embeddings.dataSync());
    expect(applied).not.toBe(embeddings);
  });

  test("it leaves one tensor behind, its result", () => {
    const embeddings = tf.zeros<tf.Rank.R3>([2, 4, width]);
    const before = tf.memory().numTensors;
    noise.apply(embeddings, { lengths: [4, 4], epoch: 0 });
    expect(tf.memory().numTensors).toBe(before + 1);
  });

  test("lengths and samples must fit the batch", () => {
    expect(() => noiseRows([4, 5], 4)).toThrow(NoiseShapeError);
    expect(() => noiseRows([4, 4], 4, [1])).toThrow(NoiseShapeError);
    expect(() => noise.apply(tf.zeros([2, 4, width]), { lengths: [4], epoch: 0 })).toThrow(NoiseShapeError);
  });
});

test.each([
  { alpha: -1 },
  { alpha: Number.NaN },
  { alpha: Number.POSITIVE_INFINITY },
  { alpha: 5, seed: -1 },
  { alpha: 5, scaling: "paded" as "padded" },
  { alpha: 5, distribution: "normal" as "gaussian" },
])("settings out of range are refused: %o", (options) => {
  expect(() => new NEFTune(options)).toThrow(NoiseConfigError);
});
