import * as tf from "@tensorflow/tfjs";
import { test } from "vitest";
import { expectSameFunction, randomTensor } from "../fixtures/compare-functions.ts";
import { swiglu } from "./swiglu.ts";

test("gate · σ(gate) · up, and its gradients", () => {
  expectSameFunction(
    (gate, up) => swiglu(gate!, up!),
    (gate, up) => tf.mul(tf.mul(gate!, tf.sigmoid(gate!)), up!),
    [randomTensor(1, [4, 6], 5), randomTensor(2, [4, 6])],
  );
});
