import { createRequire } from "node:module";
import { dirname, sep } from "node:path";
import type * as Wasm from "@tensorflow/tfjs-backend-wasm";
import type { EagerBackend } from "../eager-backend.ts";
import { borrowMissingKernels } from "./borrow-kernels.ts";
import { composeKernels } from "./compose-kernels.ts";
import { provideBackend } from "./provide-backend.ts";
import { repairKernels } from "./repair-kernels.ts";
import { wasmRepairs } from "./wasm-repairs.ts";
import { withoutHandlers } from "./without-handlers.ts";

const backendName = "wasm";
const packageName = "@tensorflow/tfjs-backend-wasm";

/** tfjs's WebAssembly backend. Outside of browsers it has one thread. */
export async function openWasm(): Promise<EagerBackend> {
  const require = createRequire(import.meta.url);
  await withoutHandlers(() =>
    provideBackend(backendName, () => {
      const { setWasmPaths } = require(packageName) as typeof Wasm;
      setWasmPaths(dirname(require.resolve(packageName)) + sep);
    }),
  );
  composeKernels(backendName);
  borrowMissingKernels(backendName);
  repairKernels(backendName, wasmRepairs);
  const { version_wasm } = require(packageName) as typeof Wasm;
  return { name: backendName, description: `TensorFlow.js ${version_wasm}'s wasm backend on one CPU thread, op by op` };
}
