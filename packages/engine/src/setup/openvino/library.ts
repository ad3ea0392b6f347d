import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** `libopenvino_c.so.2641` in wheels, `libopenvino_c.so.2026.4.1` in packages, and what other systems call it. */
const LIBRARY = /^(?:libopenvino_c\.so(?:\.[\d.]+)?|libopenvino_c(?:\.[\d.]+)?\.dylib|openvino_c\.dll)$/;

/** OpenVINO's C library in a folder; null where there is none. */
export async function libraryIn(folder: string): Promise<string | null> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => LIBRARY.test(name));
  // The longest has the version in it.
  names.sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  return names[0] === undefined ? null : join(folder, names[0]);
}

export function isLibrary(path: string): boolean {
  return LIBRARY.test(basename(path));
}

/** As far as the name tells: `.so.2641` is 2026.4.1, and `.so.2026.4.1` as well. */
export function versionOfName(library: string): string | null {
  const name = basename(library);
  const long = /\.(20\d\d\.\d+\.\d+)/.exec(name);
  if (long) return long[1]!;
  const short = /\.(\d\d)(\d)(\d)(?:\.dylib)?$/.exec(name);
  return short ? `20${short[1]}.${short[2]}.${short[3]}` : null;
}

/** The version that a Python package's folder of metadata beside it is named after. */
export async function versionOfPackage(libs: string): Promise<string | null> {
  const sitePackages = dirname(dirname(libs));
  const names = await readdir(sitePackages).catch(() => []);
  const match = names.map((name) => /^openvino-(.+)\.dist-info$/.exec(name)).find((found) => found !== null);
  return match?.[1] ?? null;
}
