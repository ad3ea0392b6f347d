import { openDevice } from "@neftune/engine";
import { afterAll, describe, expect, test } from "vitest";
import { logs, losses, Workplace } from "./fixtures/workplace.ts";

const workplace = await Workplace.create();
afterAll(() => workplace[Symbol.asyncDispose]());

const whyNot = (name: string) =>
  openDevice(name).then(
    async (device) => void (await device.dispose()),
    (error: Error) => error.message,
  );
const [noWebgpu, noCuda] = [await whyNot("webgpu"), await whyNot("cuda")];

test.skipIf(noWebgpu)(`on webgpu the losses are those of cpu${noWebgpu ? ` (skipped: ${noWebgpu})` : ""}`, async () => {
  const settings = { eval_file: "test.json", eval_strategy: "steps", eval_steps: 4, neftune_noise_alpha: 5 };
  const cpu = await workplace.train({ ...settings, device: "cpu", output_dir: "cpu" });
  const gpu = await workplace.train({ ...settings, device: "webgpu", output_dir: "gpu" });
  expect(gpu.status, gpu.stderr).toBe(0);
  expect(gpu.events[0]).toMatchObject({ event: "start", device: "webgpu" });
  expect(logs(gpu.events)).toHaveLength(4);
  const expected = losses(cpu.events);
  for (const [index, loss] of losses(gpu.events).entries())
    expect(Math.abs(loss - expected[index]!)).toBeLessThan(1e-4);
  expect(workplace.bytes("gpu", "model.safetensors").length).toBe(workplace.bytes("cpu", "model.safetensors").length);
});

describe("a device that is not there is a mistake of the request: one line, status 2", () => {
  test.skipIf(process.platform !== "linux")("webgpu", async () => {
    const { VK_DRIVER_FILES: before } = process.env;
    process.env.VK_DRIVER_FILES = "/nowhere.json";
    try {
      const { status, stdout, stderr } = await workplace.train({ device: "webgpu", output_dir: "none" });
      expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
      expect(stderr).toMatch(/^neftune: the device webgpu does not work here: there is no Vulkan (loader|driver).*\n$/);
      expect(workplace.has("none")).toBe(false);
    } finally {
      if (before === undefined) delete process.env.VK_DRIVER_FILES;
      else process.env.VK_DRIVER_FILES = before;
    }
  });

  test.skipIf(!noCuda)("cuda", async () => {
    const { status, stdout, stderr } = await workplace.train({ device: "cuda", output_dir: "none" });
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^neftune: the device cuda does not work here: onnxruntime.*CUDA provider.*\n$/);
  });
});
