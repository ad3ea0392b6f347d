import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import "../fixtures/quiet-tfjs.ts";
import { linear } from "./linear.ts";

test("a weight is [out, in], as PyTorch's nn.Linear has it", () => {
  const y = linear(
    tf.tensor2d([[1, 2]]),
    tf.tensor2d([
      [10, 1],
      [20, 2],
      [30, 3],
    ]),
  );
  expect(y.arraySync()).toEqual([[12, 24, 36]]);
});
