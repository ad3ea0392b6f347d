import * as tf from "@tensorflow/tfjs";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { TraceError } from "../errors/trace-error.ts";
import type { Graph } from "../graph/graph.ts";
import { trace } from "./tracer.ts";

const ops = (graph: Graph) => graph.nodes.map((node) => node.op);
const constants = (graph: Graph) => graph.nodes.flatMap((node) => node.inputs.filter((value) => value.data));

beforeAll(async () => {
  await tf.setBackend("cpu");
  (tf.backend() as { firstUse?: boolean }).firstUse = false;
});

test("a function becomes the nodes that its results need, in an order in which they can run", () => {
  const graph = trace(
    ({ a, b }) => {
      tf.exp(a!); // is thrown away
      return { y: tf.relu(tf.add(a!, b!)) };
    },
    { a: [2, 3], b: [3] },
  );
  expect(ops(graph)).toEqual(["Add", "Relu"]);
  expect(graph.outputs.get("y")).toMatchObject({ shape: [2, 3], dtype: "float32" });
});

test("nothing is calculated: shapes are all there is", () => {
  const graph = trace(({ a, b }) => ({ y: tf.matMul(a!, b!, false, true) }), { a: [1e6, 1e6], b: [2e6, 1e6] });
  expect(graph.outputs.get("y")!.shape).toEqual([1e6, 2e6]);
});

test("inputs have the types of the spec", () => {
  const graph = trace(({ x, flags }) => ({ y: tf.where(flags!, x!, tf.zerosLike(x!)) }), {
    x: { shape: [2], dtype: "int32" },
    flags: { shape: [2], dtype: "bool" },
  });
  expect([...graph.inputs.values()].map(({ dtype }) => dtype)).toEqual(["int32", "bool"]);
  expect(graph.outputs.get("y")!.dtype).toBe("int32");
});

describe("tensors that the function captures", () => {
  test("become constants with the numbers that they have then", () => {
    const variable = tf.variable(tf.tensor1d([1, 2]));
    const graph = trace(({ x }) => ({ y: tf.mul(x!, variable) }), { x: [2] });
    variable.assign(tf.tensor1d([3, 4]));
    expect(constants(graph).map(({ data }) => data)).toEqual([Float32Array.of(1, 2)]);
    variable.dispose();
  });

  test("are as before afterwards", () => {
    const captured = tf.tensor1d([1, 2]);
    const before = tf.memory();
    for (let i = 0; i < 3; i++) trace(({ x }) => ({ y: tf.add(captured, tf.mul(x!, captured)) }), { x: [2] });
    expect(tf.memory()).toEqual(before);
    expect([...captured.dataSync()]).toEqual([1, 2]);
  });

  test("are one constant, however often and in whatever shape they are used", () => {
    const captured = tf.randomNormal([64, 64]);
    const reshaped = captured.reshape([4096]);
    const graph = trace(
      ({ x }) => ({ y: tf.add(tf.matMul(x!, captured), tf.matMul(x!, captured, false, true)), z: tf.neg(reshaped) }),
      { x: [1, 64] },
    );
    const [first, second, third] = constants(graph);
    expect(first).toBe(second);
    expect(third!.shape).toEqual([4096]);
    expect(third!.data).toBe(first!.data);
  });

  test("keep their types", () => {
    const [flags, ids] = [tf.tensor1d([true, false], "bool"), tf.tensor1d([1, 0], "int32")];
    const graph = trace(({ x }) => ({ y: tf.where(flags, tf.gather(x!, ids), x!) }), { x: [2] });
    expect(constants(graph).map(({ dtype }) => dtype)).toEqual(["int32", "bool"]);
  });

  test("must not be disposed of before", () => {
    const captured = tf.tensor1d([1, 2]);
    captured.dispose();
    expect(() => trace(({ x }) => ({ y: tf.add(x!, captured) }), { x: [2] })).toThrow(TraceError);
  });
});

describe("what cannot be traced is a TraceError", () => {
  const refused = (fn: (x: tf.Tensor) => tf.Tensor) => () => trace(({ x }) => ({ y: fn(x!) }), { x: [4, 4] });

  test.each([
    ["dataSync", (x: tf.Tensor) => (x.dataSync()[0]! > 0 ? x : tf.neg(x))],
    ["arraySync", (x: tf.Tensor) => tf.scalar((x.arraySync() as number[][])[0]![0]!)],
    ["bufferSync", (x: tf.Tensor) => tf.scalar(x.bufferSync().get(0, 0))],
  ])("reading a value by %s", (_label, fn) => {
    expect(refused(fn)).toThrow(TraceError);
    expect(refused(fn)).toThrow("the function reads a tensor's values while it is compiled");
  });

  test("a kernel without a translation, which is named with where to add it", () => {
    expect(refused((x) => tf.bincount(tf.cast(tf.reshape(x, [16]), "int32"), tf.ones([16]), 4))).toThrow(
      "tf.bincount: tfjs kernel Bincount cannot be compiled yet: add it to packages/engine/src/trace/kernels",
    );
  });

  test("types that no device has", () => {
    expect(refused((x) => tf.add(x, tf.cast(tf.tensor(["a"]), "float32")))).toThrow(TraceError);
    expect(refused((x) => tf.cast(x, "complex64"))).toThrow(TraceError);
  });

  test("shapes that do not fit", () => {
    expect(refused((x) => tf.add(x, tf.ones([3])))).toThrow(TraceError);
    expect(refused((x) => tf.matMul(x, tf.ones([3, 3])))).toThrow(/BatchMatMul.*\[4,4\] and \[3,3\] have no product/);
    expect(refused((x) => tf.reshape(x, [15]))).toThrow(TraceError);
    expect(refused((x) => tf.reshape(tf.slice(x, 0, 0), [3]))).toThrow(
      /Reshape.*\[0,4\] has not as many elements as \[3\]/,
    );
    expect(refused((x) => tf.concat([x, tf.ones([3, 3])]))).toThrow(TraceError);
    expect(refused((x) => tf.slice(x, [2, 2], [3, 3]))).toThrow(TraceError);
    expect(refused((x) => tf.split(x, 3)[0]!)).toThrow(TraceError);
  });

  test.each<[string, (x: tf.Tensor) => tf.Tensor, RegExp]>([
    ["add", (x) => tf.add(x, tf.ones([3])), /tf\.add:.*shapes 4,4 and 3.*a \[4,4\], b \[3\]/],
    ["maximum", (x) => tf.maximum(x, tf.ones([3])), /tf\.maximum:.*shapes 4,4 and 3/],
    ["where", (x) => tf.where(tf.ones([4], "bool"), x, tf.ones([3])), /tf\.where:.*shapes 4,4 and 3/],
    ["matMul", (x) => tf.matMul(x, tf.ones([3, 3])), /tf\.matMul:.*\[4,4\] and \[3,3\]/],
    [
      "batches",
      (x) => tf.matMul(tf.reshape(x, [2, 2, 4]), tf.ones([3, 4, 2])),
      /tf\.matMul:.*a \[2,2,4\], b \[3,4,2\]/,
    ],
    ["concat", (x) => tf.concat([x, tf.ones([3, 3])]), /tf\.concat:.*\(3,3\).*\(4,4\)/],
    ["stack", (x) => tf.stack([x, tf.ones([4, 3])]), /tf\.stack:.*\[4,4\] and \[4,3\]/],
    ["reshape", (x) => tf.reshape(x, [15]), /tf\.reshape:.*15.*x \[4,4\]/],
    ["slice", (x) => tf.slice(x, [2, 2], [3, 3]), /tf\.slice:.*x \[4,4\]/],
    ["split", (x) => tf.split(x, 3)[0]!, /tf\.split:.*x \[4,4\]/],
    ["gather", (x) => tf.gather(x, tf.tensor1d([0], "int32"), 2), /tf\.gather:.*no axis 2 in \[4,4\]/],
    ["transpose", (x) => tf.transpose(x, [0, 1, 2]), /tf\.transpose:.*rank of input 2.*0,1,2/],
    [
      "conv2d",
      (x) => tf.conv2d(tf.reshape<tf.Rank.R4>(x, [1, 2, 2, 4]), tf.ones([1, 1, 3, 2]), 1, "same"),
      /tf\.conv2d:.*depth of input \(4\).*depth for filter 3/,
    ],
  ])("shapes that do not fit, with the op and the shapes: %s", (_label, fn, message) => {
    expect(refused(fn)).toThrow(TraceError);
    expect(refused(fn)).toThrow(message);
  });

  test("the function's own mistakes, with their cause", () => {
    const mistake = new Error("out of coffee");
    try {
      refused(() => {
        throw mistake;
      })();
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ message: "the function could not be traced: out of coffee", cause: mistake });
    }
  });
});

describe("tfjs's own state", () => {
  let before: tf.MemoryInfo;
  beforeEach(() => {
    before = tf.memory();
  });
  const untouched = () => {
    expect(tf.getBackend()).toBe("cpu");
    expect(tf.memory()).toEqual(before);
    expect(
      tf.tidy(
        () =>
          tf
            .grad((x) => tf.square(x))(tf.scalar(3))
            .dataSync()[0],
      ),
    ).toBe(6);
  };

  test("is as before after a trace with gradients", () => {
    trace(({ x }) => ({ y: tf.grad((v: tf.Tensor) => tf.softmax(tf.tanh(v)))(x!) }), { x: [3] });
    untouched();
  });

  test("is as before after an error amid gradients", () => {
    const fn = ({ x }: Record<string, tf.Tensor>) => ({
      y: tf.grad((v: tf.Tensor) => tf.image.cropAndResize(tf.exp(v) as tf.Tensor4D, [[0, 0, 1, 1]], [0], [1, 1]))(x!),
    });
    expect(() => trace(fn, { x: [1, 2, 2, 1] })).toThrow(TraceError);
    // tfjs itself loses count of a tensor that it had saved for the gradient that then failed.
    before = tf.memory();
    untouched();
  });

  test("is as before after a trace amid an eager computation, and a trace amid that", () => {
    tf.tidy(() => {
      const eager = tf.scalar(2);
      const outer = trace(
        ({ x }) => {
          const inner = trace(({ z }) => ({ w: tf.exp(z!) }), { z: [5] });
          expect(ops(inner)).toEqual(["Exp"]);
          return { y: tf.mul(x!, eager) };
        },
        { x: [2] },
      );
      expect(ops(outer)).toEqual(["Mul"]);
      expect(tf.mul(eager, 21).dataSync()[0]).toBe(42);
    });
    untouched();
  });

  test("a tensor of one trace is refused in another", () => {
    const kept: tf.Tensor[] = [];
    trace(
      ({ x }) => {
        kept.push(tf.keep(x!.clone()));
        return { y: tf.exp(x!) };
      },
      { x: [2] },
    );
    expect(() => trace(({ z }) => ({ y: tf.add(z!, kept[0]!) }), { z: [2] })).toThrow(/of another trace, its input x/);
    kept[0]!.dispose();
    untouched();
  });

  test("two traces, eager calls between them", () => {
    const first = trace(({ x }) => ({ y: tf.exp(x!) }), { x: [2] });
    expect(tf.tidy(() => tf.exp(0).dataSync()[0])).toBe(1);
    const second = trace(({ x }) => ({ y: tf.log(x!) }), { x: [2] });
    expect([ops(first), ops(second)]).toEqual([["Exp"], ["Log"]]);
    untouched();
  });
});
