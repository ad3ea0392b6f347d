import * as tf from "@tensorflow/tfjs";
import { doraFactors, type LoraStack, loraDelta, loraUpdate } from "../adapters/lora-linear.ts";
import type { Weights } from "../architectures/architecture.ts";
import { type BlockMask, maskNamed } from "../dropout/block-masks.ts";
import { conv1d, linear } from "../layers/linear.ts";
import { quantizedWeight } from "../quantization/quantized-inputs.ts";
import { dequantize, type QuantizedWeight, quantizedLinear } from "../quantization/quantized-linear.ts";
import { dropoutName, loraStack, type Part, weightsOf } from "./part.ts";

type Tensors = Readonly<Record<string, tf.Tensor>>;

/**
 * The linear layers of a part with their biases and adapters, by short name.
 *
 * @param inputs of the part's program; `dropoutName(short)` [tokens, in], where it is there, tells what of their input the
 *   adapters read
 * @param masks among the inputs
 */
export function linearLayers(
  part: Part,
  inputs: Tensors,
  masks: readonly BlockMask[] = [],
): (short: string, x: tf.Tensor) => tf.Tensor {
  const weights = weightsOf(part, inputs);
  return (short, x) => {
    const product = productOf(part, short, inputs, weights);
    const bias = weights[`${short}Bias`];
    const lora = loraStack(part, short, inputs);
    if (!lora) return product(x, bias);
    const mask = maskNamed(masks, dropoutName(short), inputs);
    const read = mask ? tf.mul(x, tf.cast(mask.kept, "float32")) : x;
    const kept = mask ? 1 / (1 - mask.probability) : 1;
    const base = product(x);
    const update = loraUpdate(read, lora, kept);
    const y = hasDora(lora)
      ? withDora(base, mask ? tf.mul(product(read), kept) : null, update, doraFactors(lora))
      : tf.add(base, update);
    return bias ? tf.add(y, bias) : y;
  };
}

/**
 * A part's parameters by short name with the adapters' updates in them, for the parts that use weights as they please: what
 * stands before the blocks and behind them. Dropout is not applied there.
 */
export function adaptedWeights(part: Part, inputs: Tensors): Weights {
  const weights = weightsOf(part, inputs);
  for (const short of part.linears.keys()) weights[short] = adaptedWeight(part, short, inputs) ?? weights[short]!;
  return weights;
}

/** A linear layer's weight with the adapters' updates in it, as the layer has it; null where it has none. */
export function adaptedWeight(part: Part, short: string, inputs: Tensors): tf.Tensor | null {
  const lora = loraStack(part, short, inputs);
  if (!lora) return null;
  const { isConv1d } = part.linears.get(short)!;
  const updated = updatedRows(part, short, lora, inputs);
  const rows = hasDora(lora) ? tf.mul(updated, tf.reshape(doraFactors(lora), [-1, 1])) : updated;
  return isConv1d ? tf.transpose(rows) : rows;
}

/** DoRA's divisors: the L2 norm of each row of W + scaling · B·A, by the name of the input that takes them. */
export function doraNorms(part: Part, inputs: Tensors): Record<string, tf.Tensor> {
  const norms: Record<string, tf.Tensor> = {};
  for (const [short, { adapted }] of part.linears) {
    const lora = loraStack(part, short, inputs);
    if (!lora || !hasDora(lora)) continue;
    const all = tf.sqrt(tf.sum(tf.square(updatedRows(part, short, lora, inputs)), -1));
    for (const [index, { begin, lora: module }] of adapted.entries())
      norms[`${short}.norm.${index}`] = tf.slice(all, [begin], [module.outFeatures]);
  }
  return norms;
}

/** The product with a linear layer's weight, and its bias where it is given. */
function productOf(part: Part, short: string, inputs: Tensors, weights: Weights) {
  const quantized = weightsIn4Bits(part, short, inputs);
  if (quantized)
    return (x: tf.Tensor, bias?: tf.Tensor) => {
      const products = quantized.map((weight) => quantizedLinear(x, weight));
      const y = products.length === 1 ? products[0]! : tf.concat(products, 1);
      return bias ? tf.add(y, bias) : y;
    };
  const product = part.linears.get(short)!.isConv1d ? conv1d : linear;
  return (x: tf.Tensor, bias?: tf.Tensor) => product(x, weights[short]!, bias);
}

/** A linear layer's weight, a row for each output. */
function rowsOf(part: Part, short: string, inputs: Tensors): tf.Tensor {
  const quantized = weightsIn4Bits(part, short, inputs);
  if (quantized) return tf.concat(quantized.map(dequantize), 0);
  const weight = weightsOf(part, inputs)[short]!;
  return part.linears.get(short)!.isConv1d ? tf.transpose(weight) : weight;
}

/** The matrices that a linear layer's weight is put together from, row below row; null where it is in float32. */
function weightsIn4Bits(part: Part, short: string, inputs: Tensors): QuantizedWeight[] | null {
  const { quantized } = part.linears.get(short)!;
  if (!quantized) return null;
  return quantized.prefixes.map((prefix) => quantizedWeight(inputs, prefix, quantized.quantization));
}

function hasDora({ members }: LoraStack): boolean {
  return members[0]!.dora !== null;
}

/** W + scaling · B·A, a row for each output. */
function updatedRows(part: Part, short: string, lora: LoraStack, inputs: Tensors): tf.Tensor {
  return tf.add(rowsOf(part, short, inputs), loraDelta(lora));
}

/**
 * As PEFT has it, the model's own product sees the whole input and the factors work on what dropout leaves:
 * W·x + (f − 1)·W·dropout(x) + f·update.
 *
 * @param dropped W·dropout(x); null without dropout
 */
function withDora(base: tf.Tensor, dropped: tf.Tensor | null, update: tf.Tensor, factors: tf.Tensor): tf.Tensor {
  if (!dropped) return tf.mul(tf.add(base, update), factors);
  return tf.add(base, tf.sub(tf.mul(tf.add(dropped, update), factors), dropped));
}
