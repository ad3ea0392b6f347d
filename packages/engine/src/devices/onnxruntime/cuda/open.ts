import type { DeviceOptions } from "../../driver.ts";
import { requireFasterThanCpu } from "../require-faster.ts";
import { CudaDevice } from "./cuda-device.ts";
import { findCudaProvider } from "./find-provider.ts";

/** @throws Error when the provider is missing or finds no GPU */
export async function openCuda(options: DeviceOptions): Promise<CudaDevice> {
  // Asked for in vain, onnxruntime would print an error of its own.
  findCudaProvider(process.platform, process.arch);
  return CudaDevice.open(options);
}

/** The same, where it is faster than the CPU, copies included. */
export async function openFastCuda(options: DeviceOptions): Promise<CudaDevice> {
  const device = await openCuda(options);
  await requireFasterThanCpu(device, options);
  return device;
}
