import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import type { Device } from "../../device.ts";
import { DeviceError } from "../../errors/device-error.ts";
import { findOpenvino } from "../../setup/openvino/find.ts";
import { openDevice } from "../open-device.ts";
import { loadLibrary } from "./library.ts";
import { OpenvinoDevice } from "./openvino-device.ts";

const { found } = await findOpenvino(process.env);
const whereInstalled = test.skipIf(found === null);

type Tensors = Record<string, tf.Tensor>;

async function filled(device: Device, shape: number[], values: number[]) {
  const tensor = device.empty(shape);
  device.write(tensor, Float32Array.from(values));
  return tensor;
}

whereInstalled("tells its version, its threads and its precision", async () => {
  await using device = await openDevice("openvino", { threads: 1, precision: "bfloat16" });
  expect(device.description).toMatch(/^OpenVINO \d+\.\d+\.\d+ on 1 CPU thread/);
  expect(device.description.endsWith(", bfloat16")).toBe(device.precision === "bfloat16");
});

whereInstalled("what OpenVINO finds wrong is a DeviceError in its own words", () => {
  const library = loadLibrary(found!.library);
  const core = library.createCore();
  expect(() => library.property(core, "TPU", "FULL_DEVICE_NAME")).toThrow(DeviceError);
  expect(() => library.property(core, "TPU", "FULL_DEVICE_NAME")).toThrow(/"TPU" name is not registered/);
  expect(() => library.compile(core, Uint8Array.of(1, 2, 3), "CPU", {})).toThrow(/OpenVINO: .*/);
  library.freeCore(core);
});

whereInstalled("hardware that is not there is told with what is", ({ skip }) => {
  const library = loadLibrary(found!.library);
  const core = library.createCore();
  const hasGpu = library.availableDevices(core).some((name) => name.startsWith("GPU"));
  library.freeCore(core);
  skip(hasGpu, "there is a GPU here");
  expect(() => new OpenvinoDevice(library, { hardware: "GPU" })).toThrow(/sees no GPU here, only CPU/);
});

whereInstalled("gradients are added in place to what a product's output shares memory with", async () => {
  await using device = await openDevice("openvino", { threads: 2 });
  const spec = { a: [8, 8], b: [8, 8], acc: [8, 8] };
  const program = await device.compile(({ a, b, acc }: Tensors) => ({ sum: tf.add(tf.matMul(a!, b!), acc!) }), spec);
  const ones = await filled(device, [8, 8], Array(64).fill(1));
  const acc = await filled(device, [8, 8], Array(64).fill(5));
  for (let i = 0; i < 3; i++) await program.run({ a: ones, b: ones, acc }, { sum: acc });
  expect([...(await device.read(acc))]).toEqual(Array(64).fill(29));
});

whereInstalled("a product that ends as a scalar is computed, in tf.dot as well", async () => {
  await using device = await openDevice("openvino", { threads: 2 });
  const results = ({ a, b }: Tensors): Tensors => {
    const product = tf.reshape(tf.matMul(a!.as2D(1, 4), b!.as2D(4, 1)), []);
    return {
      product,
      dot: tf.dot(a!, b!),
      negativeZero: tf.reshape(tf.mul(product, -0), []),
      shifted: tf.add(product, 1),
    };
  };
  const program = await device.compile(results, { a: [4], b: [4] });
  const outputs = await program.run({
    a: await filled(device, [4], [1, 2, 3, 4]),
    b: await filled(device, [4], [1, 1, 2, 2]),
  });
  const values = await Promise.all(Object.values(outputs).map(async (output) => (await device.read(output))[0]));
  expect(Object.keys(outputs)).toEqual(["product", "dot", "negativeZero", "shifted"]);
  expect(values).toEqual([17, 17, -0, 18]);
});

whereInstalled("an output over an input that is read afterwards is computed beside it", async () => {
  await using device = await openDevice("openvino", { threads: 2 });
  const program = await device.compile(({ a, c }: Tensors) => ({ y: tf.sub(tf.exp(a!), c!) }), { a: [64], c: [64] });
  const [a, c] = [await filled(device, [64], Array(64).fill(0)), await filled(device, [64], Array(64).fill(3))];
  await program.run({ a, c }, { y: c });
  expect([...(await device.read(c))]).toEqual(Array(64).fill(-2));
});

whereInstalled("bfloat16 is coarser, unless a program asks for float32", async ({ skip }) => {
  await using device = await openDevice("openvino", { threads: 2, precision: "bfloat16" });
  skip(device.precision !== "bfloat16", "this processor has no bfloat16");
  const product = ({ a, b }: Tensors) => ({ y: tf.matMul(a!, b!) });
  const spec = { a: [64, 64], b: [64, 64] };
  const numbers = Array.from({ length: 4096 }, (_, i) => Math.sin(i));
  const inputs = { a: await filled(device, [64, 64], numbers), b: await filled(device, [64, 64], numbers) };
  const error = async (precision?: "float32") => {
    const { y } = await (await device.compile(product, spec, precision ? { precision } : {})).run(inputs);
    const actual = (await device.read(y!))[0]!;
    let expected = 0;
    for (let k = 0; k < 64; k++) expected += Math.fround(numbers[k]!) * Math.fround(numbers[64 * k]!);
    return Math.abs(actual / expected - 1);
  };
  expect(await error("float32")).toBeLessThan(1e-5);
  const coarse = await error();
  expect(coarse).toBeGreaterThan(1e-5);
  expect(coarse).toBeLessThan(0.05);
});
