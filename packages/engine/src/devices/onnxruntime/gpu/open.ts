import type { DeviceOptions } from "../../driver.ts";
import { threadCount } from "../../threads.ts";
import { requireFasterThanCpu } from "../require-faster.ts";
import { type Adapter, findAdapter, thisMachine } from "./adapter.ts";
import { GpuDevice } from "./gpu-device.ts";

/** @throws Error when there is no adapter that onnxruntime's WebGPU provider takes */
export async function openWebgpu(options: DeviceOptions): Promise<GpuDevice> {
  return open(findAdapter(thisMachine()), options);
}

/** The same, but for a GPU that is faster than the CPU. */
export async function openFastWebgpu(options: DeviceOptions): Promise<GpuDevice> {
  const adapter = findAdapter(thisMachine());
  if (adapter.isSoftware)
    throw new Error(`the only adapter is software (${adapter.name}), slower than the CPU provider`);
  const device = await open(adapter, options);
  await requireFasterThanCpu(device, options);
  return device;
}

async function open({ name, isSoftware }: Adapter, options: DeviceOptions): Promise<GpuDevice> {
  const description = `onnxruntime on WebGPU (${name}${isSoftware ? ", software" : ""})`;
  const device = new GpuDevice({ description, threads: threadCount(options.threads) });
  try {
    await device.tryOut();
  } catch (error) {
    await device.dispose();
    throw new Error(`onnxruntime's WebGPU provider does not work here: ${reasonOf(error as Error)}`, { cause: error });
  }
  return device;
}

/** Without the place in onnxruntime's source that its messages begin with. */
function reasonOf({ message }: Error): string {
  return message.split("was false. ").at(-1)!.trim();
}
