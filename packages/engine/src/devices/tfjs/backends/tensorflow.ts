import type * as tf from "@tensorflow/tfjs";
import type { DeviceOptions } from "../../driver.ts";
import type { EagerBackend } from "../eager-backend.ts";
import { borrowMissingKernels } from "./borrow-kernels.ts";
import { composeKernels } from "./compose-kernels.ts";
import { provideBackend } from "./provide-backend.ts";
import { repairKernels } from "./repair-kernels.ts";
import { restoreUtil } from "./restore-util.ts";
import { findAddons, type TensorflowAddon } from "./tensorflow-addons.ts";
import { tensorflowRepairs } from "./tensorflow-repairs.ts";

const backendName = "tensorflow";

interface NodeBackend extends tf.KernelBackend {
  readonly isUsingGpuDevice: boolean;
  readonly binding: { readonly TF_Version: string };
}

/** TensorFlow's own kernels, by way of the addon that tfjs has for Node.js. */
export async function openTensorflow({ threads }: DeviceOptions): Promise<EagerBackend> {
  const addons = await findAddons();
  // Read once, when the library is loaded. What it tells on standard error is of use to nobody here.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
  if (threads !== undefined) process.env.TF_NUM_INTRAOP_THREADS ??= String(threads);
  const backend = (await provideBackend(backendName, () => loadFirst(addons))) as NodeBackend;
  composeKernels(backendName);
  borrowMissingKernels(backendName);
  repairKernels(backendName, tensorflowRepairs);
  const hardware = backend.isUsingGpuDevice ? "a GPU" : "the CPU";
  return { name: backendName, description: `TensorFlow ${backend.binding.TF_Version} on ${hardware}, op by op` };
}

/** Loads the first that works, or says why none does. */
function loadFirst(addons: readonly TensorflowAddon[]): void {
  if (addons.length > 0) restoreUtil();
  const failures: string[] = [];
  for (const { place, load } of addons) {
    try {
      load();
      return;
    } catch (error) {
      failures.push(`${place}: ${(error as Error).message.trim()}`);
    }
  }
  throw new Error(failures.length > 0 ? failures.join("; ") : "no addon of TensorFlow is installed");
}
