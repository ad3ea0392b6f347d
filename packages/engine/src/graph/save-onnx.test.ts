import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { InferenceSession } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { allCases } from "../conformance/cases/all-cases.ts";
import { DeviceError } from "../errors/device-error.ts";
import { trace } from "../trace/tracer.ts";
import { loadOnnx } from "./load-onnx.ts";
import { bytesField, concatBytes, integerField } from "./protobuf.ts";
import { saveOnnx } from "./save-onnx.ts";

type Tensors = Record<string, tf.Tensor>;

const step = ({ w, x, y }: Tensors) => {
  const { value, grads } = tf.valueAndGrads(
    (w: tf.Tensor) => tf.losses.softmaxCrossEntropy(tf.oneHot(y!, 3), tf.matMul(x!, w, false, true)) as tf.Scalar,
  )([w!]);
  return { loss: value, w: tf.sub(w!, tf.mul(0.5, grads[0]!)), same: value, x: x! };
};
const graph = trace(step, { w: [3, 4], x: [5, 4], y: { shape: [5], dtype: "int32" } });

test("names are the function's own, but for outputs that are called like an input", async () => {
  const session = await InferenceSession.create(saveOnnx(graph));
  expect(session.inputNames).toEqual(["w", "x", "y"]);
  expect(session.outputNames).toEqual(["loss", "w.out", "same", "x.out"]);
  await session.release();
});

test("what is saved and loaded is the same graph, and is saved to the same bytes", () => {
  const file = saveOnnx(graph);
  const loaded = loadOnnx(file);
  const describe = (values: typeof graph.inputs) =>
    [...values].map(([name, { shape, dtype, inputName }]) => ({ name, shape, dtype, inputName }));
  expect(describe(loaded.inputs)).toEqual(describe(graph.inputs));
  expect(describe(loaded.outputs)).toEqual(describe(graph.outputs));
  expect(loaded.nodes.map(({ op, source }) => [op, source])).toEqual(graph.nodes.map(({ op, source }) => [op, source]));
  expect(saveOnnx(loaded)).toEqual(file);
});

test("every kernel's graph survives", () => {
  for (const { fn, inputs } of Object.values(allCases).flat()) {
    const file = saveOnnx(trace((tensors) => ({ result: fn(tensors) }), inputs));
    expect(saveOnnx(loadOnnx(file))).toEqual(file);
  }
});

const withoutShapes = trace(({ x }: Tensors) => ({ y: tf.exp(tf.neg(x!)) }), { x: [2] });

describe("files that are refused", () => {
  const file = saveOnnx(graph);
  const value = (name: string, elementType: number, dimensions: Uint8Array[]) => [
    bytesField(1, name),
    bytesField(2, [bytesField(1, [integerField(1, elementType), bytesField(2, dimensions)])]),
  ];
  const fixed = (size: number | bigint) => bytesField(1, [integerField(1, size)]);
  const x = value("x", 1, [fixed(2)]);
  const model = (...fields: Uint8Array[]) => concatBytes([bytesField(7, fields)]);
  const node = (op: string, input: string, output: string, ...more: Uint8Array[]) =>
    bytesField(1, [bytesField(1, input), bytesField(2, output), bytesField(4, op), ...more]);
  const y = value("y", 1, [fixed(2)]);

  test.each<[string, Uint8Array, RegExp]>([
    ["nothing", new Uint8Array(0), /no .onnx file/],
    ["a text", new TextEncoder().encode("not a model at all"), /no .onnx file/],
    ["the half of one", file.subarray(0, file.length / 2), /damaged/],
    ["a length beyond the end", Uint8Array.of(0x3a, 0xff, 0xff, 0xff, 0xff, 0x0f), /damaged/],
    ["a number without an end", new Uint8Array(40).fill(0xff), /damaged/],
    [
      "a name in the place of a size",
      model(bytesField(11, value("x", 1, [bytesField(1, [bytesField(2, "batch")])]))),
      /x in the file has no fixed shape/,
    ],
    ["a shape below 0", model(bytesField(11, value("x", 1, [fixed(-1)]))), /x in the file has the shape \[-1\]/],
    ["a shape beyond all memory", model(bytesField(11, value("x", 1, [fixed(2n ** 40n)]))), /has the shape/],
    ["a type that is not known", model(bytesField(11, value("x", 11, [fixed(1)]))), /element type 11/],
    ["an int64 input", model(bytesField(11, value("x", 7, [fixed(1)]))), /x in the file is int64/],
    [
      "a constant without its numbers",
      model(bytesField(5, [integerField(1, 1000), integerField(2, 1), bytesField(8, "c")])),
      /0 bytes are there/,
    ],
    ["an operand from nowhere", model(bytesField(11, x), node("Neg", "z", "y"), bytesField(12, y)), /Neg reads z/],
    ["one that reads itself", model(node("Neg", "y", "y"), bytesField(12, y)), /Neg reads y/],
    ["a name for two values", model(bytesField(11, x), node("Neg", "x", "x"), bytesField(12, x)), /defines x twice/],
    [
      "two results",
      model(
        bytesField(11, x),
        node("Split", "x", "y", bytesField(2, "z")),
        bytesField(12, y),
        bytesField(13, value("z", 1, [fixed(2)])),
      ),
      /computes its output y/,
    ],
    [
      "a result that has no shape",
      model(bytesField(11, x), node("Neg", "x", "h"), node("Neg", "h", "y"), bytesField(12, y)),
      /shape of h/,
    ],
    [
      "an operator of strangers",
      model(bytesField(11, x), node("Neg", "x", "y", bytesField(7, "org.other")), bytesField(12, y)),
      /Neg of org.other/,
    ],
    [
      "a graph within",
      model(
        bytesField(11, x),
        node("If", "x", "y", bytesField(5, [bytesField(1, "then"), integerField(20, 5)])),
        bytesField(12, y),
      ),
      /attribute then/,
    ],
    [
      "an output that nothing computes",
      model(bytesField(11, x), bytesField(12, y)),
      /nothing in the file computes its output y/,
    ],
    ["no outputs", model(bytesField(11, x)), /no outputs/],
  ])("%s", (_label, bytes, message) => {
    expect(() => loadOnnx(bytes)).toThrow(message);
    expect(() => loadOnnx(bytes)).toThrow(DeviceError);
  });

  test("whatever a byte is changed to, it is a graph or a DeviceError", () => {
    const small = saveOnnx(withoutShapes);
    for (let at = 0; at < small.length; at++)
      for (const value of [0, 0x7f, 0xff, small[at]! ^ 1]) {
        const changed = small.slice();
        changed[at] = value;
        try {
          loadOnnx(changed);
        } catch (error) {
          expect(DeviceError.isInstance(error), `byte ${at}: ${error}`).toBe(true);
        }
      }
  });
});

const python = spawnSync("python3", ["-c", "import onnx"]).status === 0 ? "python3" : process.env.NEFTUNE_ONNX_PYTHON;

test.skipIf(!python)("onnx's own checker takes the file, shapes inferred strictly (needs Python's onnx)", () => {
  const folder = mkdtempSync(join(tmpdir(), "neftune-"));
  try {
    const graphs = Object.values(allCases)
      .flat()
      .map(({ fn, inputs }) => trace((tensors) => ({ result: fn(tensors) }), inputs));
    for (const [index, each] of [graph, ...graphs].entries())
      writeFileSync(join(folder, `${index}.onnx`), saveOnnx(each));
    const check = `
import glob, onnx, sys
for path in glob.glob(sys.argv[1] + "/*.onnx"):
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True)
`;
    const { status, stderr } = spawnSync(python!, ["-c", check, folder], { encoding: "utf8" });
    expect(status, stderr).toBe(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
