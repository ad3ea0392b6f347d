import { openDevice, probeDevice } from "@neftune/engine";
import type { ProbeMessage } from "./doctor/probe.ts";
import { encodeLine } from "./training/protocol.ts";

// Standard output carries the report: what libraries print belongs on standard error.
console.log = console.info = console.debug = console.error;

const message = await probe(process.argv[2] ?? "auto");
process.stdout.write(encodeLine(message), () => process.exit(0));

async function probe(name: string): Promise<ProbeMessage> {
  if (name !== "auto") return { type: "report", report: await probeDevice(name) };
  try {
    await using device = await openDevice("auto");
    return { type: "auto", device: device.name };
  } catch {
    return { type: "auto", device: null };
  }
}
