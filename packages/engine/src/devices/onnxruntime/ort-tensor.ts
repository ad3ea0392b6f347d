import { Tensor } from "onnxruntime-node";
import type { TensorSignature } from "../../device.ts";
import type { TypedArray } from "../../dtype.ts";
import { type Allocation, HostTensor } from "../host-tensor.ts";

/** A tensor as onnxruntime's CPU provider reads and writes it in place: no copy either way. */
export class OrtTensor extends HostTensor {
  readonly tensor: Tensor;

  constructor(array: TypedArray, signature: TensorSignature, allocation: Allocation, isView = false) {
    super(array, signature, allocation, isView);
    this.tensor = new Tensor(signature.dtype, array as Float32Array, signature.shape);
  }

  override view(offset: number, shape: readonly number[]): OrtTensor {
    return new OrtTensor(this.part(offset, shape), { shape, dtype: this.dtype }, this.allocation, true);
  }
}
