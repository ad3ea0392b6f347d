import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import "../fixtures/quiet-tfjs.ts";
import { Dropout } from "../dropout/dropout.ts";
import { dropout } from "./dropout.ts";

test("what is kept is divided by the share that is, so that the mean stays", () => {
  const [tokens, width, probability] = [500, 200, 0.3];
  const mask = new Uint8Array(tokens * width);
  new Dropout(probability).fill(mask, [tokens], width, { seed: 1, epoch: 0, samples: [0] }, [0, 0]);
  const x = tf.fill([tokens, width], 2);
  const y = dropout(x, { kept: tf.tensor(mask, [tokens, width], "bool"), probability });
  const values = y.dataSync();
  expect(new Set(values)).toEqual(new Set([0, Math.fround(Math.fround(1 / 0.7) * 2)]));
  const deviation = 2 * Math.sqrt(probability / (1 - probability) / values.length);
  expect(Math.abs((tf.mean(y).arraySync() as number) - 2)).toBeLessThan(4 * deviation);
});
