import { createRequire } from "node:module";
import { join } from "node:path";

/**
 * Files that load a package which the user may have installed: beside this one, and in the project of the working directory.
 * CommonJS's way, as tfjs's packages have to meet the one copy of tfjs that Node.js gives to `require` and `import` alike.
 */
export function packagePaths(name: string): string[] {
  const found = new Set<string>();
  for (const from of [import.meta.url, join(process.cwd(), "package.json")]) {
    try {
      found.add(createRequire(from).resolve(name));
    } catch {
      // Not installed there.
    }
  }
  return [...found];
}

/** Loads a module by the path of its file, at once. */
export const loadModule: (path: string) => unknown = createRequire(import.meta.url);
