import { openDevice } from "@neftune/engine";
import type { Probe, Side } from "../sides.ts";

// Whether a device opens here, in a process of its own: a runtime that takes its process down is absent, and no more.
const { device: name, precision, threads } = JSON.parse(process.argv[2]!) as Side & { readonly threads: number };
let result: Probe;
try {
  await using device = await openDevice(name, { threads, precision });
  result = { works: true, description: device.description, precision: device.precision };
} catch (error) {
  // The engine's list of all that it tried: here it is one.
  const reason = (error as Error).message.replace(`no device works here: ${name}: `, "");
  result = { works: false, reason };
}
console.log(JSON.stringify(result));
