import type { Strided } from "../strided.ts";
import type { GgufNaming } from "./naming.ts";

/** Heads of a model, by which its tensors are rearranged. */
export interface Heads {
  readonly heads: number;
  readonly kvHeads: number;
}

/** A tensor in Hugging Face's order. */
export interface Rearranged {
  readonly shape: readonly number[];
  /** Where the elements of that order lie in the file's; null where the two are one. */
  readonly view: Strided | null;
}

/**
 * Undoes what llama.cpp's converter does to a tensor.
 *
 * @param name llama.cpp's name, without the layer: `attn_q.weight`
 * @param shape as the file has it
 * @throws Error when the shape cannot be taken apart into heads
 */
export function rearrange(
  { rearranged }: GgufNaming,
  name: string,
  shape: readonly number[],
  heads: Heads,
): Rearranged {
  const [module] = name.split(".") as [string];
  if (rearranged === "rotary-pairs" && (module === "attn_q" || module === "attn_k"))
    return rotaryHalves(shape, module === "attn_q" ? heads.heads : heads.kvHeads);
  if (rearranged === "fused-heads" && module === "attn_qkv") return alternatingHeads(shape, heads.heads);
  const isLinear = ["attn_qkv", "attn_output", "ffn_up", "ffn_down"].includes(module);
  if (rearranged === "transposed" && isLinear && shape.length === 2) {
    const [rows, columns] = shape as [number, number];
    return { shape: [columns, rows], view: { shape: [columns, rows], strides: [1, columns] } };
  }
  return { shape, view: null };
}

/** A head's rows are pairs that are rotated together there, [heads, half, 2, …], and two halves here, [heads, 2, half, …]. */
function rotaryHalves(shape: readonly number[], heads: number): Rearranged {
  const [rows, ...rest] = shape as [number, ...number[]];
  const half = rows / heads / 2;
  if (!Number.isInteger(half)) throw new Error(`${rows} rows are not ${heads} heads of an even width`);
  const width = rest[0] ?? 1;
  return {
    shape,
    view: { shape: [heads, 2, half, ...rest], strides: [2 * half * width, width, 2 * width, ...rest.map(() => 1)] },
  };
}

/** All heads' q, then k, then v there, [3, heads, headDim, …]; q, k and v of one head after the other here. */
function alternatingHeads(shape: readonly number[], heads: number): Rearranged {
  const [rows, ...rest] = shape as [number, ...number[]];
  const headDim = rows / heads / 3;
  if (!Number.isInteger(headDim)) throw new Error(`${rows} rows are not q, k and v of ${heads} heads`);
  const width = rest[0] ?? 1;
  return {
    shape,
    view: {
      shape: [heads, 3, headDim, ...rest],
      strides: [headDim * width, heads * headDim * width, width, ...rest.map(() => 1)],
    },
  };
}
