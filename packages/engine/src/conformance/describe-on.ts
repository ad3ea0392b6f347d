import { describe, test } from "vitest";
import { openDevice } from "../devices/open-device.ts";

/** Tests that need a device, or a skipped one that tells why there are none. */
export async function describeOn(name: string, title: string, tests: () => void): Promise<void> {
  const reason = await openDevice(name).then(
    async (device) => void (await device.dispose()),
    (error: Error) => error.message,
  );
  if (reason === undefined) describe(title, tests);
  else describe.skip(title, () => test(reason, () => {}));
}
