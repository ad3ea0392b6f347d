import { describe, test } from "vitest";
import type { Device } from "../device.ts";
import type { Deviations } from "./deviations.ts";
import { expectClose } from "./expect-close.ts";
import { runFunction, runVjp } from "./on-device.ts";
import { randomGraph } from "./random-graph.ts";
import { evaluateReference } from "./reference.ts";

const count = 60;
const wrt = ["x", "w"];

/** Kernels behind one another, in ways that nobody thought of. */
export function testRandomGraphs(device: () => Device, { randomTolerance }: Deviations): void {
  const [ofResults, ofGradients] = [2e-5, 1e-4].map((tolerance) => Math.max(tolerance, randomTolerance));
  describe("random functions", () => {
    test.each(Array.from({ length: count }, (_, seed) => seed))("seed %i", async (seed) => {
      const { fn, inputs } = randomGraph(seed);
      const expected = evaluateReference(fn, inputs, wrt);
      const { y } = await runFunction(device(), (tensors) => ({ y: fn(tensors) }), inputs);
      expectClose(y!, expected.y, "the result", ofResults);
      for (const residuals of ["keep", "recompute"] as const) {
        const actual = await runVjp(device(), fn, inputs, expected.dy, { wrt, residuals });
        expectClose(actual.y!, expected.y, `the result, ${residuals}`, ofResults);
        for (const name of wrt)
          expectClose(
            actual[`d_${name}`]!,
            expected.gradients[name]!,
            `the gradient by ${name}, ${residuals}`,
            ofGradients,
          );
      }
    });
  });
}
