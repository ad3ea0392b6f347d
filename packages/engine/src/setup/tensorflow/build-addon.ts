import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { SetupError } from "../../errors/setup-error.ts";
import type { Environment } from "../environment.ts";
import type { SetupOptions } from "../progress.ts";
import { runProcess } from "../run-process.ts";
import { HOST_TFJS_SOURCE } from "./host-tfjs.ts";
import type { BuildTools } from "./tools.ts";

/** The headers of Node-API, which every runtime's addons are compiled against. */
const NODE_API_HEADERS = "1.9.0";
const NODE_API_VERSION = "8";

export interface AddonOptions extends SetupOptions {
  readonly tools: BuildTools;
  readonly env: Environment;
  readonly packageName: string;
  /** Of tfjs and with it of the package. */
  readonly version: string;
}

/**
 * Installs tfjs's addon package into a folder that has TensorFlow's libraries in deps/lib and its headers in deps/include,
 * without its own install script, which would download an old TensorFlow, and compiles its binding against these.
 */
export async function buildAddon(folder: string, options: AddonOptions): Promise<void> {
  const { packageName, version, tools, onProgress } = options;
  onProgress?.({ phase: "build", what: `installing ${packageName} ${version} by npm` });
  await writePackage(folder, options);
  await run(tools.npm, ["install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund"], options);
  onProgress?.({ phase: "build", what: `compiling its binding with ${tools.compiler}` });
  await compile(folder, options);
  await rm(join(folder, "deps", "include"), { recursive: true });
}

async function writePackage(folder: string, { packageName, version }: AddonOptions): Promise<void> {
  const dependencies: Record<string, string> = { [packageName]: version, "node-api-headers": NODE_API_HEADERS };
  for (const name of ["@tensorflow/tfjs", "@tensorflow/tfjs-core"]) {
    const place = name.slice("@tensorflow/".length);
    dependencies[name] = `file:${place}`;
    await mkdir(join(folder, place));
    await writeJson(join(folder, place, "package.json"), { name, version, main: "index.cjs" });
    await writeFile(join(folder, place, "index.cjs"), HOST_TFJS_SOURCE);
  }
  const overrides = { "@tensorflow/tfjs": "$@tensorflow/tfjs", "@tensorflow/tfjs-core": "$@tensorflow/tfjs-core" };
  await writeJson(join(folder, "package.json"), { private: true, dependencies, overrides });
}

async function compile(folder: string, options: AddonOptions): Promise<void> {
  const modules = join(folder, "node_modules");
  const addon = join(modules, options.packageName);
  // Where @mapbox/node-pre-gyp looks for it.
  const binding = join(addon, "lib", `napi-v${NODE_API_VERSION}`, "tfjs_binding.node");
  await mkdir(dirname(binding), { recursive: true });
  const sources = (await readdir(join(addon, "binding"))).filter((name) => name.endsWith(".cc"));
  const libraries = join(folder, "deps", "lib");
  await run(
    options.tools.compiler,
    [
      ...["-std=c++17", "-O2", "-shared", "-fPIC", `-DNAPI_VERSION=${NODE_API_VERSION}`, "-o", binding],
      ...sources.map((name) => join(addon, "binding", name)),
      `-I${join(modules, "node-api-headers", "include")}`,
      `-I${join(folder, "deps", "include")}`,
      `-L${libraries}`,
      "-l:libtensorflow_cc.so.2",
      "-l:libtensorflow_framework.so.2",
      // Relative, as the folder is moved into its place when all is done.
      `-Wl,-rpath,$ORIGIN/${relative(dirname(binding), libraries)}`,
    ],
    options,
  );
}

async function run(command: string, args: readonly string[], { env, signal }: AddonOptions): Promise<void> {
  const result = await runProcess(command, args, { env, signal });
  if (result?.code === 0) return;
  const lines = (result?.stderr ?? "").split("\n").filter((line) => /error/i.test(line));
  throw new SetupError(`${command} failed: ${lines.slice(0, 5).join("\n") || "it says nothing"}`);
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
}
