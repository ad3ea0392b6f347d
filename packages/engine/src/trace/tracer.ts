import * as tf from "@tensorflow/tfjs";
import { type InputSpec, normalizeSpec, type TensorSpec } from "../device.ts";
import { TraceError } from "../errors/trace-error.ts";
import { type Graph, leaf, reachableNodes, type Value } from "../graph/graph.ts";
import { optimize } from "../graph/passes/optimize.ts";
import { functionView } from "./kernels/kernel.ts";
import { registerKernels } from "./kernels/register.ts";
import { TraceBackend } from "./trace-backend.ts";
import { withBackend } from "./with-backend.ts";

const backendName = "neftune-trace";
let backend: TraceBackend | null = null;

/** Makes one more input of the graph, whose shape the function knows only once it has begun. */
export type DeclareInput = (name: string, spec: TensorSpec) => tf.Tensor;

/** A function to trace; see `TensorFunction`. */
export type TracedFunction = (inputs: Record<string, tf.Tensor>, declare: DeclareInput) => Record<string, tf.Tensor>;

/** The one tracing backend, registered with tfjs on first use. */
function traceBackend(): TraceBackend {
  if (!backend) {
    const created = new TraceBackend();
    // Below every other's priority: tfjs must never choose it by itself.
    tf.registerBackend(backendName, () => created, -1);
    registerKernels(backendName, created);
    backend = created;
  }
  return backend;
}

/**
 * Runs a tfjs function once on placeholders and returns what it computes as a graph. Nothing is calculated.
 * tfjs's global state is as before when this returns: other backends can be used between traces.
 *
 * Tensors that the function captures become constants.
 *
 * @throws TraceError when a kernel has no translation, or the function reads a value or returns something else than tensors.
 */
export function trace(fn: TracedFunction, spec: InputSpec): Graph {
  const recorder = traceBackend();
  try {
    return withBackend(backendName, () => record(recorder, fn, spec));
  } catch (error) {
    if (TraceError.isInstance(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const kernel = /Kernel '(\w+)' not registered for backend/.exec(reason)?.[1];
    const op = failedOp(error);
    throw new TraceError(
      kernel
        ? `tfjs kernel ${kernel} cannot be compiled yet: add it to packages/engine/src/trace/kernels`
        : `the function could not be traced: ${op ? `tf.${op}: ` : ""}${reason}`,
      { cause: error },
    );
  } finally {
    recorder.forgetCaptured();
  }
}

/** The innermost of tfjs's ops that an error comes from; tfjs calls the function behind tf.add `add_`. */
function failedOp(error: unknown): string | undefined {
  return error instanceof Error ? /^\s*(?:at )?(\w+?)_(?: \(|@)/m.exec(error.stack ?? "")?.[1] : undefined;
}

function record(recorder: TraceBackend, fn: TracedFunction, spec: InputSpec): Graph {
  const inputs = new Map<string, Value>();
  const declared: tf.Tensor[] = [];
  const declare: DeclareInput = (name, given) => {
    const { shape, dtype } = normalizeSpec(given);
    const value = leaf(shape, dtype, { inputName: name });
    inputs.set(name, value);
    // Kept, as a scope in which an input is declared may end before the input is used.
    const tensor = tf.keep(tf.engine().makeTensorFromTensorInfo(recorder.tensorInfo(value)));
    declared.push(tensor);
    return tensor;
  };
  try {
    const tensors = Object.fromEntries(Object.entries(spec).map(([name, given]) => [name, declare(name, given)]));
    const outputs = new Map<string, Value>();
    for (const [name, tensor] of Object.entries(tensorRecord(fn(tensors, declare))))
      outputs.set(name, functionView(recorder.value(tensor)));
    const nodes = reachableNodes(outputs.values());
    for (const value of [...outputs.values(), ...nodes.flatMap((node) => node.inputs)])
      if (value.inputName !== null && inputs.get(value.inputName) !== value)
        throw new TraceError(`the function uses a tensor of another trace, its input ${value.inputName}`);
    return optimize({ inputs, outputs, nodes });
  } finally {
    for (const tensor of declared) tensor.dispose();
  }
}

/**
 * What a function returned, if it is named tensors.
 *
 * @throws TraceError when it is not, or there are none.
 */
export function tensorRecord(returned: Record<string, tf.Tensor>): Record<string, tf.Tensor> {
  if (returned instanceof tf.Tensor) throw new TraceError("the function returned a tensor, not tensors by name");
  const entries = Object.entries(returned ?? {});
  if (entries.length === 0)
    throw new TraceError("the function returned no tensors; it must return a record of them, and no promise");
  for (const [name, tensor] of entries)
    if (!(tensor instanceof tf.Tensor)) throw new TraceError(`output ${name} of the function is not a tensor`);
  return returned;
}
