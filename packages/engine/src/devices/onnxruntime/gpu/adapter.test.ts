import { describe, expect, test } from "vitest";
import { findAdapter, type Machine } from "./adapter.ts";

/** A machine that has these files and no others. */
function machine(files: readonly string[], options: Partial<Machine> = {}): Machine {
  return {
    platform: "linux",
    env: {},
    home: "/home/me",
    exists: (path) => files.includes(path),
    list: (folder) =>
      files.filter((path) => path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length + 1)),
    read: () => "",
    ...options,
  };
}

const loader = "/usr/lib/x86_64-linux-gnu/libvulkan.so.1";
const drivers = "/usr/share/vulkan/icd.d";
const gpu = "/dev/dri/renderD128";

describe("the adapter", () => {
  test.each([
    ["a driver and a GPU", [loader, `${drivers}/radeon_icd.x86_64.json`, gpu], "Vulkan: radeon", false],
    ["NVIDIA's", [loader, "/etc/vulkan/icd.d/nvidia_icd.json", "/dev/nvidia0"], "Vulkan: nvidia", false],
    ["Mesa's software only", [loader, `${drivers}/lvp_icd.x86_64.json`, gpu], "Vulkan: lvp", true],
    [
      "all of Mesa's and no GPU",
      [loader, `${drivers}/intel_icd.json`, `${drivers}/lvp_icd.x86_64.json`],
      "Vulkan: lvp",
      true,
    ],
  ])("of %s", (_label, files, name, isSoftware) => {
    expect(findAdapter(machine(files))).toEqual({ name, isSoftware });
  });

  test("is the one that the environment names", () => {
    const files = ["/swift/libvulkan.so.1", "/swift/vk_swiftshader_icd.json", `${drivers}/radeon_icd.json`, gpu];
    const env = { LD_LIBRARY_PATH: "/other:/swift", VK_ICD_FILENAMES: "/swift/vk_swiftshader_icd.json" };
    expect(findAdapter(machine(files, { env }))).toEqual({ name: "Vulkan: swiftshader", isSoftware: true });
  });

  test.each([
    ["no loader", [`${drivers}/radeon_icd.json`, gpu], /no Vulkan loader \(libvulkan\.so\.1\)/],
    ["no driver", [loader, gpu], /no Vulkan driver/],
    ["no GPU", [loader, `${drivers}/radeon_icd.json`], /Vulkan drivers, but no GPU/],
  ])("is missing where there is %s", (_label, files, message) => {
    expect(() => findAdapter(machine(files))).toThrow(message);
  });

  test("is found by the linker's list as well", () => {
    const files = [`${drivers}/radeon_icd.json`, gpu];
    const read = (path: string) => (path === "/etc/ld.so.cache" ? "\0/opt/lib/libvulkan.so.1\0" : "");
    expect(findAdapter(machine(files, { read })).isSoftware).toBe(false);
  });

  test.each([
    ["darwin", "Metal"],
    ["win32", "Direct3D 12"],
  ] as const)("of %s is always there", (platform, name) => {
    expect(findAdapter(machine([], { platform }))).toEqual({ name, isSoftware: false });
  });
});
