import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { DeviceReport } from "@neftune/engine";
import type { DeviceDescription } from "@neftune/engine/devices";
import { decodeLine } from "../training/protocol.ts";

export interface ProbeOptions {
  /** The program that probes one device. */
  entry: URL;
  env: NodeJS.ProcessEnv;
  /** Then the device counts as one that hangs; default 60. */
  limitSeconds?: number;
}

/** What the probing process writes, a line of JSON. */
export type ProbeMessage = { type: "report"; report: DeviceReport } | { type: "auto"; device: string | null };

/** Probes one device in a process of its own, which may crash or hang. */
export async function probeApart(device: DeviceDescription, options: ProbeOptions): Promise<DeviceReport> {
  const { message, end } = await ask(device.name, options);
  if (message?.type === "report") return message.report;
  const { name, title, requirement, isAutomatic } = device;
  return { name, title, requirement, isAutomatic, version: null, works: false, reason: end };
}

/** The device that `auto` takes; null where none works. */
export async function probeAuto(options: ProbeOptions): Promise<string | null> {
  const { message } = await ask("auto", options);
  return message?.type === "auto" ? message.device : null;
}

async function ask(
  name: string,
  { entry, env, limitSeconds = 60 }: ProbeOptions,
): Promise<{ message: ProbeMessage | undefined; end: string }> {
  const child = spawn(process.execPath, [...process.execArgv, fileURLToPath(entry), name], {
    env,
    stdio: ["ignore", "pipe", "ignore"],
  });
  let message: ProbeMessage | undefined;
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill("SIGKILL");
  }, limitSeconds * 1000);
  createInterface({ input: child.stdout }).on("line", (line) => {
    message ??= decodeLine(line) as ProbeMessage | undefined;
  });
  return await new Promise((resolve) => {
    const finish = (end: string) => {
      clearTimeout(timer);
      resolve({ message, end });
    };
    child.on("error", (error) => finish(`its process did not start: ${error.message}`));
    child.on("close", (code, signal) => {
      if (isLate) finish(`it did not answer within ${limitSeconds} s`);
      else finish(`it ended its process (${signal ?? `exit status ${code}`})`);
    });
  });
}
