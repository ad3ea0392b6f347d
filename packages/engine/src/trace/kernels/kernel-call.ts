import * as tf from "@tensorflow/tfjs";
import { TraceError } from "../../errors/trace-error.ts";
import type { Value } from "../../graph/graph.ts";
import type { TraceBackend } from "../trace-backend.ts";
import { cast, fromSource, functionView, type KernelCall, type KernelTranslation } from "./kernel.ts";

type Inputs = Readonly<Record<string, tf.TensorInfo | null | undefined>>;

/**
 * Translates one call of a kernel.
 *
 * @throws TraceError that names the op, the kernel and, where tfjs itself found something wrong, the inputs' shapes.
 */
export function translateCall(
  kernelName: string,
  translate: KernelTranslation,
  backend: TraceBackend,
  inputs: Inputs,
  attributes: KernelCall["attributes"],
): Value | Value[] {
  try {
    return fromSource(sourceOf(kernelName), () => translate(kernelCall(kernelName, backend, inputs, attributes)));
  } catch (error) {
    if (TraceError.isInstance(error)) throw error;
    const shapes = Object.entries(inputs).map(([name, tensor]) => `${name} [${tensor?.shape ?? ""}]`);
    const reason = error instanceof Error ? error.message : String(error);
    throw new TraceError(
      `${subject(kernelName)} cannot be compiled here: ${reason} Its inputs are ${shapes.join(", ")}`,
      { cause: error },
    );
  }
}

/** The kernel by name, and the op that calls it where tfjs knows. */
export function subject(kernelName: string): string {
  const { activeScope } = tf.engine().state as unknown as { activeScope?: { name: string } };
  const op = /^(\w+)__op$/.exec(activeScope?.name ?? "")?.[1];
  return `${op ? `tf.${op}: ` : ""}tfjs kernel ${kernelName}`;
}

/**
 * The kernel behind the names of tfjs's ops that led to it, as `softmaxCrossEntropy/logSumExp/Exp`; `gradients` before those
 * of a backward pass.
 */
function sourceOf(kernelName: string): string {
  // tfjs keeps its scopes to itself; the name of an op's scope ends in __op.
  const { state } = tf.engine() as unknown as { state: { scopeStack: readonly { name: string }[] } };
  const scopes = state.scopeStack.map(({ name }) => name);
  const ops = scopes.flatMap((name) => (name.endsWith("__op") ? [name.slice(0, -"__op".length)] : []));
  const isBackward = scopes.lastIndexOf("gradients") > scopes.lastIndexOf("forward");
  return [...(isBackward ? ["gradients"] : []), ...ops, kernelName].join("/");
}

function kernelCall(
  kernelName: string,
  backend: TraceBackend,
  inputs: Inputs,
  attributes: KernelCall["attributes"],
): KernelCall {
  const call: KernelCall = {
    input: (name) => functionView(backend.value(inputs[name]!)),
    bytes: (name) => backend.value(inputs[name]!),
    number: (name) => {
      const value = call.input(name);
      return value.dtype === "bool" ? call.refuse("it is given bool, not numbers: cast before") : value;
    },
    float: (name) => cast(call.number(name), "float32"),
    optional: (name) => (inputs[name] ? call.input(name) : null),
    refuse: (reason) => {
      throw new TraceError(`${subject(kernelName)} cannot be compiled here: ${reason}`);
    },
    get inputs() {
      return Object.values(inputs).map((tensor) => functionView(backend.value(tensor!)));
    },
    attributes,
  };
  return call;
}
