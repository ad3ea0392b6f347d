import * as tf from "@tensorflow/tfjs";
import { matMul4Bit } from "../../ops/mat-mul-4bit.ts";
import { matMul8Bit } from "../../ops/mat-mul-8bit.ts";
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

const factors = Array.from({ length: 18 }, (_, i) => (1 + (i % 5)) / 512);
const weight = { codes: bytes([6, 96], undefined, 8), scales: float([6, 3], factors) };
const asInputs = { x: float([3, 96]), ...weight };
const captured = ({ x }: Record<string, tf.Tensor>) =>
  matMul8Bit(x!, {
    codes: tf.tensor2d(Int32Array.from(weight.codes.data), [6, 96], "int32"),
    scales: tf.tensor2d(weight.scales.data.slice() as Float32Array, [6, 3]),
  });

export const quantizationCases: readonly KernelCase[] = [
  ...products("nf4", 64, shapes),
  ...products("int4", 64, shapes),
  ...products("nf4", 32, { "blocks of 32": [4, 6, 96] }),
  ...products("int4", 128, { "blocks of 128": [4, 6, 256] }),
  ...cases(
    "MatMul8Bit",
    ({ x, codes, scales }: Record<string, tf.Tensor>) => matMul8Bit(x!, { codes: codes!, scales: scales! }),
    { "a weight that is given": asInputs },
    { wrt: [] },
  ),
  // onnxruntime rounds x to 8 bits: half a step of the largest of each block, by all of its products.
  ...cases(
    "MatMul8Bit",
    captured,
    { "a weight that is captured": { x: float([3, 96]) } },
    { wrt: [], tolerance: 0.06 },
  ),
];
