import type * as tf from "@tensorflow/tfjs";
import { matMul4Bit } from "../../ops/mat-mul-4bit.ts";
import type { QuantType } from "../../ops/quant-type.ts";
import { cases, type KernelCase } from "../kernel-case.ts";
import { bytes, float } from "../tensor-data.ts";

/** Products of [n, in] and a weight of [out, in], by `x` alone. */
function products(quantType: QuantType, blockSize: number, shapes: Readonly<Record<string, [number, number, number]>>) {
  const inputs = Object.entries(shapes).map(([label, [n, out, width]]) => {
    const blocks = Math.ceil((out * width) / blockSize);
    const parts = { x: float([n, width]), codes: bytes([out, width / 2]), scales: float([blocks], undefined, 7) };
    return [`${quantType}, ${label}`, parts] as const;
  });
  const fn = ({ x, codes, scales }: Record<string, tf.Tensor>) =>
    matMul4Bit(x!, { codes: codes!, scales: scales!, quantType, blockSize });
  return cases("MatMul4Bit", fn, Object.fromEntries(inputs), { wrt: ["x"] });
}

const shapes = {
  "one row of whole blocks": [1, 3, 128],
  "many rows": [5, 8, 64],
  "blocks across rows": [3, 8, 40],
  "a last block that is not full": [2, 3, 24],
} satisfies Record<string, [number, number, number]>;

export const quantizationCases: readonly KernelCase[] = [
  ...products("nf4", 64, shapes),
  ...products("int4", 64, shapes),
  ...products("nf4", 32, { "blocks of 32": [4, 6, 96] }),
  ...products("int4", 128, { "blocks of 128": [4, 6, 256] }),
];
