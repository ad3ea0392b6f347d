import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** A JavaScript runtime and how it starts a program. */
export interface Runtime {
  readonly name: "node" | "bun" | "deno";
  /** The program's path and arguments follow. */
  readonly command: readonly [string, ...string[]];
}

/** The runtimes that the code has to run on: this Node.js, and those that npm's packages `bun` and `deno` brought. */
export function findRuntimes(): { found: Runtime[]; missing: string[] } {
  const found: Runtime[] = [{ name: "node", command: [process.execPath] }];
  const missing: string[] = [];
  for (const [name, options] of [
    ["bun", []],
    ["deno", ["run", "--allow-all", "--no-remote"]],
  ] as const) {
    const binary = findBinary(name);
    if (binary === undefined) missing.push(name);
    else found.push({ name, command: [binary, ...options] });
  }
  return { found, missing };
}

/** Both packages have a wrapper that only an install script completes; the binary itself is in a dependency for the platform. */
function findBinary(name: "bun" | "deno"): string | undefined {
  const require = createRequire(import.meta.url);
  const manifest = require.resolve(`${name}/package.json`);
  const { optionalDependencies } = require(manifest) as { optionalDependencies: Record<string, string> };
  const program = process.platform === "win32" ? `${name}.exe` : name;
  return Object.keys(optionalDependencies)
    .flatMap((platform) => {
      const folder = findPackage(createRequire(manifest), platform);
      return folder === undefined ? [] : [join(folder, program), join(folder, "bin", program)];
    })
    .find((path) => existsSync(path));
}

function findPackage(require: NodeJS.Require, name: string): string | undefined {
  try {
    return dirname(require.resolve(`${name}/package.json`));
  } catch {
    // A package for another platform is not installed.
    return undefined;
  }
}
