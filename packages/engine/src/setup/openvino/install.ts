import { SetupError } from "../../errors/setup-error.ts";
import type { Environment } from "../environment.ts";
import { type InstallResult, installWheel, removeWheel, type WheelRuntime } from "../install-wheel.ts";
import type { SetupOptions } from "../progress.ts";
import { libraryIn } from "./library.ts";

/** Readers of other frameworks' models, and TBB's file for its compilers: nothing of ours asks for them. */
const UNUSED = /_(?:gguf|jax|paddle|pytorch|tensorflow|tensorflow_lite)_frontend|\.pc$/;

/** OpenVINO's libraries out of its Python package. */
export const openvinoRuntime: WheelRuntime = {
  name: "openvino",
  requirement: "openvino",
  // The C library is the same in the wheels of all Pythons.
  pythonVersion: "3.12",
  select: (name) => {
    const file = /^openvino\/libs\/([^/]+)$/.exec(name)?.[1];
    return file === undefined || UNUSED.test(file) ? null : file;
  },
  verify: async (folder) => {
    if ((await libraryIn(folder)) === null) throw new SetupError("openvino's wheel holds no C library");
  },
};

/**
 * Brings OpenVINO's runtime (60 MB, 150 unpacked) into the cache, or finds it there.
 *
 * @throws SetupError when that cannot be done, for instance without Python's pip
 */
export function installOpenvino(env: Environment, options?: SetupOptions): Promise<InstallResult> {
  return installWheel(openvinoRuntime, env, options);
}

/** Removes what `installOpenvino` brought. @returns whether there was anything */
export function removeOpenvino(env: Environment, options?: SetupOptions): Promise<boolean> {
  return removeWheel(openvinoRuntime.name, env, options);
}
