import { describe, test } from "vitest";
import { drivers } from "../devices/drivers.ts";
import { testDevice } from "./suite.ts";

for (const driver of drivers) {
  const open = () => driver.open({ threads: 2 });
  const reason = await open().then(
    async (device) => void (await device.dispose()),
    (error: Error) => error.message,
  );
  if (reason === undefined) testDevice(driver.name, open);
  else describe.skip(`the device ${driver.name}`, () => test(`does not work here: ${reason}`));
}
