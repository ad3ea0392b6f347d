import { chmod, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { packageVersion } from "../../devices/package-version.ts";
import { SetupError } from "../../errors/setup-error.ts";
import { cacheFolder } from "../cache-folder.ts";
import { downloadWheel } from "../download-wheel.ts";
import type { Environment } from "../environment.ts";
import { type InstallResult, installWheel, removeWheel } from "../install-wheel.ts";
import { findInstallation } from "../installation.ts";
import type { SetupOptions } from "../progress.ts";
import { requirePip } from "../python.ts";
import { unpackWheel } from "../unpack-wheel.ts";
import { buildAddon } from "./build-addon.ts";
import { checkAddon } from "./check-addon.ts";
import { tensorflowCpu, tensorflowGpu } from "./runtime.ts";
import { requireTools } from "./tools.ts";
import { nvidiaRequirements, placeOf, placeOfNvidia } from "./wheel-files.ts";

export interface TensorflowSetupOptions extends SetupOptions {
  /** With CUDA's libraries, for NVIDIA's GPUs: 3.4 GB to download. Default: for the CPU, 270 MB. */
  readonly gpu?: boolean;
}

/**
 * Brings a current TensorFlow into the cache as a backend of tfjs, or finds it there: the libraries of its Python package, and
 * tfjs's addon compiled against them.
 *
 * @throws SetupError when that cannot be done, for instance without Python's pip, npm or a C++ compiler
 */
export async function installTensorflow(
  env: Environment,
  { gpu = false, ...options }: TensorflowSetupOptions = {},
): Promise<InstallResult> {
  const runtime = gpu ? tensorflowGpu : tensorflowCpu;
  const there = await findInstallation(runtime.name, env);
  if (there) return { ...there, wasThere: true };
  const { signal, onProgress } = options;
  const tools = await requireTools(env, { signal });
  await requirePip(env, runtime.requirement, signal);
  const version = packageVersion("@tensorflow/tfjs");
  if (version === null) throw new SetupError("@tensorflow/tfjs is not installed");
  const { packageName } = runtime;
  const verify = async (folder: string) => {
    if (gpu) await installNvidia(folder, env, options);
    await buildAddon(folder, { ...options, tools, env, packageName, version });
    onProgress?.({ phase: "build", what: "multiplying two matrices with it" });
    await checkAddon(folder, { packageName, env, signal });
  };
  return await installWheel({ ...runtime, select: placeOf, verify }, env, options);
}

/** Removes what `installTensorflow` brought, for the CPU and for GPUs. @returns whether there was anything */
export async function removeTensorflow(env: Environment, options?: SetupOptions): Promise<boolean> {
  let wasThere = false;
  for (const { name } of [tensorflowCpu, tensorflowGpu]) wasThere = (await removeWheel(name, env, options)) || wasThere;
  return wasThere;
}

/** The versions of CUDA's libraries that this TensorFlow was built with. */
async function installNvidia(folder: string, env: Environment, options: SetupOptions): Promise<void> {
  const { pythonVersion } = tensorflowGpu;
  const { onProgress, signal } = options;
  for (const requirement of nvidiaRequirements(await readFile(join(folder, "METADATA"), "utf8"))) {
    const downloads = join(cacheFolder(env), "downloads");
    const wheel = await downloadWheel({ requirement, pythonVersion }, { ...options, env, folder: downloads });
    const onBytes = (done: number, total: number) => onProgress?.({ phase: "unpack", file: requirement, done, total });
    await unpackWheel(wheel.path, folder, { select: placeOfNvidia, onBytes, signal });
    await rm(wheel.path, { force: true });
  }
  // CUDA's compiler, which TensorFlow starts for some kernels.
  const programs = join(folder, "deps", "nvidia", "cuda_nvcc", "bin");
  for (const name of await readdir(programs).catch(() => [])) await chmod(join(programs, name), 0o755);
}
