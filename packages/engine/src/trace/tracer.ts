import * as tf from "@tensorflow/tfjs";
import { normalizeSpec, type TensorFunction, type TensorSpec } from "../device.ts";
import { type DataType, sizeOf, type TypedArray } from "../dtype.ts";
import { TraceError } from "../errors.ts";
import { type Graph, type GraphType, leaf, reachableNodes, type Value } from "../graph/graph.ts";
import { optimize } from "../graph/passes/optimize.ts";
import { registerKernels } from "./kernels/register.ts";
import { TraceBackend } from "./trace-backend.ts";

const backendName = "neftune-trace";
let backend: TraceBackend | null = null;

/** The one tracing backend, registered with tfjs on first use. */
function traceBackend(): TraceBackend {
  if (!backend) {
    const created = new TraceBackend();
    tf.registerBackend(backendName, () => created, 0);
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
export function trace(fn: TensorFunction, spec: Readonly<Record<string, TensorSpec>>): Graph {
  const recorder = traceBackend();
  const previous = tf.engine().backendName;
  // Both backends exist already, so the switch happens before setBackend returns its promise.
  void tf.setBackend(backendName);
  tf.engine().startScope("trace");
  try {
    return record(recorder, fn, spec);
  } catch (error) {
    if (error instanceof TraceError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const kernel = /Kernel '(\w+)' not registered for backend/.exec(reason)?.[1];
    throw new TraceError(
      kernel
        ? `tfjs kernel ${kernel} cannot be compiled yet: add it to packages/engine/src/trace/kernels`
        : `the function could not be traced: ${reason}`,
      { cause: error },
    );
  } finally {
    tf.engine().endScope();
    recorder.forgetAll();
    if (previous) void tf.setBackend(previous);
  }
}

function record(recorder: TraceBackend, fn: TensorFunction, spec: Readonly<Record<string, TensorSpec>>): Graph {
  const inputs = new Map<string, Value>();
  const tensors: Record<string, tf.Tensor> = {};
  for (const [name, given] of Object.entries(spec)) {
    const { shape, dtype } = normalizeSpec(given);
    const value = leaf(shape, dtype, { inputName: name });
    inputs.set(name, value);
    tensors[name] = tf.engine().makeTensorFromTensorInfo(recorder.tensorInfo(value));
  }
  const outputs = new Map<string, Value>();
  for (const [name, tensor] of Object.entries(fn(tensors))) {
    if (!(tensor instanceof tf.Tensor)) throw new TraceError(`output ${name} of the function is not a tensor`);
    outputs.set(name, recorder.value(tensor));
  }
  return optimize({ inputs, outputs, nodes: reachableNodes(outputs.values()) });
}

/** tfjs's name of a graph type: int64 exists only between ONNX operators. */
export function tfjsType(dtype: GraphType): DataType {
  return dtype === "int64" ? "int32" : dtype;
}

/** A constant's data, filled with one number. */
export function filled(shape: readonly number[], dtype: DataType, value: number): TypedArray {
  const size = sizeOf(shape);
  if (dtype === "float32") return new Float32Array(size).fill(value);
  if (dtype === "int32") return new Int32Array(size).fill(value);
  return new Uint8Array(size).fill(value);
}
