import { bfloat16Type, type ElementType, float16Type, float32Type } from "../element-type.ts";
import { float16ToFloat32 } from "../float-types.ts";

const half = new Uint16Array(1);
const single = new Float32Array(1);

function float16(low: number, high: number): number {
  half[0] = low | (high << 8);
  return float16ToFloat32(half, single)[0]!;
}

/**
 * A type whose blocks are decoded one by one. Each is copied first, since its bytes may lie where its elements go.
 *
 * @param decodeBlock writes `blockSize` elements from `at` on
 */
function blockType(
  name: string,
  blockSize: number,
  blockBytes: number,
  decodeBlock: (block: Uint8Array, into: Float32Array, at: number) => void,
): ElementType {
  return {
    name,
    blockSize,
    blockBytes,
    decode(bytes, into) {
      const block = new Uint8Array(blockBytes);
      const blocks = into.length / blockSize;
      for (let index = 0; index < blocks; index++) {
        for (let i = 0; i < blockBytes; i++) block[i] = bytes[index * blockBytes + i]!;
        decodeBlock(block, into, index * blockSize);
      }
    },
  };
}

/** Scale, 32 signed bytes: d·q */
const q8_0 = blockType("Q8_0", 32, 34, (block, into, at) => {
  const d = float16(block[0]!, block[1]!);
  for (let i = 0; i < 32; i++) into[at + i] = d * ((block[2 + i]! << 24) >> 24);
});

/** Scale, 32 four-bit numbers, the low halves first: d·(q − 8) */
const q4_0 = blockType("Q4_0", 32, 18, (block, into, at) => {
  const d = float16(block[0]!, block[1]!);
  for (let i = 0; i < 16; i++) {
    const pair = block[2 + i]!;
    into[at + i] = d * ((pair & 15) - 8);
    into[at + 16 + i] = d * ((pair >> 4) - 8);
  }
});

/** Scale, minimum, 32 four-bit numbers: d·q + m */
const q4_1 = blockType("Q4_1", 32, 20, (block, into, at) => {
  const d = float16(block[0]!, block[1]!);
  const m = float16(block[2]!, block[3]!);
  for (let i = 0; i < 16; i++) {
    const pair = block[4 + i]!;
    into[at + i] = Math.fround(d * (pair & 15)) + m;
    into[at + 16 + i] = Math.fround(d * (pair >> 4)) + m;
  }
});

/** Eight groups of 32 four-bit numbers, each with a scale and a minimum of six bits: d·s·q − dmin·m */
const q4_K = blockType("Q4_K", 256, 144, (block, into, at) => {
  const d = float16(block[0]!, block[1]!);
  const dmin = float16(block[2]!, block[3]!);
  for (let group = 0; group < 8; group++) {
    const low = block[4 + (group % 4)]!;
    const high = block[8 + (group % 4)]!;
    const rest = block[12 + (group % 4)]!;
    const s = group < 4 ? low & 63 : (rest & 15) | ((low >> 2) & 48);
    const m = group < 4 ? high & 63 : (rest >> 4) | ((high >> 2) & 48);
    const scale = Math.fround(d * s);
    const minimum = Math.fround(dmin * m);
    const codes = 16 + (group >> 1) * 32;
    const shift = (group & 1) * 4;
    for (let i = 0; i < 32; i++)
      into[at + group * 32 + i] = Math.fround(scale * ((block[codes + i]! >> shift) & 15)) - minimum;
  }
});

/** Sixteen groups of 16 six-bit numbers, each with a signed scale of eight bits: d·s·(q − 32) */
const q6_K = blockType("Q6_K", 256, 210, (block, into, at) => {
  const d = float16(block[208]!, block[209]!);
  for (let i = 0; i < 256; i++) {
    const side = i >> 7;
    const part = (i >> 5) & 3;
    const low = (block[side * 64 + (part & 1) * 32 + (i & 31)]! >> ((part >> 1) * 4)) & 15;
    const high = (block[128 + side * 32 + (i & 31)]! >> (part * 2)) & 3;
    const scale = Math.fround(d * ((block[192 + (i >> 4)]! << 24) >> 24));
    into[at + i] = scale * ((low | (high << 4)) - 32);
  }
});

/** Element types that can be read, by the format's number. */
export const ggmlTypes: ReadonlyMap<number, ElementType> = new Map([
  [0, float32Type],
  [1, float16Type],
  [2, q4_0],
  [3, q4_1],
  [8, q8_0],
  [12, q4_K],
  [14, q6_K],
  [30, bfloat16Type],
]);

/** Names of those that cannot, for saying so. */
const otherTypes: Readonly<Record<number, string>> = {
  ...{ 6: "Q5_0", 7: "Q5_1", 9: "Q8_1", 10: "Q2_K", 11: "Q3_K", 13: "Q5_K", 15: "Q8_K", 16: "IQ2_XXS", 17: "IQ2_XS" },
  ...{ 18: "IQ3_XXS", 19: "IQ1_S", 20: "IQ4_NL", 21: "IQ3_S", 22: "IQ2_S", 23: "IQ4_XS", 24: "I8", 25: "I16" },
  ...{ 26: "I32", 27: "I64", 28: "F64", 29: "IQ1_M", 34: "TQ1_0", 35: "TQ2_0", 39: "MXFP4" },
};

export function describeGgmlType(type: number): string {
  return ggmlTypes.get(type)?.name ?? otherTypes[type] ?? `number ${type}`;
}
