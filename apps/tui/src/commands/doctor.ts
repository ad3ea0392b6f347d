import { readFile } from "node:fs/promises";
import { availableParallelism, cpus } from "node:os";
import { type DeviceDescription, describeDevices } from "@neftune/engine/devices";
import { cacheFolder } from "@neftune/engine/setup";
import { probeApart, probeAuto } from "../doctor/probe.ts";
import type { DoctorReport } from "../doctor/report.ts";
import { reportText } from "../doctor/report-text.ts";
import { RequestError } from "../errors/request-error.ts";
import { parseArguments } from "../options/parse-arguments.ts";
import { memoryLimit } from "../run/check-memory.ts";
import { ExitStatus } from "../training/protocol.ts";
import { trainingEnvironment } from "../training/training-environment.ts";
import type { Command, CommandContext } from "./command.ts";

export const doctorCommand: Command = {
  name: "doctor",
  usage: ["neftune doctor [--json]"],
  summary: "What computes here, how fast, and what keeps the rest from working",
  run: doctor,
};

async function doctor(args: readonly string[], context: CommandContext): Promise<number> {
  const { words, flags, help } = parseArguments(args, {});
  if (help) {
    context.stdout.write(doctorHelp);
    return ExitStatus.done;
  }
  if (words.length > 0) throw new RequestError(`doctor takes no word, and ${words[0]} is one`);
  const report = await examine(context);
  const text = "log_format" in flags ? `${JSON.stringify(report)}\n` : reportText(report, context.stdout.columns ?? 80);
  context.stdout.write(text);
  return report.auto === null ? ExitStatus.failed : ExitStatus.done;
}

async function examine({ env, stderr, packageFile, probeProcess }: CommandContext): Promise<DoctorReport> {
  const options = { entry: probeProcess, env: trainingEnvironment(env) };
  const { version } = JSON.parse(await readFile(packageFile, "utf8")) as { version: string };
  const devices: DoctorReport["devices"] = [];
  // One after the other: two at once would measure half a machine.
  for (const device of describeDevices()) {
    const clear = showTrying(stderr, device);
    devices.push(await probeApart(device, options));
    clear();
  }
  return {
    neftune: version,
    runtime: runtimeOf(process.versions),
    platform: process.platform,
    arch: process.arch,
    cpu: { model: cpus()[0]?.model.trim() ?? "unknown processor", cores: availableParallelism() },
    memory: memoryLimit(),
    cacheFolder: cacheFolder(env),
    auto: await probeAuto(options),
    devices,
  };
}

function showTrying(stderr: CommandContext["stderr"], { name }: DeviceDescription): () => void {
  if (!stderr.isTTY) return () => {};
  stderr.write(`trying ${name} …`);
  return () => stderr.write("\r\u001b[2K");
}

function runtimeOf({ bun, deno, node }: Readonly<Record<string, string | undefined>>): DoctorReport["runtime"] {
  if (bun !== undefined) return { name: "Bun", version: bun };
  if (deno !== undefined) return { name: "Deno", version: deno };
  return { name: "Node.js", version: node ?? "" };
}

const doctorHelp = `Tries every device in a process of its own, and measures those that work: a chain of
matrix products, a second or so each.

  neftune doctor

  --json   one JSON object
  --help   this page

The exit status is 0 where a device works, 1 where none does.
`;
