import { expect, test } from "vitest";
import { faultsOfPacked } from "./check-packed.ts";

const json = { name: "a", version: "0.1.0", description: "A.", license: "MIT", keywords: ["a"], engines: {} };

function packed(paths: readonly string[], text = JSON.stringify(json)) {
  const bytes = new TextEncoder().encode(text);
  return { json, tarball: "a.tgz", files: new Map(["package.json", ...paths].map((path) => [path, bytes])) };
}

test("a package with its README, its licence and what is built has no faults", () => {
  expect(faultsOfPacked(packed(["README.md", "LICENSE", "dist/index.js", "dist/index.d.ts"]))).toEqual([]);
});

test("tests, sources and what only the workspace understands must not be published", () => {
  const faults = faultsOfPacked(
    packed(
      ["LICENSE", "dist/noise.test.js", "src/index.ts"],
      '{ "exports": { "@neftune/source": "./src/index.ts" }, "dependencies": { "b": "workspace:*" } }',
    ),
  );
  expect(faults).toEqual([
    "README.md is missing",
    "dist/noise.test.js is for development only",
    "src/index.ts is for development only",
    "package.json still says @neftune/source",
    "package.json still says workspace:",
  ]);
});

test("what is imported has to be a dependency", () => {
  const { files } = packed(["README.md", "LICENSE"]);
  const code = [
    'import * as tf from "@tensorflow/tfjs";',
    'import { join } from "node:path";',
    'import { other } from "./other.js";',
    'const { parse } = await import("yaml");',
    'const text = "import a from \\"b\\"";',
    'export declare const output = "$output";',
    'import "./side-effect.js";',
  ].join("\n");
  files.set("dist/index.js", new TextEncoder().encode(code));
  const withTfjs = { ...json, peerDependencies: { "@tensorflow/tfjs": "^4.0.0" } };
  expect(faultsOfPacked({ json, tarball: "a.tgz", files })).toEqual([
    "@tensorflow/tfjs is imported and no dependency",
    "yaml is imported and no dependency",
  ]);
  expect(faultsOfPacked({ json: withTfjs, tarball: "a.tgz", files })).toEqual(["yaml is imported and no dependency"]);
});
