import { createRequire } from "node:module";
import { dirname, sep } from "node:path";
import type * as Wasm from "@tensorflow/tfjs-backend-wasm";
import { sizeOf } from "../../../dtype.ts";
import type { EagerBackend } from "../eager-backend.ts";
import { borrowMissingKernels } from "./borrow-kernels.ts";
import { composeScatterAdd } from "./compose-scatter-add.ts";
import { provideBackend } from "./provide-backend.ts";
import { borrowWhere, repairKernels } from "./repair-kernels.ts";
import { withoutHandlers } from "./without-handlers.ts";

const backendName = "wasm";
const packageName = "@tensorflow/tfjs-backend-wasm";

/** Kernels that throw, or take for a float32 what is none and read or write beyond it. */
const repairs = borrowWhere({
  BatchMatMul: ({ inputs: { a, b } }) => a!.dtype !== "float32" || b!.dtype !== "float32",
  Cast: ({ attrs: { dtype } }) => dtype === "bool",
  ClipByValue: ({ inputs: { x } }) => x!.dtype !== "float32",
  OneHot: ({ attrs: { dtype } }) => dtype !== "int32",
  Prod: ({ inputs: { x } }) => sizeOf(x!.shape) === 0,
  Select: ({ inputs: { t, e } }) => t!.dtype === "bool" || t!.dtype !== e!.dtype,
});

/** tfjs's WebAssembly backend. Outside of browsers it has one thread. */
export async function openWasm(): Promise<EagerBackend> {
  const require = createRequire(import.meta.url);
  await withoutHandlers(() =>
    provideBackend(backendName, () => {
      const { setWasmPaths } = require(packageName) as typeof Wasm;
      setWasmPaths(dirname(require.resolve(packageName)) + sep);
    }),
  );
  composeScatterAdd(backendName);
  borrowMissingKernels(backendName);
  repairKernels(backendName, repairs);
  const { version_wasm } = require(packageName) as typeof Wasm;
  return { name: backendName, description: `TensorFlow.js ${version_wasm}'s wasm backend on one CPU thread, op by op` };
}
