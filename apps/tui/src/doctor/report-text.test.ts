import type { DeviceReport } from "@neftune/engine";
import { expect, test } from "vitest";
import type { DoctorReport } from "./report.ts";
import { reportText } from "./report-text.ts";

const devices: DeviceReport[] = [
  {
    name: "openvino",
    title: "OpenVINO on processors",
    requirement: "neftune setup openvino",
    isAutomatic: true,
    version: "2026.4.1",
    works: true,
    description: "OpenVINO 2026.4.1 on 2 CPU threads, bfloat16",
    gflops: { float32: 401.23, bfloat16: 851.9 },
  },
  {
    name: "openvino:gpu",
    title: "OpenVINO on Intel's GPUs",
    requirement: "Intel's GPU driver",
    isAutomatic: false,
    version: null,
    works: false,
    reason: "Exception from core.cpp:268:\n  no such library",
  },
  {
    name: "cpu",
    title: "onnxruntime's CPU provider",
    requirement: "comes with npm",
    isAutomatic: true,
    version: "1.30.0",
    works: true,
    description: "onnxruntime on 2 CPU threads",
    gflops: { float32: 211.04 },
  },
];

const report: DoctorReport = {
  neftune: "1.2.3",
  runtime: { name: "Node.js", version: "24.21.0" },
  platform: "linux",
  arch: "x64",
  cpu: { model: "EPYC", cores: 2 },
  memory: 8.3e9,
  cacheFolder: "/cache/neftune",
  auto: "openvino",
  devices,
};

test("names the machine, and each device with its speed or what keeps it from working", () => {
  expect(reportText(report, 100)).toBe(`neftune 1.2.3 on Node.js 24.21.0, linux x64
EPYC, 2 cores, 8.30 GB of memory
runtimes that neftune setup brings: /cache/neftune

Devices, the fastest first; auto takes openvino:

  openvino      works: 401 GFLOPS, 852 in bfloat16; auto takes it
                OpenVINO 2026.4.1 on 2 CPU threads, bfloat16

  openvino:gpu  does not work: Exception from core.cpp:268: no such library
                OpenVINO on Intel's GPUs
                needs: Intel's GPU driver

  cpu           works: 211 GFLOPS; auto prefers openvino
                onnxruntime on 2 CPU threads (version 1.30.0)
`);
});

test("says that auto leaves out what works, is faster and is not automatic", () => {
  const slow = { ...devices[1]!, works: true, gflops: { float32: 3 }, description: "a software adapter" };
  const text = reportText({ ...report, auto: "cpu", devices: [slow, devices[2]!] }, 100);
  expect(text).toContain("works: 3.00 GFLOPS; auto leaves it out");
  expect(text).toContain("works: 211 GFLOPS; auto takes it");
});

test("says so where none works, and fits a narrow terminal", () => {
  const text = reportText({ ...report, auto: null, devices: [devices[1]!] }, 50);
  expect(text).toContain("none works here:");
  expect(
    Math.max(
      ...text
        .split("\n")
        .slice(5)
        .map((line) => line.length),
    ),
  ).toBeLessThanOrEqual(50);
});
