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
  return faults;
}
