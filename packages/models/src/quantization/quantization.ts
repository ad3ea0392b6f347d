import type { QuantType } from "@neftune/engine";

/** How a frozen base is held in 4 bits. */
export interface Quantization {
  /** TRL's `bnb_4bit_quant_type`: NF4 as bitsandbytes has it, or plain integers. */
  readonly quantType: QuantType;
  /** TRL's `use_bnb_nested_quant`: the blocks' factors in 8 bits, which saves 0.37 bits a number. */
  readonly nested: boolean;
}

/** Numbers that share a factor, as in bitsandbytes. */
export const blockSize = 64;
