import { fillThreefry2x32, threefry2x32 } from "@neftune/core";

/** "lora": keeps these bits apart from those of the noise and of dropout. */
const domain = 0x6c6f7261;

/**
 * A's first values, as PEFT has them: U(−1/√in, 1/√in), which is what PyTorch calls kaiming_uniform with a = √5. B starts at
 * zero, and with it the update.
 *
 * @param index of the layer among the adapted ones: each has bits of its own
 */
export function initialA(seed: number, index: number, rank: number, inFeatures: number): Float32Array {
  const bound = 1 / Math.sqrt(inFeatures);
  const words = new Uint32Array(rank * inFeatures);
  fillThreefry2x32(words, ...threefry2x32(seed ^ domain, Math.floor(seed / 2 ** 32), index, 0), 0);
  return Float32Array.from(words, (word) => ((2 * word + 1) / 2 ** 32 - 1) * bound);
}
