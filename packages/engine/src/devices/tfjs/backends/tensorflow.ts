import type * as tf from "@tensorflow/tfjs";
import { sizeOf } from "../../../dtype.ts";
import type { DeviceOptions } from "../../driver.ts";
import type { EagerBackend } from "../eager-backend.ts";
import { borrowMissingKernels } from "./borrow-kernels.ts";
import { composeScatterAdd } from "./compose-scatter-add.ts";
import { loadModule, packagePaths } from "./package-paths.ts";
import { provideBackend } from "./provide-backend.ts";
import { borrowWhere, type KernelCall, repairKernels } from "./repair-kernels.ts";
import { restoreUtil } from "./restore-util.ts";

const backendName = "tensorflow";
const packageNames = ["@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-node"];

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
  // Read once, when the library is loaded. What it tells on standard error is of use to nobody here.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
  if (threads !== undefined) process.env.TF_NUM_INTRAOP_THREADS ??= String(threads);
  const backend = (await provideBackend(backendName, loadFirst)) as NodeBackend;
  composeScatterAdd(backendName);
  borrowMissingKernels(backendName);
  repairKernels(backendName, repairs);
  const hardware = backend.isUsingGpuDevice ? "a GPU" : "the CPU";
  return { name: backendName, description: `TensorFlow ${backend.binding.TF_Version} on ${hardware}, op by op` };
}

/** Loads the first of the packages that works, or says why none does. */
function loadFirst(): void {
  restoreUtil();
  const failures: string[] = [];
  for (const path of packageNames.flatMap(packagePaths)) {
    try {
      loadModule(path);
      return;
    } catch (error) {
      failures.push(`${path}: ${(error as Error).message.trim()}`);
    }
  }
  throw new Error(
    failures.length > 0
      ? failures.join("; ")
      : `neither ${packageNames.join(" nor ")} is installed; \`neftune setup tensorflow\` brings one`,
  );
}
