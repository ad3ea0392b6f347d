import * as tf from "@tensorflow/tfjs";
import type { TypedArray } from "../dtype.ts";

const kernelName = "QuantizedMatMul";

/** A matrix of whole numbers of few bits; each block of a row has a factor, and 2^(bits − 1) stands for zero. */
export interface QuantizedMatrix {
  readonly bits: 4 | 8;
  /** Elements of a row that share a factor: a power of two from 16 on. */
  readonly blockSize: number;
  /** [rows, columns] */
  readonly shape: readonly [number, number];
  /** [rows, blocks, blockSize · bits / 8]; of two numbers in a byte, the first is in the lower half. */
  readonly packed: Uint8Array;
  /** [rows · blocks] */
  readonly scales: Float32Array;
}

/**
 * Rounds a matrix to the nearest of the numbers that `bits` bits have. The element of a block that is furthest from zero is met
 * exactly (as GGML's Q4_0 and Q8_0 have it).
 *
 * @param values [rows, columns]
 */
export function quantizeMatrix(
  values: Float32Array,
  [rows, columns]: readonly [number, number],
  bits: 4 | 8,
  blockSize = 32,
): QuantizedMatrix {
  const blocks = Math.ceil(columns / blockSize);
  const zero = 2 ** (bits - 1);
  const perByte = 8 / bits;
  const packed = new Uint8Array((rows * blocks * blockSize) / perByte).fill(bits === 4 ? 0x88 : zero);
  const scales = new Float32Array(rows * blocks);
  for (let block = 0; block < rows * blocks; block++) {
    const row = Math.floor(block / blocks);
    const first = (block % blocks) * blockSize;
    const begin = row * columns + first;
    const count = Math.min(blockSize, columns - first);
    let extreme = 0;
    for (let i = begin; i < begin + count; i++) if (Math.abs(values[i]!) > Math.abs(extreme)) extreme = values[i]!;
    // There is one number more below zero than above.
    const scale = extreme === 0 ? 0 : Math.fround(extreme / -zero);
    scales[block] = scale;
    const inverse = scale === 0 ? 0 : 1 / scale;
    for (let i = 0; i < count; i++) {
      const level = Math.min(2 * zero - 1, Math.max(0, Math.round(values[begin + i]! * inverse) + zero));
      const place = block * blockSize + i;
      if (bits === 8) packed[place] = level;
      else if (place % 2 === 0) packed[place >> 1] = (packed[place >> 1]! & 0xf0) | level;
      else packed[place >> 1] = (packed[place >> 1]! & 0x0f) | (level << 4);
    }
  }
  return { bits, blockSize, shape: [rows, columns], packed, scales };
}

/** The matrix that is meant, [rows, columns]. */
export function dequantizeMatrix({ bits, blockSize, shape, packed, scales }: QuantizedMatrix): Float32Array {
  const [rows, columns] = shape;
  const blocks = Math.ceil(columns / blockSize);
  const zero = 2 ** (bits - 1);
  const values = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const block = row * blocks + Math.floor(column / blockSize);
      const place = block * blockSize + (column % blockSize);
      const level = bits === 8 ? packed[place]! : (packed[place >> 1]! >> (4 * (place % 2))) & 0x0f;
      values[row * columns + column] = (level - zero) * scales[block]!;
    }
  return values;
}

interface CpuBackend extends tf.KernelBackend {
  readonly data: { get(dataId: object): { values: TypedArray } };
}

/** The reference, for the devices that run tfjs eagerly. */
tf.registerKernel({
  kernelName,
  backendName: "cpu",
  kernelFunc: ({ inputs, attrs, backend }) => {
    const x = inputs.x!;
    const matrix = attrs!.matrix as unknown as QuantizedMatrix;
    const [columns, inner] = matrix.shape;
    const weights = dequantizeMatrix(matrix);
    const cpu = backend as CpuBackend;
    const given = cpu.data.get(x.dataId).values;
    const rows = x.shape[0]!;
    const values = new Float32Array(rows * columns);
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) {
        let sum = 0;
        for (let i = 0; i < inner; i++) sum += given[row * inner + i]! * weights[column * inner + i]!;
        values[row * columns + column] = sum;
      }
    return { dataId: cpu.write(values, [rows, columns], "float32"), shape: [rows, columns], dtype: "float32" };
  },
});

/**
 * x·Wᵀ with a matrix of few bits, which becomes a part of the program and stays in few bits there. It has no gradient. A runtime may
 * round x to 8 bits as well, block by block.
 *
 * @param x [rows, columns of W]
 * @returns [rows, rows of W]
 */
export function quantizedMatMul(x: tf.Tensor, matrix: QuantizedMatrix): tf.Tensor {
  return tf.engine().runKernel(kernelName, { x }, { matrix } as unknown as tf.NamedAttrMap) as tf.Tensor;
}
