import type { Device } from "../../device.ts";
import type { DeviceDriver } from "../driver.ts";
import { packageVersion } from "../package-version.ts";
import type { EagerBackend } from "./eager-backend.ts";

/** TensorFlow.js's own backends, op by op, the fastest first. */
export const tfjsDrivers: readonly DeviceDriver[] = [
  {
    name: "tensorflow",
    title: "TensorFlow by way of @tensorflow/tfjs-node or tfjs-node-gpu",
    requirement: "neftune setup tensorflow, or npm install @tensorflow/tfjs-node",
    isAutomatic: true,
    version: async () => (await import("./backends/tensorflow-addons.ts")).tensorflowVersion(),
    open: (options) =>
      open("tensorflow", async () => (await import("./backends/tensorflow.ts")).openTensorflow(options)),
  },
  {
    name: "tfjs:webgpu",
    title: "TensorFlow.js's webgpu backend",
    requirement: "npm install @tensorflow/tfjs-backend-webgpu, and webgpu too where the runtime has none, and a GPU",
    // The device webgpu runs on the same hardware, and compiles.
    isAutomatic: false,
    version: async () => packageVersion("@tensorflow/tfjs-backend-webgpu"),
    open: () => open("tfjs:webgpu", async () => (await import("./backends/webgpu.ts")).openWebgpu()),
  },
  {
    name: "wasm",
    title: "TensorFlow.js's wasm backend",
    requirement: "comes with npm",
    isAutomatic: true,
    version: async () => packageVersion("@tensorflow/tfjs-backend-wasm"),
    open: () => open("wasm", async () => (await import("./backends/wasm.ts")).openWasm()),
  },
  {
    name: "tfjs",
    title: "TensorFlow.js's cpu backend, the reference",
    requirement: "comes with npm",
    isAutomatic: true,
    version: async () => packageVersion("@tensorflow/tfjs"),
    open: () => open("tfjs", async () => (await import("./backends/cpu.ts")).openCpu()),
  },
];

async function open(name: string, start: () => Promise<EagerBackend>): Promise<Device> {
  const backend = await start();
  return new (await import("./tfjs-device.ts")).TfjsDevice(name, backend);
}
