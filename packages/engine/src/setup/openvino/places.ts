import { readdir, readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import type { Host } from "../environment.ts";

/** Folders of Python packages that need no Python to be named: the active environment's. */
export async function sitePackages({ env }: Host): Promise<string[]> {
  const roots = [env.VIRTUAL_ENV, env.CONDA_PREFIX].filter((root) => root !== undefined && root !== "") as string[];
  const folders = await Promise.all(
    roots.map(async (root) => [
      join(root, "Lib", "site-packages"),
      ...(await list(join(root, "lib")))
        .filter((name) => /^python3\.\d+$/.test(name))
        .map((name) => join(root, "lib", name, "site-packages")),
    ]),
  );
  return folders.flat();
}

/** Folders in which a system-wide OpenVINO may lie, the more particular first. */
export async function systemFolders({ env, platform }: Host): Promise<string[]> {
  if (platform === "win32") {
    const roots = [env.INTEL_OPENVINO_DIR, ...(await intelRoots(join(env["ProgramFiles(x86)"] ?? "", "Intel")))];
    return [...archives(roots), ...paths(env.PATH)];
  }
  const roots = [env.INTEL_OPENVINO_DIR, ...(await intelRoots("/opt/intel"))];
  if (platform === "darwin")
    return [...archives(roots), ...paths(env.DYLD_LIBRARY_PATH), "/opt/homebrew/lib", "/usr/local/lib"];
  const multiarch = process.arch === "arm64" ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
  return [
    ...archives(roots),
    ...paths(env.LD_LIBRARY_PATH),
    "/usr/local/lib",
    "/usr/local/lib64",
    `/usr/lib/${multiarch}`,
    "/usr/lib64",
    "/usr/lib",
    ...(await loaderFolders("/etc/ld.so.conf.d")),
  ];
}

/** Intel's archives and packages, the newest first. */
async function intelRoots(folder: string): Promise<string[]> {
  const names = (await list(folder)).filter((name) => name.startsWith("openvino"));
  return names.sort((a, b) => b.localeCompare(a, "en", { numeric: true })).map((name) => join(folder, name));
}

/** Where the libraries are in one of Intel's archives. */
export function archiveFolders(root: string): string[] {
  const inside = ["lib/intel64", "lib/aarch64", "lib/arm64/Release", "bin/intel64/Release"];
  return inside.map((folder) => join(root, "runtime", folder));
}

function archives(roots: readonly (string | undefined)[]): string[] {
  return roots.flatMap((root) => (root ? archiveFolders(root) : []));
}

function paths(list: string | undefined): string[] {
  return (list ?? "").split(delimiter).filter((path) => path !== "");
}

/** What the loader's configuration names. */
async function loaderFolders(folder: string): Promise<string[]> {
  const files = (await list(folder)).filter((name) => name.endsWith(".conf"));
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), "utf8").catch(() => "")));
  return texts.flatMap((text) => text.split("\n").map((line) => line.trim())).filter((line) => line.startsWith("/"));
}

async function list(folder: string): Promise<string[]> {
  return await readdir(folder).catch(() => []);
}
