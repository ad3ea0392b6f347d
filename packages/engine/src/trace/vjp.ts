import * as tf from "@tensorflow/tfjs";
import { normalizeSpec, type TensorSpec, type VjpOptions } from "../device.ts";
import { DeviceError } from "../errors.ts";
import { type Partition, partition } from "../graph/partition.ts";
import { optimize } from "../graph/passes/optimize.ts";
import { trace } from "./tracer.ts";

type SingleResult = (inputs: Record<string, tf.Tensor>) => tf.Tensor;

/** The named gradients `d_<name>` of `fn` for the cotangent `dy`, added to `acc_<name>` where asked; and its result `y`. */
export function gradients(
  fn: SingleResult,
  inputs: Record<string, tf.Tensor>,
  { wrt, accumulate = [] }: Pick<VjpOptions, "wrt" | "accumulate">,
): Record<string, tf.Tensor> {
  const { dy, ...rest } = inputs;
  const { value, grads } = tf.valueAndGrads((...parameters: tf.Tensor[]) =>
    fn({ ...rest, ...Object.fromEntries(wrt.map((name, index) => [name, parameters[index]!])) }),
  )(
    wrt.map((name) => rest[name]!),
    dy,
  );
  const named = wrt.map((name, index) => {
    const gradient = grads[index]!;
    return [`d_${name}`, accumulate.includes(name) ? tf.add(gradient, inputs[`acc_${name}`]!) : gradient] as const;
  });
  return { y: value, ...Object.fromEntries(named) };
}

/** The spec of `gradients`' inputs. */
export function gradientSpec(
  yShape: readonly number[],
  spec: Readonly<Record<string, TensorSpec>>,
  { wrt, accumulate = [] }: Pick<VjpOptions, "wrt" | "accumulate">,
): Record<string, TensorSpec> {
  for (const name of [...wrt, ...accumulate])
    if (!(name in spec)) throw new DeviceError(`the function has no input ${name} to differentiate by`);
  const accumulators = accumulate.map((name) => [`acc_${name}`, normalizeSpec(spec[name]!)] as const);
  return { ...spec, ...Object.fromEntries(accumulators), dy: yShape };
}

/** Traces a function with its gradients and splits the result into a forward and a backward graph. */
export function traceVjp(fn: SingleResult, spec: Readonly<Record<string, TensorSpec>>, options: VjpOptions): Partition {
  const plain = trace((inputs) => ({ y: fn(inputs) }), spec);
  const yShape = plain.outputs.get("y")!.shape;
  const joint = trace((inputs) => gradients(fn, inputs, options), gradientSpec(yShape, spec, options));
  const { forward, backward, residuals } = partition(joint, "y", options.residuals);
  return { forward: optimize(forward), backward: optimize(backward), residuals };
}
