import type { GgufNaming } from "../../checkpoints/gguf/naming.ts";
import type { Heads } from "../../checkpoints/gguf/rearrange.ts";

export interface Arranged {
  readonly shape: readonly number[];
  arrange(values: Float32Array): Float32Array;
}

/**
 * What llama.cpp's converter (convert_hf_to_gguf.py) does to a tensor.
 *
 * @param name llama.cpp's name, without the layer: `attn_q.weight`
 * @param shape as Hugging Face has it
 */
export function arranged(
  naming: GgufNaming,
  name: string,
  shape: readonly number[],
  { heads, kvHeads }: Heads,
): Arranged {
  const [module] = name.split(".") as [string];
  const { rearranged } = naming;
  const rows = shape[0]!;
  if (naming.addsOneToNorms && module.endsWith("norm"))
    return { shape, arrange: (values) => values.map((value) => value + 1) };
  // A head's two halves are rotated together; there they stand side by side.
  if (rearranged === "rotary-pairs" && (module === "attn_q" || module === "attn_k")) {
    const count = module === "attn_q" ? heads : kvHeads;
    return { shape, arrange: (values) => swapAxes(values, [count, 2, rows / count / 2]) };
  }
  // q, k and v of one head after the other; there all heads' q come first.
  if (rearranged === "fused-heads" && module === "attn_qkv")
    return { shape, arrange: (values) => swapAxes(values, [1, heads, 3]) };
  const isLinear = ["attn_qkv", "attn_output", "ffn_up", "ffn_down"].includes(module);
  if (rearranged === "transposed" && isLinear && shape.length === 2)
    return { shape: shape.toReversed(), arrange: (values) => swapAxes(values, [1, rows, shape[1]!]) };
  return { shape, arrange: (values) => values };
}

/** [first, second, third, width] → [first, third, second, width]. */
function swapAxes(values: Float32Array, [first, second, third]: readonly [number, number, number]): Float32Array {
  const width = values.length / (first * second * third);
  const result = new Float32Array(values.length);
  for (let a = 0; a < first; a++)
    for (let b = 0; b < second; b++)
      for (let c = 0; c < third; c++) {
        const from = ((a * second + b) * third + c) * width;
        const to = ((a * third + c) * second + b) * width;
        if (width === 1) result[to] = values[from]!;
        else result.set(values.subarray(from, from + width), to);
      }
  return result;
}
