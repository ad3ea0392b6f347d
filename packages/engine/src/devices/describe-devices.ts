import type { DeviceDriver } from "./driver.ts";
import { drivers } from "./drivers.ts";

/** What is known of a device without opening it. */
export type DeviceDescription = Pick<DeviceDriver, "name" | "title" | "requirement" | "isAutomatic">;

/** All devices, the fastest first: the order in which `auto` tries those that are automatic. */
export function describeDevices(): readonly DeviceDescription[] {
  return drivers.map(({ name, title, requirement, isAutomatic }) => ({ name, title, requirement, isAutomatic }));
}
