import { describe, test } from "vitest";
import { drivers } from "../devices/drivers.ts";
import { testDevice } from "./suite.ts";

// WebGPU's tests are started with what makes it find an adapter: see conformance.webgpu.test.ts.
for (const driver of drivers.filter(({ name }) => name !== "webgpu")) {
  const open = () => driver.open({ threads: 2 });
  const reason = await open().then(
    async (device) => void (await device.dispose()),
    (error: Error) => error.message,
  );
  if (reason === undefined) testDevice(driver.name, open);
  else describe.skip(`the device ${driver.name}`, () => test(`does not work here: ${reason}`));
}
