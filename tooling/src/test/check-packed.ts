import { isBuiltin } from "node:module";
import { type PackedPackage, textOf } from "./pack-packages.ts";

/** Files that belong to development: tests, and what only they use. */
const developmentFile = /\.test\.|(^|\/)(fixtures|src|node_modules)\/|tsconfig|tsdown|\.turbo/;

/** What is wrong with what a package publishes, beyond its exports; a line for each fault. */
export function faultsOfPacked({ json, files }: PackedPackage): string[] {
  const text = textOf(files, "package.json");
  const faults: string[] = [];
  for (const name of ["README.md", "LICENSE"]) if (!files.has(name)) faults.push(`${name} is missing`);
  for (const field of ["description", "license", "keywords", "engines"])
    if (json[field] === undefined) faults.push(`package.json has no "${field}"`);
  for (const path of files.keys()) if (developmentFile.test(path)) faults.push(`${path} is for development only`);
  for (const word of ["@neftune/source", "workspace:", "catalog:"])
    if (text.includes(word)) faults.push(`package.json still says ${word}`);
  const declared = Object.keys({ ...objectOf(json.dependencies), ...objectOf(json.peerDependencies) });
  for (const name of importedPackages(files))
    if (!declared.includes(name)) faults.push(`${name} is imported and no dependency`);
  return faults;
}

/** Names of the packages that what is built imports, for running it or for its types. */
function importedPackages(files: PackedPackage["files"]): Set<string> {
  const code = [...files.keys()].filter((path) => /\.js$|\.d\.ts$/.test(path)).map((path) => textOf(files, path));
  const imports = /^(?:import|export)\b(?:[^"\n]*\bfrom)?\s*"([^"\n]+)";?$|\bimport\("([^"\n]+)"\)/gm;
  const specifiers = code.flatMap((text) => [...text.matchAll(imports)].map((match) => match[1] ?? match[2] ?? ""));
  const bare = specifiers.filter((specifier) => !specifier.startsWith(".") && !isBuiltin(specifier));
  return new Set(bare.map((specifier) => specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/")));
}

function objectOf(field: unknown): Record<string, unknown> {
  return (field ?? {}) as Record<string, unknown>;
}
