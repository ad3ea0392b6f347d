import * as tf from "@tensorflow/tfjs";
import { TraceError } from "../../errors/trace-error.ts";
import type { TraceBackend } from "../trace-backend.ts";
import { activation } from "./activation.ts";
import { arithmetic } from "./arithmetic.ts";
import { blocks } from "./blocks.ts";
import { convolution } from "./convolution.ts";
import { creation } from "./creation.ts";
import { cumulative } from "./cumulative.ts";
import { image } from "./image.ts";
import { indexing } from "./indexing.ts";
import type { KernelFamily } from "./kernel.ts";
import { subject, translateCall } from "./kernel-call.ts";
import { layout } from "./layout.ts";
import { logic } from "./logic.ts";
import { matmul } from "./matmul.ts";
import { normalization } from "./normalization.ts";
import { pooling } from "./pooling.ts";
import { quantization } from "./quantization.ts";
import { reductions } from "./reduction.ts";
import { trigonometry } from "./trigonometry.ts";
import { unaryMath } from "./unary.ts";

/** All translations, by the name of the family's file. */
export const kernelFamilies: Readonly<Record<string, KernelFamily>> = {
  activation,
  arithmetic,
  blocks,
  convolution,
  creation,
  cumulative,
  image,
  indexing,
  layout,
  logic,
  matmul,
  normalization,
  pooling,
  quantization,
  reduction: reductions,
  trigonometry,
  unary: unaryMath,
};

/**
 * Makes every translation a kernel of the tracing backend. What tfjs's cpu backend has besides becomes a kernel that refuses:
 * tfjs's own message would not tell the op.
 */
export function registerKernels(backendName: string, backend: TraceBackend): void {
  const translations = new Map(Object.values(kernelFamilies).flatMap((family) => Object.entries(family)));
  for (const { kernelName } of tf.getKernelsForBackend("cpu"))
    if (!translations.has(kernelName))
      translations.set(kernelName, () => {
        throw new TraceError(
          `${subject(kernelName)} cannot be compiled yet: add it to packages/engine/src/trace/kernels`,
        );
      });
  for (const [kernelName, translate] of translations)
    tf.registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, attrs }) => {
        const result = translateCall(kernelName, translate, backend, inputs as tf.NamedTensorInfoMap, attrs ?? {});
        return Array.isArray(result) ? result.map((value) => backend.tensorInfo(value)) : backend.tensorInfo(result);
      },
    });
}
