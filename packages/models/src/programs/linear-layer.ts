import * as tf from "@tensorflow/tfjs";
import { doraFactors, type LoraStack, loraDelta, loraUpdate } from "../adapters/lora-linear.ts";
import type { Weights } from "../architectures/architecture.ts";
import { conv1d, linear } from "../layers/linear.ts";
import { dropoutName, loraStack, type Part, weightsOf } from "./part.ts";

type Tensors = Readonly<Record<string, tf.Tensor>>;

/**
 * The linear layers of a part with their biases and adapters, by short name.
 *
 * @param inputs of the part's program; `dropoutName(short)` [tokens, in], where it is there, is a factor on what the adapters read
 */
export function linearLayers(part: Part, inputs: Tensors): (short: string, x: tf.Tensor) => tf.Tensor {
  const weights = weightsOf(part, inputs);
  return (short, x) => {
    const product = part.linears.get(short)!.isConv1d ? conv1d : linear;
    const [weight, bias] = [weights[short]!, weights[`${short}Bias`]];
    const lora = loraStack(part, short, inputs);
    if (!lora) return product(x, weight, bias);
    const mask = inputs[dropoutName(short)];
    const read = mask ? tf.mul(x, mask) : x;
    const base = product(x, weight);
    const update = loraUpdate(read, lora);
    const y = hasDora(lora)
      ? withDora(base, mask ? product(read, weight) : null, update, doraFactors(lora))
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

function hasDora({ members }: LoraStack): boolean {
  return members[0]!.dora !== null;
}

/** W + scaling · B·A, a row for each output. */
function updatedRows(part: Part, short: string, lora: LoraStack, inputs: Tensors): tf.Tensor {
  const weight = weightsOf(part, inputs)[short]!;
  return tf.add(part.linears.get(short)!.isConv1d ? tf.transpose(weight) : weight, loraDelta(lora));
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
