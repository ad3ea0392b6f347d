import type { TensorSignature } from "../../device.ts";
import type { TypedArray } from "../../dtype.ts";
import { type Allocation, HostTensor } from "../host-tensor.ts";
import type { Handle, OpenvinoLibrary } from "./library.ts";

interface OwnedHandle {
  readonly library: OpenvinoLibrary;
  readonly handle: Handle;
}

/** Handles go with the tensors that made them. */
const handles = new FinalizationRegistry<OwnedHandle>(({ library, handle }) => library.freeTensor(handle));

/** A tensor that OpenVINO reads and writes in this process's memory: no copy either way. */
export class OpenvinoTensor extends HostTensor {
  private readonly library: OpenvinoLibrary;
  private lazyHandle: Handle | null = null;

  constructor(
    library: OpenvinoLibrary,
    array: TypedArray,
    signature: TensorSignature,
    allocation: Allocation,
    isView = false,
  ) {
    super(array, signature, allocation, isView);
    this.library = library;
  }

  /** OpenVINO's tensor over the same memory, made when it is first needed. */
  get handle(): Handle {
    if (this.lazyHandle === null) {
      const handle = this.library.createTensor(this.array, this.shape, this.dtype);
      this.lazyHandle = handle;
      handles.register(this, { library: this.library, handle });
    }
    return this.lazyHandle;
  }

  override view(offset: number, shape: readonly number[]): OpenvinoTensor {
    const signature = { shape, dtype: this.dtype };
    return new OpenvinoTensor(this.library, this.part(offset, shape), signature, this.allocation, true);
  }
}
