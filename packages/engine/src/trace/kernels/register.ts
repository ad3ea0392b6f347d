import * as tf from "@tensorflow/tfjs";
import { TraceError } from "../../errors/trace-error.ts";
import type { TraceBackend } from "../trace-backend.ts";
import { arithmetic } from "./arithmetic.ts";
import { creation } from "./creation.ts";
import { indexing } from "./indexing.ts";
import { cast, type KernelCall, type KernelFamily } from "./kernel.ts";
import { layout } from "./layout.ts";
import { logic } from "./logic.ts";
import { matmul } from "./matmul.ts";
import { reductions } from "./reduction.ts";
import { unaryMath } from "./unary.ts";

/** All translations, by the name of the family's file. */
export const kernelFamilies: Readonly<Record<string, KernelFamily>> = {
  arithmetic,
  creation,
  indexing,
  layout,
  logic,
  matmul,
  reduction: reductions,
  unary: unaryMath,
};

/** Makes every translation a kernel of the tracing backend. */
export function registerKernels(backendName: string, backend: TraceBackend): void {
  for (const [kernelName, translate] of Object.values(kernelFamilies).flatMap((family) => Object.entries(family)))
    tf.registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, attrs }) => {
        const result = translate(kernelCall(kernelName, backend, inputs as tf.NamedTensorInfoMap, attrs ?? {}));
        return Array.isArray(result) ? result.map((value) => backend.tensorInfo(value)) : backend.tensorInfo(result);
      },
    });
}

function kernelCall(
  kernelName: string,
  backend: TraceBackend,
  inputs: tf.NamedTensorInfoMap,
  attributes: KernelCall["attributes"],
): KernelCall {
  const call: KernelCall = {
    input: (name) => backend.value(inputs[name]!),
    number: (name) => {
      const value = call.input(name);
      return value.dtype === "bool" ? call.refuse("it is given bool, not numbers: cast before") : value;
    },
    float: (name) => cast(call.number(name), "float32"),
    refuse: (reason) => {
      throw new TraceError(`tfjs kernel ${kernelName} cannot be compiled here: ${reason}`);
    },
    get inputs() {
      return Object.values(inputs).map((tensor) => backend.value(tensor!));
    },
    attributes,
  };
  return call;
}
