import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { basename, delimiter, join } from "node:path";

/** What WebGPU would run on, as far as can be told without asking it. */
export interface Adapter {
  /** The graphics interface and its drivers. */
  readonly name: string;
  /** Whether the CPU imitates a GPU. */
  readonly isSoftware: boolean;
}

/** What the search looks at. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  exists(path: string): boolean;
  /** Names in a folder; none where there is no such folder. */
  list(folder: string): readonly string[];
  /** Bytes of a file as Latin-1; empty where there is none. */
  read(path: string): string;
}

/** The one that this process runs on. */
export function thisMachine(): Machine {
  return {
    platform: process.platform,
    env: process.env,
    home: homedir(),
    exists: existsSync,
    list: (folder) => (existsSync(folder) ? readdirSync(folder) : []),
    read: (path) => (existsSync(path) ? readFileSync(path, "latin1") : ""),
  };
}

const vulkanLoader = "libvulkan.so.1";
const libraryFolders = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib", "/lib64"];
const software = /swiftshader|lvp|lavapipe|llvmpipe/i;

/**
 * onnxruntime-node does not tell which adapter its WebGPU provider took. On Linux that one is Vulkan's, whose drivers and
 * devices are files; macOS has Metal and Windows Direct3D, always.
 *
 * @throws Error when there is none; the message says what is missing
 */
export function findAdapter(machine: Machine): Adapter {
  const { platform } = machine;
  if (platform === "darwin") return { name: "Metal", isSoftware: false };
  if (platform === "win32") return { name: "Direct3D 12", isSoftware: false };
  // Dawn would print a warning of its own.
  if (!hasLoader(machine)) throw new Error(`there is no Vulkan loader (${vulkanLoader}) and so no GPU for WebGPU`);
  const drivers = manifests(machine).map((path) => basename(path).replace(/^vk_|(_icd)?(\.[a-z0-9_]+)?\.json$/gi, ""));
  if (drivers.length === 0) throw new Error("there is no Vulkan driver and so no GPU for WebGPU");
  const isSoftware = drivers.every((driver) => software.test(driver)) || !hasGpu(machine);
  // A driver of hardware that is not there does nothing.
  const names = isSoftware ? drivers.filter((driver) => software.test(driver)) : drivers;
  if (names.length === 0) throw new Error("there are Vulkan drivers, but no GPU");
  return { name: `Vulkan: ${names.join(", ")}`, isSoftware };
}

function hasLoader({ env, exists, read }: Machine): boolean {
  const folders = [...(env.LD_LIBRARY_PATH ?? "").split(delimiter).filter(Boolean), ...libraryFolders];
  return (
    folders.some((folder) => exists(join(folder, vulkanLoader))) || read("/etc/ld.so.cache").includes(vulkanLoader)
  );
}

/** The drivers' manifests, where Vulkan's loader looks for them. */
function manifests({ env, home, exists, list }: Machine): string[] {
  const named = env.VK_DRIVER_FILES ?? env.VK_ICD_FILENAMES;
  if (named) return named.split(delimiter).filter(exists);
  const roots = [
    env.XDG_CONFIG_HOME ?? join(home, ".config"),
    ...(env.XDG_CONFIG_DIRS ?? "/etc/xdg").split(delimiter),
    "/etc",
    env.XDG_DATA_HOME ?? join(home, ".local/share"),
    ...(env.XDG_DATA_DIRS ?? "/usr/local/share:/usr/share").split(delimiter),
  ];
  return roots.flatMap((root) => {
    const folder = join(root, "vulkan/icd.d");
    return list(folder)
      .filter((name) => name.endsWith(".json"))
      .map((name) => join(folder, name));
  });
}

/** Device files of GPUs: the kernel's, NVIDIA's and Windows' for Linux in it. */
function hasGpu({ exists, list }: Machine): boolean {
  return list("/dev/dri").some((name) => name.startsWith("renderD")) || exists("/dev/nvidia0") || exists("/dev/dxg");
}
