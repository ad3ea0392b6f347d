import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { DeviceError } from "../../../errors/device-error.ts";
import { openDevice } from "../../open-device.ts";
import { findCudaProvider } from "./find-provider.ts";

describe("onnxruntime's CUDA provider", () => {
  test("is found where onnxruntime-node's install script puts it", async () => {
    const root = await mkdtemp(join(tmpdir(), "neftune-cuda-"));
    try {
      const folder = join(root, "bin", "napi-v6", "linux", "x64");
      await mkdir(folder, { recursive: true });
      expect(() => findCudaProvider("linux", "x64", root)).toThrow(
        /ONNXRUNTIME_NODE_INSTALL=cuda12 node .*install\.js/,
      );
      const library = join(folder, "libonnxruntime_providers_cuda.so");
      await writeFile(library, "");
      expect(findCudaProvider("linux", "x64", root)).toBe(library);
    } finally {
      await rm(root, { recursive: true });
    }
  });

  test.each([
    ["darwin", "arm64"],
    ["linux", "arm64"],
    ["win32", "x64"],
  ])("does not exist for %s on %s", (platform, architecture) => {
    expect(() => findCudaProvider(platform, architecture)).toThrow("for Linux on x64 only");
  });

  test("asked for in vain, is an error that tells why", async () => {
    const opened = openDevice("cuda").then((device) => device.dispose());
    const reason = await opened.catch((error: Error) => error);
    if (!reason) return;
    expect(reason).toBeInstanceOf(DeviceError);
    expect(reason.message).toMatch(/^the device cuda does not work here: onnxruntime.*CUDA provider/);
  });
});
