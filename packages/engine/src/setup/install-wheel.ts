import { rm } from "node:fs/promises";
import { join } from "node:path";
import { SetupError } from "../errors/setup-error.ts";
import { cacheFolder } from "./cache-folder.ts";
import { downloadWheel } from "./download-wheel.ts";
import type { Environment } from "./environment.ts";
import { lockFolder } from "./folder-lock.ts";
import { findInstallation, type Installation, placeInstallation, removeInstallation } from "./installation.ts";
import type { SetupOptions } from "./progress.ts";
import type { WheelRequest } from "./resolve-wheel.ts";
import { unpackWheel } from "./unpack-wheel.ts";

/** A runtime that is part of a Python package. */
export interface WheelRuntime extends WheelRequest {
  /** Its folder's name in the cache. */
  readonly name: string;
  /** Where a file of the wheel goes; null leaves it out. */
  readonly select: (name: string) => string | null;
  /** @throws SetupError when what was unpacked is not the runtime */
  readonly verify: (folder: string) => Promise<void>;
}

export interface InstallResult extends Installation {
  /** Whether it was there before. */
  readonly wasThere: boolean;
}

/**
 * Brings a runtime into the cache, or finds it there. Several at once wait for one another, and a setup that was broken off
 * goes on where it was.
 *
 * @throws SetupError when that cannot be done; the signal's reason when it is aborted
 */
export async function installWheel(
  runtime: WheelRuntime,
  env: Environment,
  options: SetupOptions = {},
): Promise<InstallResult> {
  const { onProgress, signal } = options;
  const before = await findInstallation(runtime.name, env);
  if (before) return { ...before, wasThere: true };
  await using _lock = await lock(runtime.name, env, options);
  const meanwhile = await findInstallation(runtime.name, env);
  if (meanwhile) return { ...meanwhile, wasThere: true };

  const wheel = await downloadWheel(runtime, { ...options, env, folder: join(cacheFolder(env), "downloads") });
  const installation = await placeInstallation(runtime.name, { env, version: wheel.version }, async (folder) => {
    const onBytes = (done: number, total: number) => onProgress?.({ phase: "unpack", file: runtime.name, done, total });
    const files = await unpackWheel(wheel.path, folder, { select: runtime.select, onBytes, signal });
    if (files === 0) throw new SetupError(`the wheel of ${runtime.requirement} holds nothing of ${runtime.name}`);
    await runtime.verify(folder);
  });
  await rm(wheel.path, { force: true });
  return { ...installation, wasThere: false };
}

/** Removes a runtime from the cache. @returns whether it was there */
export async function removeWheel(name: string, env: Environment, options: SetupOptions = {}): Promise<boolean> {
  await using _lock = await lock(name, env, options);
  return await removeInstallation(name, env);
}

function lock(name: string, env: Environment, { onProgress, signal }: SetupOptions): Promise<AsyncDisposable> {
  const path = join(cacheFolder(env), "locks", name);
  return lockFolder(path, { onWait: () => onProgress?.({ phase: "wait" }), signal });
}
