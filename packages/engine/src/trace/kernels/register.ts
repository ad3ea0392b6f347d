import * as tf from "@tensorflow/tfjs";
import type { TraceBackend } from "../trace-backend.ts";
import { arithmetic } from "./arithmetic.ts";
import { creation } from "./creation.ts";
import { indexing } from "./indexing.ts";
import type { KernelFamily } from "./kernel.ts";
import { layout } from "./layout.ts";
import { matmul } from "./matmul.ts";
import { reductions } from "./reduction.ts";
import { unaryMath } from "./unary.ts";

const families: readonly KernelFamily[] = [arithmetic, unaryMath, reductions, matmul, indexing, layout, creation];

/** Makes every translation a kernel of the tracing backend. */
export function registerKernels(backendName: string, backend: TraceBackend): void {
  for (const [kernelName, translate] of families.flatMap((family) => Object.entries(family))) {
    tf.registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, attrs }) => {
        const result = translate({
          input: (name) => backend.value(inputs[name]!),
          get inputs() {
            return Object.values(inputs).map((tensor) => backend.value(tensor as tf.TensorInfo));
          },
          attributes: attrs ?? {},
        });
        return Array.isArray(result) ? result.map((value) => backend.tensorInfo(value)) : backend.tensorInfo(result);
      },
    });
  }
}
