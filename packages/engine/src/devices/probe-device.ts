import type { Device } from "../device.ts";
import type { DeviceDescription } from "./describe-devices.ts";
import type { DeviceDriver } from "./driver.ts";
import { drivers } from "./drivers.ts";
import { type MeasureOptions, measureGflops } from "./measure-gflops.ts";

/** Whether a device works here, and how fast it is. */
export interface DeviceReport extends DeviceDescription {
  readonly works: boolean;
  /** The runtime's version; null where it is not installed or does not tell. */
  readonly version: string | null;
  /** Runtime and hardware in words, where it works. */
  readonly description?: string;
  /** Why it does not work. */
  readonly reason?: string;
  /** Billions of operations a second in a chain of matrix products, by precision, where it works. */
  readonly gflops?: { readonly float32: number; readonly bfloat16?: number };
}

/**
 * Opens a device, measures it, and closes it. Native code that hangs or crashes takes the process along: a caller that must
 * live on does this in another.
 *
 * @throws RangeError when there is no such device
 */
export async function probeDevice(
  name: string,
  options: Omit<MeasureOptions, "precision"> = {},
): Promise<DeviceReport> {
  const driver = drivers.find((known) => known.name === name);
  if (!driver) throw new RangeError(`there is no device ${name}`);
  return await probeDriver(driver, options);
}

/** The same for a driver. */
export async function probeDriver(
  { open, version: readVersion, ...driver }: DeviceDriver,
  options: Omit<MeasureOptions, "precision"> = {},
): Promise<DeviceReport> {
  const { name, title, requirement, isAutomatic } = driver;
  const version = (await readVersion?.()) ?? null;
  const known = { name, title, requirement, isAutomatic, version };
  try {
    // Asked for bfloat16, a device that has it computes in either.
    await using device = await open({ precision: "bfloat16" });
    return { ...known, works: true, description: device.description, gflops: await measureBoth(device, options) };
  } catch (error) {
    return { ...known, works: false, reason: (error as Error).message };
  }
}

async function measureBoth(device: Device, options: Omit<MeasureOptions, "precision">) {
  const float32 = await measureGflops(device, { ...options, precision: "float32" });
  if (device.precision === "float32") return { float32 };
  return { float32, bfloat16: await measureGflops(device, { ...options, precision: "bfloat16" }) };
}
