import * as tf from "@tensorflow/tfjs";
import type { EagerBackend } from "../eager-backend.ts";
import { composeKernels } from "./compose-kernels.ts";
import { composedScan, products, sums } from "./compose-scan.ts";
import { findGpu, type Gpu, type GpuAdapter } from "./find-gpu.ts";
import { loadModule, packagePaths } from "./package-paths.ts";
import { provideBackend } from "./provide-backend.ts";
import { type Repair, repairKernels, withResult } from "./repair-kernels.ts";

const backendName = "webgpu";
const packageName = "@tensorflow/tfjs-backend-webgpu";

interface WebgpuPackage {
  readonly WebGPUBackend: new (device: object, info: object) => tf.KernelBackend;
}

/** Kernels that compute wrongly, or rightly what they then call by a wrong shape or type. */
const repairs: Record<string, Repair> = {
  Cumprod: () => composedScan(products),
  Cumsum: () => composedScan(sums),
  ArgMax: withResult(({ inputs: { x }, attrs: { axis } }) => ({ shape: withoutAxes(x!.shape, axis as number) })),
  ArgMin: withResult(({ inputs: { x }, attrs: { axis } }) => ({ shape: withoutAxes(x!.shape, axis as number) })),
  Min: withResult(({ inputs: { x } }) => ({ dtype: x!.dtype })),
  Prod: withResult(({ inputs: { x }, attrs: { axis, keepDims } }) => ({
    shape: withoutAxes(x!.shape, axis as number[], keepDims as boolean),
  })),
};

/** What tfjs's kernels take from the adapter where it has more than every adapter has. */
const limits = [
  "maxComputeWorkgroupStorageSize",
  "maxComputeWorkgroupsPerDimension",
  "maxStorageBufferBindingSize",
  "maxBufferSize",
  "maxComputeWorkgroupSizeX",
  "maxComputeInvocationsPerWorkgroup",
];

/** tfjs's WebGPU backend, on Deno's WebGPU or on Dawn. */
export async function openWebgpu(): Promise<EagerBackend> {
  const [path] = packagePaths(packageName);
  if (path === undefined) throw new Error(`${packageName} is not installed`);
  const gpu = findGpu();
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) throw new Error("WebGPU finds no adapter");
  await provideBackend(backendName, () => {
    const { WebGPUBackend } = loadModule(path) as WebgpuPackage;
    // Where the runtime has WebGPU, the package registers itself.
    if (tf.findBackendFactory(backendName)) tf.removeBackend(backendName);
    tf.registerBackend(backendName, async () => createBackend(WebGPUBackend, gpu, adapter));
  });
  composeKernels(backendName);
  repairKernels(backendName, repairs);
  const { vendor, architecture, description } = adapter.info;
  const hardware = description || [vendor, architecture].filter(Boolean).join(" ") || "an unnamed adapter";
  return { name: backendName, description: `TensorFlow.js's webgpu backend on ${hardware}, op by op` };
}

async function createBackend(
  WebGPUBackend: WebgpuPackage["WebGPUBackend"],
  gpu: Gpu,
  adapter: GpuAdapter,
): Promise<tf.KernelBackend> {
  const requiredLimits = Object.fromEntries(limits.map((name) => [name, adapter.limits[name]!]));
  const device = await adapter.requestDevice({ requiredLimits });
  // The constructor only asks whether there is any.
  const { navigator } = globalThis;
  const isMissing = !("gpu" in navigator);
  if (isMissing) Object.defineProperty(navigator, "gpu", { value: gpu, configurable: true });
  try {
    return new WebGPUBackend(device, adapter.info);
  } finally {
    if (isMissing) delete (navigator as { gpu?: Gpu }).gpu;
  }
}

function withoutAxes(shape: number[], axis: number | number[], keepDims = false): number[] {
  const axes = tf.util.parseAxisParam(axis, shape);
  const [reduced] = tf.backend_util.computeOutAndReduceShapes(shape, axes);
  return keepDims ? tf.backend_util.expandShapeToKeepDim(reduced, axes) : reduced;
}
