import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { trace } from "./tracer.ts";
import { withBackend } from "./with-backend.ts";

// So that tfjs keeps its advice on other backends to itself.
tf.env().set("PROD", true);

// The first test has to find tfjs as it is when it was just loaded.

test("no backend is chosen before, none afterwards, and tfjs then chooses one of its own", () => {
  expect(tf.engine().backendName).toBeUndefined();
  trace(({ x }) => ({ y: tf.neg(x!) }), { x: [2] });
  expect(tf.engine().backendName).toBeUndefined();
  expect(tf.neg(tf.scalar(2)).dataSync()[0]).toBe(-2);
  expect(tf.getBackend()).toBe("cpu");
});

test("the backend that was chosen is put back", () => {
  tf.registerBackend("other", () => new tf.KernelBackend());
  void tf.setBackend("other");
  const inside = withBackend("cpu", () => tf.getBackend());
  expect([inside, tf.getBackend()]).toEqual(["cpu", "other"]);
  void tf.setBackend("cpu");
});

test("also when what was to be done fails", () => {
  void tf.setBackend("cpu");
  expect(() =>
    withBackend("other", () => {
      throw new Error("midway");
    }),
  ).toThrow("midway");
  expect(tf.getBackend()).toBe("cpu");
});

test("tensors made inside are gone, others are as before", () => {
  const outside = tf.scalar(1);
  const before = tf.memory().numTensors;
  const inside = withBackend("cpu", () => tf.add(outside, 1));
  expect(tf.memory().numTensors).toBe(before);
  expect(inside.isDisposed).toBe(true);
  expect(outside.dataSync()[0]).toBe(1);
});
