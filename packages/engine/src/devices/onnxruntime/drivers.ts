import type { DeviceDriver } from "../driver.ts";
import { packageVersion } from "../package-version.ts";

/** onnxruntime on GPUs. */
export const gpuDrivers: readonly DeviceDriver[] = [
  {
    name: "cuda",
    title: "onnxruntime's CUDA provider",
    requirement: "an NVIDIA GPU, CUDA 12 and cuDNN 9, and the download of onnxruntime-node's install script",
    isAutomatic: true,
    open: async (options) => (await import("./cuda/open.ts")).openCuda(options),
    openAutomatically: async (options) => (await import("./cuda/open.ts")).openFastCuda(options),
  },
  {
    name: "webgpu",
    title: "onnxruntime's WebGPU provider",
    requirement: "comes with npm; needs a GPU and its driver, on Linux for Vulkan",
    isAutomatic: true,
    open: async (options) => (await import("./gpu/open.ts")).openWebgpu(options),
    openAutomatically: async (options) => (await import("./gpu/open.ts")).openFastWebgpu(options),
  },
];

/** onnxruntime on the processor. */
export const cpuDriver: DeviceDriver = {
  name: "cpu",
  title: "onnxruntime's CPU provider",
  requirement: "comes with npm",
  isAutomatic: true,
  version: async () => packageVersion("onnxruntime-node"),
  open: async (options) => new (await import("./ort-device.ts")).OrtDevice(options),
};
