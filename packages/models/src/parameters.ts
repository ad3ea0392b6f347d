import type { Device, DeviceTensor } from "@neftune/engine";
import type { Architecture, ParameterSpec, StackedParameterSpec } from "./architectures/architecture.ts";

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

/** @param isHeld whether a parameter has a place there; default: all have */
export function parameterLayout(
  architecture: Architecture,
  isHeld: (spec: ParameterSpec) => boolean = () => true,
): ParameterLayout {
  const parts = [
    architecture.embedParameters,
    architecture.input?.parameters ?? {},
    ...Array.from({ length: architecture.layers }, (_, layer) => architecture.blockParameters(layer)),
    architecture.headParameters,
  ];
  const tensors = parts.flatMap((part) =>
    Object.values<ParameterSpec | StackedParameterSpec>(part).map((spec) => ("stack" in spec ? spec.stack : [spec])),
  );
  return layoutOf(tensors.map((tensor) => tensor.filter(isHeld)).filter(({ length }) => length > 0));
}

/**
 * Lays out what programs take as one tensor each, in the order given; one that comes up again is the same.
 *
 * @param isDecayed whether weight decay applies; all members of a tensor are alike
 */
export function layoutOf(
  tensors: readonly (readonly ParameterSpec[])[],
  isDecayed: (spec: ParameterSpec) => boolean = ({ shape }) => shape.length > 1,
): ParameterLayout {
  const specs = new Map<string, ParameterSpec>();
  const distinct: (readonly ParameterSpec[])[] = [];
  for (const tensor of tensors) {
    // Tied matrices come up twice.
    if (!specs.has(tensor[0]!.name)) distinct.push(tensor);
    for (const single of tensor) specs.set(single.name, single);
  }

  const slots = new Map<string, ParameterSlot>();
  let offset = 0;
  const place = (which: boolean) => {
    for (const spec of specs.values()) {
      if (isDecayed(spec) !== which) continue;
      const size = spec.shape.reduce((product, dimension) => product * dimension, 1);
      slots.set(spec.name, { ...spec, offset, size });
      offset += size;
    }
    offset = Math.ceil(offset / granule) * granule;
    return offset;
  };
  const decayed = place(true);
  const total = place(false);
  const count = [...slots.values()].reduce((sum, { size }) => sum + size, 0);
  const pieces = distinct.map((tensor) => {
    const members = tensor.map(({ name }) => slots.get(name)!);
    return { offset: members[0]!.offset, size: members.reduce((sum, { size }) => sum + size, 0) };
  });
  pieces.sort((a, b) => a.offset - b.offset);
  return { slots, pieces, decayed, total, count };
}

/** One number for every parameter (its value, its gradient, a moment of it) in the device's memory. */
export class ParameterTensors {
  readonly flat: DeviceTensor;
  readonly layout: ParameterLayout;
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

  /** Parameters that the layout places one after the other, seen as one tensor. */
  rows(names: readonly string[], shape: readonly number[]): DeviceTensor {
    return names.length === 1 ? this.get(names[0]!) : this.flat.view(this.layout.slots.get(names[0]!)!.offset, shape);
  }
}

/** What an optimiser changes: numbers in a device's memory, and their gradients of the last training pass. */
export interface TrainableTensors {
  readonly device: Device;
  readonly layout: ParameterLayout;
  readonly parameters: ParameterTensors;
  readonly gradients: ParameterTensors;
}
