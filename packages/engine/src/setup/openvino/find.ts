import { dirname, join } from "node:path";
import { type Environment, type Host, hostWith } from "../environment.ts";
import { findInstallation } from "../installation.ts";
import { pythonAt, pythonCommands } from "../python.ts";
import { openvinoRuntime } from "./install.ts";
import { isLibrary, libraryIn, versionOfName, versionOfPackage } from "./library.ts";
import { archiveFolders, sitePackages, systemFolders } from "./places.ts";

/** Where it was found. */
export type OpenvinoSource = "NEFTUNE_OPENVINO" | "cache" | "python" | "system";

export interface FoundOpenvino {
  /** Where its libraries and plugins are. */
  readonly folder: string;
  /** Path of the C library. */
  readonly library: string;
  /** Such as `2026.4.1`; null where nothing on the disk tells. */
  readonly version: string | null;
  readonly source: OpenvinoSource;
}

export interface OpenvinoSearch {
  readonly found: FoundOpenvino | null;
  /** Where it was looked for, in words, as far as it got. */
  readonly tried: readonly string[];
}

/**
 * Looks for OpenVINO's runtime: where NEFTUNE_OPENVINO points (a folder of its libraries, one above, or the C library) and
 * nowhere else when that is set; then in our cache, in a Python's site-packages, in the system.
 */
export async function findOpenvino(env: Environment, host: Host = hostWith(env)): Promise<OpenvinoSearch> {
  const tried: string[] = [];
  const found = await search(host, tried);
  return { found, tried };
}

async function search(host: Host, tried: string[]): Promise<FoundOpenvino | null> {
  const { env } = host;
  if (env.NEFTUNE_OPENVINO) {
    tried.push(`NEFTUNE_OPENVINO (${env.NEFTUNE_OPENVINO})`);
    return await at(env.NEFTUNE_OPENVINO, "NEFTUNE_OPENVINO");
  }
  tried.push("the cache");
  const installation = await findInstallation(openvinoRuntime.name, env);
  const cached = installation && (await inFolder(installation.folder, "cache"));
  if (cached) return { ...cached, version: installation.version };

  tried.push("Python's site-packages");
  for (const folder of await sitePackages(host)) {
    const found = await inFolder(join(folder, "openvino", "libs"), "python");
    if (found) return found;
  }
  const asked = await askPython(env);
  if (asked) return asked;

  tried.push("the system's libraries");
  for (const folder of await systemFolders(host)) {
    const found = await inFolder(folder, "system");
    if (found) return found;
  }
  return null;
}

/** The package is found, not imported: that would load all of it. */
const QUESTION = `import importlib.util as u
spec = u.find_spec("openvino")
print("\\n".join(spec.submodule_search_locations or []) if spec else "")`;

async function askPython(env: Environment): Promise<FoundOpenvino | null> {
  for (const command of pythonCommands(env)) {
    const answer = await pythonAt(command, env)(["-c", QUESTION]).catch(() => null);
    for (const folder of answer?.stdout.split(/\r?\n/) ?? []) {
      const found = folder === "" ? null : await inFolder(join(folder, "libs"), "python");
      if (found) return found;
    }
    if (answer?.code === 0) return null;
  }
  return null;
}

/** The library itself, its folder, the package, or the folder that the package is in. */
async function at(path: string, source: OpenvinoSource): Promise<FoundOpenvino | null> {
  const folders = isLibrary(path)
    ? [dirname(path)]
    : [path, join(path, "libs"), join(path, "openvino", "libs"), ...archiveFolders(path)];
  for (const folder of folders) {
    const found = await inFolder(folder, source);
    if (found) return isLibrary(path) ? { ...found, library: path } : found;
  }
  return null;
}

async function inFolder(folder: string, source: OpenvinoSource): Promise<FoundOpenvino | null> {
  const library = await libraryIn(folder);
  if (library === null) return null;
  return { folder, library, version: (await versionOfPackage(folder)) ?? versionOfName(library), source };
}
