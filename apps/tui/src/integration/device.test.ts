import { findOpenvino } from "@neftune/engine/setup";
import { afterAll, expect, test } from "vitest";
import { flags, usualSettings } from "./fixtures/neftune.ts";
import { expectRefused } from "./fixtures/refused.ts";
import { Workplace } from "./fixtures/workplace.ts";

const workplace = await Workplace.create();
afterAll(() => workplace[Symbol.asyncDispose]());

// The commands inherit it: a machine on which nothing was set up, and that has no Python.
delete process.env.NEFTUNE_OPENVINO;
process.env.NEFTUNE_HOME = workplace.at("cache");
process.env.NEFTUNE_PYTHON = "/no/python";
const elsewhere = (await findOpenvino(process.env)).found;

test("a device that is asked for and absent is refused: why, and what it needs", async () => {
  process.env.NEFTUNE_OPENVINO = "/nowhere";
  try {
    const reason = "the device openvino does not work here: OpenVINO is not in NEFTUNE_OPENVINO (/nowhere)";
    const refused = await workplace.train({ device: "openvino" });
    expectRefused(refused, /it needs: neftune setup openvino/);
    expect(refused.stderr).toContain(reason);
    expect(workplace.has("out")).toBe(false);
  } finally {
    delete process.env.NEFTUNE_OPENVINO;
  }
});

test.skipIf(elsewhere !== null)("auto takes what works, and says in one line what would be faster", async () => {
  const { status, stdout, stderr } = await workplace.command("train", ...flags({ ...usualSettings, device: "auto" }));
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.not.stringContaining("OpenVINO") });
  expect(stdout.split("\n").slice(1, 3)).toEqual([
    expect.stringMatching(/^device cpu: onnxruntime/),
    "OpenVINO would be faster: neftune setup openvino",
  ]);
});

test("setup says what it lacks, and doctor names every device", async () => {
  const setup = await workplace.command("setup", "openvino");
  expect(setup).toMatchObject({ status: 1, stdout: "" });
  expect(setup.stderr).toContain("openvino comes through Python's pip, and there is no /no/python");

  const doctor = await workplace.command("doctor", "--json");
  expect(doctor).toMatchObject({ status: 0, stderr: "" });
  const { auto, devices } = JSON.parse(doctor.stdout) as { auto: string; devices: Record<string, unknown>[] };
  const taken = devices.find(({ name }) => name === auto);
  expect(taken).toMatchObject({ works: true, gflops: { float32: expect.any(Number) } });
  for (const device of devices) expect(device.works || device.reason, String(device.name)).toBeTruthy();
});
