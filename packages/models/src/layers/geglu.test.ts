import * as tf from "@tensorflow/tfjs";
import { test } from "vitest";
import { expectSameFunction, randomTensor } from "../fixtures/compare-functions.ts";
import { geglu } from "./geglu.ts";
import { geluTanh } from "./gelu.ts";

test("GELU(gate) · up, and its gradients", () => {
  expectSameFunction(
    (gate, up) => geglu(gate!, up!),
    (gate, up) => tf.mul(geluTanh(gate!), up!),
    [randomTensor(1, [4, 6], 4), randomTensor(2, [4, 6])],
  );
});
