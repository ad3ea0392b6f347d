import type { Device } from "../device.ts";
import { DeviceError } from "../errors/device-error.ts";

/** Devices by the name that the key `device` takes, the fastest first: the order in which `auto` tries them. */
const drivers: Readonly<Record<string, (options: DeviceOptions) => Promise<Device>>> = {
  cpu: async (options) => new (await import("./onnxruntime/ort-device.ts")).OrtDevice(options),
  tfjs: async () => new (await import("./tfjs/tfjs-device.ts")).TfjsDevice(),
};

export const deviceNames: readonly string[] = ["auto", ...Object.keys(drivers)];

export interface DeviceOptions {
  /** Threads of a CPU device; default: all that the process may use. */
  threads?: number;
}

/**
 * Opens a device.
 *
 * @param name `auto` takes the fastest that works; `cpu` is onnxruntime, `tfjs` is tfjs's own cpu backend.
 * @throws DeviceError when the name is unknown, or the device does not work here; the message says why.
 */
export async function openDevice(name = "auto", options: DeviceOptions = {}): Promise<Device> {
  if (!deviceNames.includes(name)) throw new DeviceError(`unknown device ${name}: known are ${deviceNames.join(", ")}`);
  const failures: { name: string; error: Error }[] = [];
  for (const candidate of name === "auto" ? Object.keys(drivers) : [name]) {
    try {
      return await drivers[candidate]!(options);
    } catch (error) {
      // What was asked wrongly of one device must not silently open another.
      if (DeviceError.isInstance(error)) throw error;
      failures.push({ name: candidate, error: error as Error });
    }
  }
  const reasons = failures.map(({ name, error }) => `${name}: ${error.message}`).join("; ");
  throw new DeviceError(`no device works here: ${reasons}`, { cause: failures[0]?.error });
}
