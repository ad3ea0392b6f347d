import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Folders where Chromium brings SwiftShader, a GPU that the CPU imitates, and Vulkan's loader. */
const chromiumFolders = ["/usr/lib/chromium", "/usr/lib/chromium-browser", "/opt/google/chrome", "/usr/lib64/chromium"];
const driverFolders = ["/usr/share/vulkan/icd.d", "/etc/vulkan/icd.d"];

/**
 * What a process has to be started with so that WebGPU finds an adapter: nothing where a Vulkan driver is installed or named, else
 * Chromium's software one. Empty also where there is neither.
 */
export function webgpuEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  if (env.VK_DRIVER_FILES || env.VK_ICD_FILENAMES || driverFolders.some(hasFiles)) return {};
  const folder = chromiumFolders.find((path) => existsSync(join(path, "vk_swiftshader_icd.json")));
  if (!folder) return {};
  return {
    VK_ICD_FILENAMES: join(folder, "vk_swiftshader_icd.json"),
    LD_LIBRARY_PATH: [folder, env.LD_LIBRARY_PATH].filter(Boolean).join(":"),
  };
}

function hasFiles(folder: string): boolean {
  return existsSync(folder) && readdirSync(folder).length > 0;
}
