import { deviceNames, openDevice } from "../devices/open-device.ts";
import { testDevice } from "./suite.ts";

for (const name of deviceNames.filter((name) => name !== "auto"))
  testDevice(name, () => openDevice(name, { threads: 2 }));
