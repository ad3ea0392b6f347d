import type { Device } from "../device.ts";
import { DeviceError } from "../errors/device-error.ts";
import type { DeviceDriver, DeviceOptions } from "./driver.ts";
import { drivers } from "./drivers.ts";

export const deviceNames: readonly string[] = ["auto", ...drivers.map(({ name }) => name)];

/**
 * Opens a device.
 *
 * @param name as in `deviceNames`; `auto` takes the fastest that works.
 * @throws DeviceError when the name is unknown, or the device does not work here; the message says why.
 */
export async function openDevice(name = "auto", options: DeviceOptions = {}): Promise<Device> {
  if (!deviceNames.includes(name)) throw new DeviceError(`unknown device ${name}: known are ${deviceNames.join(", ")}`);
  const candidates = drivers.filter((driver) => (name === "auto" ? driver.isAutomatic : driver.name === name));
  return openFirst(candidates, options);
}

/** The first that works. */
export async function openFirst(candidates: readonly DeviceDriver[], options: DeviceOptions): Promise<Device> {
  const failures: { name: string; error: Error }[] = [];
  for (const { name, open } of candidates) {
    try {
      return await open(options);
    } catch (error) {
      // What was asked wrongly of one device must not silently open another.
      if (DeviceError.isInstance(error)) throw error;
      failures.push({ name, error: error as Error });
    }
  }
  const reasons = failures.map(({ name, error }) => `${name}: ${error.message}`).join("; ");
  throw new DeviceError(`no device works here: ${reasons}`, { cause: failures[0]?.error });
}
