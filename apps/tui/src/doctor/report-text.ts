import type { DeviceReport } from "@neftune/engine";
import { formatMemory, formatShort } from "../format/numbers.ts";
import { wrapText } from "../format/wrap-text.ts";
import type { DoctorReport } from "./report.ts";

/** The report to read: the machine, then a paragraph a device. */
export function reportText(report: DoctorReport, columns: number): string {
  const { neftune, runtime, platform, arch, cpu, memory, cacheFolder, auto, devices } = report;
  const indent = Math.max(...devices.map(({ name }) => name.length)) + 4;
  const width = Math.max(30, Math.min(columns, 100) - indent);
  const taken = auto === null ? "none works here" : `auto takes ${auto}`;
  return [
    `neftune ${neftune} on ${runtime.name} ${runtime.version}, ${platform} ${arch}`,
    `${cpu.model}, ${cpu.cores} core${cpu.cores === 1 ? "" : "s"}, ${formatMemory(memory / 1e6)} of memory`,
    `runtimes that neftune setup brings: ${cacheFolder}`,
    "",
    `Devices, the fastest first; ${taken}:`,
    ...devices.flatMap((device, index) => ["", ...deviceLines(device, index)]),
    "",
  ].join("\n");

  function deviceLines(device: DeviceReport, index: number): string[] {
    const lines = paragraphs(device, autoNote(report, index)).flatMap((text) => wrapText(text, width));
    return lines.map((line, row) => (row === 0 ? `  ${device.name}` : "").padEnd(indent) + line);
  }
}

function paragraphs(device: DeviceReport, note: string | null): string[] {
  const version = device.version === null ? "" : ` (version ${device.version})`;
  if (device.works) {
    const speed = `works: ${speedText(device.gflops)}${note === null ? "" : `; ${note}`}`;
    const { description = device.title } = device;
    return [speed, description.includes(device.version ?? "") ? description : `${description}${version}`];
  }
  return [`does not work: ${oneLine(device.reason)}`, `${device.title}${version}`, `needs: ${device.requirement}`];
}

function speedText(gflops: DeviceReport["gflops"]): string {
  if (!gflops) return "not measured";
  const half = gflops.bfloat16 === undefined ? "" : `, ${formatShort(gflops.bfloat16)} in bfloat16`;
  return `${formatShort(gflops.float32)} GFLOPS${half}`;
}

/** Why `auto` takes this one, or does not although it works. */
function autoNote({ auto, devices }: DoctorReport, index: number): string | null {
  const { name, isAutomatic } = devices[index]!;
  if (auto === null) return null;
  if (name === auto) return "auto takes it";
  if (!isAutomatic || index < devices.findIndex((other) => other.name === auto)) return "auto leaves it out";
  return `auto prefers ${auto}`;
}

function oneLine(text = "nobody says why"): string {
  return text.replace(/\s+/g, " ").trim();
}
