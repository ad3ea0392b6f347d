import type { Device } from "../device.ts";
import { DeviceError } from "../errors/device-error.ts";
import type { DeviceDriver, DeviceOptions } from "./driver.ts";
import { drivers } from "./drivers.ts";
import { HostDevice } from "./host-device.ts";
import { threadCount } from "./threads.ts";

export const deviceNames: readonly string[] = ["auto", ...drivers.map(({ name }) => name)];

/** A device that `auto` would rather have taken, and why it did not. */
export interface PassedOverDevice {
  readonly name: string;
  /** What to install where it is missing. */
  readonly requirement: string;
  readonly reason: string;
}

export interface OpenDeviceOptions extends DeviceOptions {
  /** Told of each device that does not work before one does. */
  readonly onPassedOver?: (device: PassedOverDevice) => void;
}

/**
 * Opens a device.
 *
 * @param name as in `deviceNames`; `auto` takes the fastest that works.
 * @throws DeviceError when the name is unknown, an option is wrong, or the device does not work here; the message says why, and
 *   what it needs.
 */
export async function openDevice(name = "auto", options: OpenDeviceOptions = {}): Promise<Device> {
  if (!deviceNames.includes(name)) throw new DeviceError(`unknown device ${name}: known are ${deviceNames.join(", ")}`);
  threadCount(options.threads);
  if (name !== "auto")
    return openFirst(
      drivers.filter((driver) => driver.name === name),
      options,
    );
  return openFirst(drivers.filter(({ isAutomatic }) => isAutomatic).map(automatically), options);
}

/** The driver as `auto` asks it. */
export function automatically(driver: DeviceDriver): DeviceDriver {
  return { ...driver, open: driver.openAutomatically ?? driver.open };
}

/** The first that works. */
export async function openFirst(
  candidates: readonly DeviceDriver[],
  { onPassedOver, ...options }: OpenDeviceOptions,
): Promise<Device> {
  const failures: PassedOverDevice[] = [];
  let cause: unknown;
  for (const { name, requirement, open } of candidates) {
    try {
      const device = await open(options);
      if (device instanceof HostDevice) device.debugNumerics = options.debugNumerics ?? false;
      return device;
    } catch (error) {
      cause ??= error;
      const failure = { name, requirement, reason: (error as Error).message };
      failures.push(failure);
      onPassedOver?.(failure);
    }
  }
  const [only] = failures;
  if (only && failures.length === 1)
    throw new DeviceError(`the device ${only.name} does not work here: ${only.reason}; it needs: ${only.requirement}`, {
      cause,
    });
  const reasons = failures.map(({ name, reason }) => `${name}: ${reason}`).join("; ");
  throw new DeviceError(`no device works here: ${reasons}`, { cause });
}
