import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { expectClose } from "../../../../conformance/expect-close.ts";
import { runFunction } from "../../../../conformance/on-device.ts";
import { evaluateReference } from "../../../../conformance/reference.ts";
import { float, int, positive } from "../../../../conformance/tensor-data.ts";
import type { Graph } from "../../../../graph/graph.ts";
import { scatterAdd } from "../../../../ops/scatter-add.ts";
import { trace } from "../../../../trace/tracer.ts";
import { OrtDevice } from "../../ort-device.ts";
import { adapt } from "./adapt.ts";

type Tensors = Record<string, tf.Tensor>;

/** The adapted graphs mean the same on any device: here on the CPU. */
class AdaptingDevice extends OrtDevice {
  protected override createProgram(graph: Graph) {
    return super.createProgram(adapt(graph));
  }
}

const operators = (fn: (inputs: Tensors) => tf.Tensor, spec: Record<string, readonly number[]>) =>
  adapt(trace((inputs: Tensors) => ({ y: fn(inputs) }), spec)).nodes.map(({ op }) => op);

describe("graphs adapted to WebGPU mean what they meant", () => {
  test.each([
    [
      "rows added to rows, many to one",
      ({ target, i, rows }: Tensors) => scatterAdd(target!, i!, rows!),
      { target: float([4, 3]), i: int([6], [2, 0, 2, 2, 3, 0]), rows: float([6, 3], undefined, 5) },
    ],
    [
      "more rows than are compared at once",
      ({ target, i, rows }: Tensors) => scatterAdd(target!, i!, rows!),
      {
        target: float([5, 2]),
        i: int(
          [4100],
          Array.from({ length: 4100 }, (_, row) => (row * row) % 5),
        ),
        rows: float([4100, 2], undefined, 5),
      },
    ],
    [
      "rows of several axes",
      ({ x, i }: Tensors) => tf.unsortedSegmentSum(x!, i as tf.Tensor1D, 3),
      { x: float([4, 2, 2]), i: int([4], [0, 2, 0, -1]) },
    ],
    [
      "numbers added to numbers",
      ({ target, i, rows }: Tensors) => scatterAdd(target!, i!, rows!),
      { target: float([4]), i: int([3], [1, 1, 3]), rows: float([3], undefined, 5) },
    ],
    ["powers, broadcast", ({ a, b }: Tensors) => tf.pow(a!, b!), { a: positive([4]), b: float([3, 1]) }],
    ["powers of one exponent", ({ a }: Tensors) => tf.pow(a!, 3), { a: float([2, 4]) }],
    [
      "products of transposed batches",
      ({ a, b }: Tensors) => tf.matMul(a!, b!, true, true),
      { a: float([2, 3, 4]), b: float([2, 5, 3], undefined, 7) },
    ],
  ])("%s", async (_label, fn, inputs) => {
    await using device = new AdaptingDevice({ threads: 1 });
    const { y } = await runFunction(device, (tensors: Tensors) => ({ y: fn(tensors) }), inputs);
    expectClose(y!, evaluateReference(fn, inputs, []).y, "the result", 2e-4);
  });

  test("without the operators that only a CPU has", () => {
    const product = ({ a, b }: Tensors) => tf.matMul(a!, b!, false, true);
    expect(operators(product, { a: [2, 3, 4], b: [2, 5, 4] })).toEqual(["Transpose", "MatMul"]);
    expect(operators(({ a, b }) => tf.pow(a!, b!), { a: [4], b: [3, 1] })).toEqual(["Expand", "Expand", "Pow"]);
  });
});
