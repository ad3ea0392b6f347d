import type { Device, DeviceTensor } from "@neftune/engine";
import {
  type Architecture,
  type ParameterSpec,
  type StackedParameterSpec,
  shapeOf,
} from "./architectures/architecture.ts";

/** Where a parameter stands in the flat memory of all. */
export interface ParameterSlot extends ParameterSpec {
  readonly offset: number;
  readonly size: number;
}

/** A stretch of flat memory. */
export interface Piece {
  readonly offset: number;
  readonly size: number;
}

/** Elements that both parts of flat memory are rounded up to, so that few sizes of program walk through it. */
export const granule = 1 << 16;

/**
 * The order of all parameters in flat memory: matrices first, then vectors (norms and biases, which TRL does not decay),
 * both parts rounded up to whole granules.
 */
export interface ParameterLayout {
  readonly slots: ReadonlyMap<string, ParameterSlot>;
  /** What the model's programs take as one tensor each, in order: a parameter, or several stacked ones. */
  readonly pieces: readonly Piece[];
  /** Elements of the part that weight decay applies to. */
  readonly decayed: number;
  /** Elements of both parts. */
  readonly total: number;
  /** Parameters, without the rounding. */
  readonly count: number;
}

export function parameterLayout(architecture: Architecture): ParameterLayout {
  const specs = new Map<string, ParameterSpec>();
  const tensors: (readonly ParameterSpec[])[] = [];
  const parts = [
    architecture.embedParameters,
    architecture.input?.parameters ?? {},
    ...Array.from({ length: architecture.layers }, (_, layer) => architecture.blockParameters(layer)),
    architecture.headParameters,
  ];
  for (const spec of parts.flatMap((part) => Object.values<ParameterSpec | StackedParameterSpec>(part))) {
    const tensor = "stack" in spec ? spec.stack : [spec];
    // Tied matrices come up twice.
    if (!specs.has(tensor[0]!.name)) tensors.push(tensor);
    for (const single of tensor) specs.set(single.name, single);
  }

  const slots = new Map<string, ParameterSlot>();
  let offset = 0;
  const place = (isVector: boolean) => {
    for (const spec of specs.values()) {
      if ((spec.shape.length === 1) !== isVector) continue;
      const size = spec.shape.reduce((product, dimension) => product * dimension, 1);
      slots.set(spec.name, { ...spec, offset, size });
      offset += size;
    }
    offset = Math.ceil(offset / granule) * granule;
    return offset;
  };
  const decayed = place(false);
  const total = place(true);
  const count = [...slots.values()].reduce((sum, { size }) => sum + size, 0);
  const pieces = tensors.map((tensor) => {
    const members = tensor.map(({ name }) => slots.get(name)!);
    return { offset: members[0]!.offset, size: members.reduce((sum, { size }) => sum + size, 0) };
  });
  pieces.sort((a, b) => a.offset - b.offset);
  return { slots, pieces, decayed, total, count };
}

/** One number for every parameter (its value, its gradient, a moment of it) in the device's memory. */
export class ParameterTensors {
  readonly flat: DeviceTensor;
  private readonly layout: ParameterLayout;
  private readonly tensors: ReadonlyMap<string, DeviceTensor>;

  constructor(device: Device, layout: ParameterLayout) {
    this.layout = layout;
    this.flat = device.empty([layout.total]);
    this.tensors = new Map(
      [...layout.slots].map(([name, { offset, shape }]) => [name, this.flat.view(offset, shape)] as const),
    );
  }

  /** @throws Error when there is no parameter of that name. */
  get(name: string): DeviceTensor {
    const tensor = this.tensors.get(name);
    if (!tensor) throw new Error(`the model has no parameter ${name}`);
    return tensor;
  }

  /** The tensors of one part of the model, by short name. */
  part(specs: Readonly<Record<string, ParameterSpec | StackedParameterSpec>>): Record<string, DeviceTensor> {
    return Object.fromEntries(
      Object.entries(specs).map(([key, spec]) => [key, "stack" in spec ? this.stacked(spec) : this.get(spec.name)]),
    );
  }

  /** Stacked parameters as one matrix: `parameterLayout` places them one after the other. */
  private stacked(spec: StackedParameterSpec): DeviceTensor {
    return this.flat.view(this.layout.slots.get(spec.stack[0]!.name)!.offset, shapeOf(spec));
  }
}
