import type { Device, DeviceTensor } from "@neftune/engine";
import type { Architecture, ParameterSpec } from "../architectures/architecture.ts";
import { nestScales } from "./nested-scales.ts";
import type { Quantized4Bit } from "./nf4.ts";
import type { Quantization } from "./quantization.ts";
import { quantizableParameters, quantizedInputs } from "./quantized-inputs.ts";

/** Weights in 4 bits in the device's memory: the frozen part of a model that adapters are trained beside. */
export class QuantizedParameters {
  readonly quantization: Quantization;
  /** By name. */
  readonly specs: ReadonlyMap<string, ParameterSpec>;
  private readonly device: Device;
  /** By the weight's name, a dot and what `quantizedInputs` calls them. */
  private readonly tensors = new Map<string, DeviceTensor>();

  constructor(device: Device, architecture: Architecture, quantization: Quantization) {
    this.device = device;
    this.quantization = quantization;
    this.specs = new Map(quantizableParameters(architecture).map((spec) => [spec.name, spec]));
    for (const [name, spec] of this.specs)
      for (const [input, { shape, dtype }] of Object.entries(quantizedInputs(spec, quantization)))
        this.tensors.set(`${name}.${input}`, device.empty(shape, dtype));
  }

  /** Numbers of all weights. */
  get count(): number {
    return [...this.specs.values()].reduce((sum, { shape }) => sum + shape[0]! * shape[1]!, 0);
  }

  get bytes(): number {
    return [...this.tensors.values()].reduce((sum, { size, dtype }) => sum + size * (dtype === "uint8" ? 1 : 4), 0);
  }

  /** @throws Error when there is no tensor of that name */
  get(name: string): DeviceTensor {
    const tensor = this.tensors.get(name);
    if (!tensor) throw new Error(`the model has no tensor ${name}`);
    return tensor;
  }

  /** One tensor, as parts of a model ask for theirs. */
  rows([name]: readonly string[]): DeviceTensor {
    return this.get(name!);
  }

  write(name: string, { codes, scales }: Quantized4Bit): void {
    const nested = this.quantization.nested ? nestScales(scales) : null;
    const data: Record<string, Uint8Array | Float32Array> = nested
      ? {
          codes,
          scaleCodes: nested.codes,
          scaleFactors: nested.scales,
          scaleOffset: Float32Array.of(nested.offset),
        }
      : { codes, scales };
    for (const [input, values] of Object.entries(data)) this.device.write(this.get(`${name}.${input}`), values);
  }

  dispose(): void {
    for (const tensor of this.tensors.values()) tensor.dispose();
  }
}
