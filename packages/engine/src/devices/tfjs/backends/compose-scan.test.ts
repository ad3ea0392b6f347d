import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { withBackend } from "../../../trace/with-backend.ts";
import { composedScan, products, sums } from "./compose-scan.ts";

const scans = { Cumsum: composedScan(sums), Cumprod: composedScan(products) };
const flags = [false, true].flatMap((exclusive) => [false, true].map((reverse) => ({ exclusive, reverse })));

describe.each(["Cumsum", "Cumprod"] as const)("%s", (kernelName) => {
  test.each(flags)("is the cpu backend's, %j", (attrs) => {
    withBackend("cpu", () => {
      tf.env().set("PROD", true);
      for (const length of [1, 2, 5, 8]) {
        const x = tf.tensor2d(
          Array.from({ length: 2 * length }, (_, index) => ((index * 5) % 7) - 3),
          [2, length],
        );
        const inputs = { x };
        const composed = scans[kernelName]({
          inputs,
          attrs: { axis: 1, ...attrs },
          backend: tf.backend(),
        }) as tf.Tensor;
        const expected = tf.engine().runKernel(kernelName, inputs, { axis: 1, ...attrs }) as tf.Tensor;
        expect(composed.arraySync()).toEqual(expected.arraySync());
      }
    });
  });
});
