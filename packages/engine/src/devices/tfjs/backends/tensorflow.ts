import type * as tf from "@tensorflow/tfjs";
import { sizeOf } from "../../../dtype.ts";
import type { DeviceOptions } from "../../driver.ts";
import type { EagerBackend } from "../eager-backend.ts";
import { borrowMissingKernels } from "./borrow-kernels.ts";
import { composeScatterAdd } from "./compose-scatter-add.ts";
import { provideBackend } from "./provide-backend.ts";
import { borrowWhere, type KernelCall, repairKernels } from "./repair-kernels.ts";
import { restoreUtil } from "./restore-util.ts";
import { findAddons, type TensorflowAddon } from "./tensorflow-addons.ts";

const backendName = "tensorflow";

const ofBools = ({ inputs: { a, x } }: KernelCall) => (a ?? x)!.dtype === "bool";

/** What TensorFlow has no kernel for, or tfjs hands to it wrongly. */
const repairs = borrowWhere({
  GatherV2: ({ attrs: { axis } }) => (axis as number) < 0,
  Greater: ofBools,
  GreaterEqual: ofBools,
  Less: ofBools,
  LessEqual: ofBools,
  Max: ofBools,
  Mean: ({ inputs: { x } }) => sizeOf(x!.shape) === 0,
  Min: ofBools,
  Select: ({ inputs: { t, e } }) => t!.dtype !== e!.dtype,
  Step: ({ inputs: { x } }) => x!.dtype !== "float32",
});

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
  composeScatterAdd(backendName);
  borrowMissingKernels(backendName);
  repairKernels(backendName, repairs);
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
