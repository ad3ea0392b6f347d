import { createRequire } from "node:module";

/** Version of an npm package that is installed here, without loading it; null where it is not. */
export function packageVersion(name: string): string | null {
  try {
    const { version } = createRequire(import.meta.url)(`${name}/package.json`) as { version?: unknown };
    return typeof version === "string" ? version : null;
  } catch {
    return null;
  }
}
