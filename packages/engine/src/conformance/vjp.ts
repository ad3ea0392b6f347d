import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import type { Device, Residuals } from "../device.ts";
import { DeviceError } from "../errors/device-error.ts";
import { TraceError } from "../errors/trace-error.ts";
import { permuteRows } from "../ops/permute-rows.ts";
import { expectClose } from "./expect-close.ts";
import { runProgram, runVjp } from "./on-device.ts";
import { evaluateReference } from "./reference.ts";
import { float, int } from "./tensor-data.ts";

type Tensors = Record<string, tf.Tensor>;

/** A feed-forward block with a gate, behind a norm. */
function block({ x, gain, gate, up, down }: Tensors): tf.Tensor {
  const normed = tf.mul(tf.mul(x!, tf.rsqrt(tf.add(tf.mean(tf.square(x!), -1, true), 1e-5))), gain!);
  const gated = tf.matMul(normed, gate!, false, true);
  const hidden = tf.mul(tf.mul(gated, tf.sigmoid(gated)), tf.matMul(normed, up!, false, true));
  return tf.add(x!, tf.matMul(hidden, down!, false, true));
}

const blockInputs = {
  x: float([5, 4]),
  gain: float([4], undefined, 11),
  gate: float([6, 4], undefined, 12),
  up: float([6, 4], undefined, 13),
  down: float([4, 6], undefined, 14),
};
const both: Residuals[] = ["keep", "recompute"];

/** The forward and the backward program of one function. */
export function testVjp(device: () => Device): void {
  describe("vector-Jacobian products", () => {
    test.each(both)("of a block, residuals %s", async (residuals) => {
      const wrt = Object.keys(blockInputs);
      const { y, dy, gradients } = evaluateReference(block, blockInputs, wrt);
      const actual = await runVjp(device(), block, blockInputs, dy, { wrt, residuals });
      expectClose(actual.y!, y, "the result");
      for (const name of wrt) expectClose(actual[`d_${name}`]!, gradients[name]!, `the gradient by ${name}`);
    });

    test.each(both)("only by what is asked for, residuals %s", async (residuals) => {
      const { dy, gradients } = evaluateReference(block, blockInputs, ["x"]);
      const actual = await runVjp(device(), block, blockInputs, dy, { wrt: ["x"], residuals });
      expect(Object.keys(actual)).toEqual(["y", "d_x"]);
      expectClose(actual.d_x!, gradients.x!, "the gradient by x");
    });

    test.each(both)("of an input as it is, residuals %s", async (residuals) => {
      const dy = float([3], [1, 2, 3]);
      const actual = await runVjp(device(), ({ x }: Tensors) => x!, { x: float([3]) }, dy, { wrt: ["x"], residuals });
      expectClose(actual.d_x!, dy, "the gradient by x");
    });

    test("a scalar result has a scalar cotangent", async () => {
      const inputs = { x: float([2], [1, 2]) };
      const actual = await runVjp(device(), ({ x }: Tensors) => tf.sum(tf.square(x!)), inputs, float([], [10]), {
        wrt: ["x"],
        residuals: "keep",
      });
      expectClose(actual.d_x!, float([2], [20, 40]), "the gradient by x");
    });

    test("gradients are added to accumulators, in place", async () => {
      const programs = await device().compileVjp(
        ({ x, w }: Tensors) => tf.mul(x!, w!),
        { x: [2], w: [2] },
        {
          wrt: ["x", "w"],
          residuals: "keep",
          accumulate: ["w"],
        },
      );
      const tensor = (...values: number[]) => {
        const created = device().empty([values.length]);
        device().write(created, Float32Array.from(values));
        return created;
      };
      const [x, w, dy, sum] = [tensor(3, 4), tensor(5, 6), tensor(1, 10), tensor(100, 200)];
      const inputs = { x, w, dy, acc_w: sum };
      const { d_x } = await programs.backward.run(inputs, { d_w: sum });
      await programs.backward.run(inputs, { d_w: sum });
      expect([...(await device().read(d_x!))]).toEqual([5, 60]);
      expect([...(await device().read(sum))]).toEqual([106, 280]);
      await programs.dispose();
    });

    test("rows permuted there and back", async () => {
      // Two sequences of 1 and 2 tokens, padded to 2: row 1 is a spare one.
      const inputs = { x: float([3, 2]), there: int([4], [0, 2, 1, 2]), back: int([3], [0, 2, 3]) };
      const fn = ({ x, there, back }: Tensors) =>
        tf.mul(permuteRows(x!, there!, back!), tf.tensor2d([[1], [0], [2], [3]]));
      const { y, dy, gradients } = evaluateReference(
        ({ x, there }) => tf.mul(tf.gather(x!, there!), tf.tensor2d([[1], [0], [2], [3]])),
        inputs,
        ["x"],
      );
      const actual = await runVjp(device(), fn, inputs, dy, { wrt: ["x"], residuals: "keep" });
      expectClose(actual.y!, y, "the result");
      expectClose(actual.d_x!, gradients.x!, "the gradient by x");
    });

    test("residuals are outputs of the forward and inputs of the backward program", async () => {
      const programs = await device().compileVjp(block, blockInputs, { wrt: ["x", "gate"], residuals: "keep" });
      for (const [name, signature] of Object.entries(programs.residuals)) {
        expect(programs.forward.outputs[name]).toEqual(signature);
        expect(programs.backward.inputs[name]).toEqual(signature);
      }
      expect(Object.keys(programs.backward.outputs)).toEqual(["d_x", "d_gate"]);
      const before = device().memory().programs;
      await programs.dispose();
      expect(device().memory().programs).toBe(before - 2);
    });

    test("recomputing needs nothing of the forward program", async () => {
      const programs = await device().compileVjp(block, blockInputs, { wrt: ["x"], residuals: "recompute" });
      expect(programs.residuals).toEqual({});
      expect(Object.keys(programs.forward.outputs)).toEqual(["y"]);
      const results = await runProgram(device(), programs.backward, { ...blockInputs, dy: float([5, 4]) });
      expect(Object.keys(results)).toEqual(["d_x"]);
      await programs.dispose();
    });

    test("options that do not fit the inputs are refused", async () => {
      const compile = (wrt: string[], accumulate: string[] = [], name = "x") =>
        device().compileVjp(
          (inputs) => tf.square(inputs[name]!),
          { [name]: [2], i: { shape: [1], dtype: "int32" } },
          {
            wrt,
            accumulate,
            residuals: "keep",
          },
        );
      await expect(compile([])).rejects.toThrow(DeviceError);
      await expect(compile(["z"])).rejects.toThrow("the function has no input z to differentiate by");
      await expect(compile(["i"])).rejects.toThrow("input i is not float32");
      await expect(compile(["x"], ["z"])).rejects.toThrow("accumulate names z, which is not in wrt");
      await expect(compile(["dy"], [], "dy")).rejects.toThrow("an input must not be called dy");
      await expect(compile(["acc_x"], [], "acc_x")).rejects.toThrow(DeviceError);
    });

    test("functions without a gradient are refused", async () => {
      const compile = (fn: (inputs: Tensors) => tf.Tensor) =>
        device().compileVjp(fn, { x: [2] }, { wrt: ["x"], residuals: "keep" });
      await expect(compile(({ x }) => tf.greater(x!, 0))).rejects.toThrow(/result is bool/);
      await expect(compile(() => tf.ones([2]))).rejects.toThrow(TraceError);
      await expect(compile((() => ({})) as unknown as () => tf.Tensor)).rejects.toThrow(TraceError);
    });
  });
}
