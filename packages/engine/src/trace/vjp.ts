import * as tf from "@tensorflow/tfjs";
import {
  type InputSpec,
  normalizeSpec,
  type SingleResultFunction,
  type TensorSpec,
  type VjpOptions,
} from "../device.ts";
import { DeviceError } from "../errors/device-error.ts";
import { TraceError } from "../errors/trace-error.ts";
import { type Partition, partition } from "../graph/partition.ts";
import { optimize } from "../graph/passes/optimize.ts";
import { trace } from "./tracer.ts";

type GradientOptions = Pick<VjpOptions, "wrt" | "accumulate">;

/**
 * The named gradients `d_<name>` of `fn`, added to `acc_<name>` where asked; and its result `y`.
 *
 * @param cotangent gives the gradient of `y`, of y's shape
 */
export function gradients(
  fn: SingleResultFunction,
  inputs: Record<string, tf.Tensor>,
  { wrt, accumulate = [] }: GradientOptions,
  cotangent: (y: tf.Tensor) => tf.Tensor,
): Record<string, tf.Tensor> {
  const { value, grads } = tf.valueAndGrads((...parameters: tf.Tensor[]) => {
    const y = fn({ ...inputs, ...Object.fromEntries(wrt.map((name, index) => [name, parameters[index]!])) });
    if (!(y instanceof tf.Tensor)) throw new TraceError("the function must return one tensor");
    if (y.dtype !== "float32") throw new TraceError(`the function's result is ${y.dtype} and so has no gradient`);
    return withCotangent(y, cotangent(y));
  })(wrt.map((name) => inputs[name]!));
  const named = wrt.map((name, index) => {
    const gradient = grads[index]!;
    return [`d_${name}`, accumulate.includes(name) ? tf.add(gradient, inputs[`acc_${name}`]!) : gradient] as const;
  });
  return { y: value, ...Object.fromEntries(named) };
}

/** `y`, whose gradient is `dy` whatever is done with it: tfjs takes a cotangent only before it knows y's shape. */
function withCotangent(y: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  return tf.customGrad((result) => ({ value: (result as tf.Tensor).clone(), gradFunc: () => dy }))(y);
}

/** The spec of `gradients`' inputs but the cotangent, which are the function's own and the accumulators. */
export function gradientSpec(spec: InputSpec, { wrt, accumulate = [] }: GradientOptions): Record<string, TensorSpec> {
  if (wrt.length === 0) throw new DeviceError("wrt names no input to differentiate by");
  for (const name of wrt) {
    if (!Object.hasOwn(spec, name)) throw new DeviceError(`the function has no input ${name} to differentiate by`);
    if (normalizeSpec(spec[name]!).dtype !== "float32")
      throw new DeviceError(`input ${name} is not float32 and so has no gradient`);
  }
  for (const name of accumulate)
    if (!wrt.includes(name)) throw new DeviceError(`accumulate names ${name}, which is not in wrt`);
  for (const name of Object.keys(spec))
    if (name === "dy" || /^(acc|residual)_/.test(name))
      throw new DeviceError(
        `an input must not be called ${name}: the backward program has inputs named dy, acc_… and residual_…`,
      );
  return { ...spec, ...Object.fromEntries(accumulate.map((name) => [`acc_${name}`, normalizeSpec(spec[name]!)])) };
}

/** Traces a function with its gradients and splits the result into a forward and a backward graph. */
export function traceVjp(fn: SingleResultFunction, spec: InputSpec, options: VjpOptions): Partition {
  const joint = trace(
    (inputs, declare) => gradients(fn, inputs, options, (y) => declare("dy", y.shape)),
    gradientSpec(spec, options),
  );
  const { forward, backward, residuals } = partition(joint, "y", options.residuals);
  return { forward: optimize(forward), backward: optimize(backward), residuals };
}
