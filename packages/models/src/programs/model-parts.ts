import type { Device, DeviceTensor } from "@neftune/engine";
import type { Adapter } from "../adapters/adapter.ts";
import type { Architecture, BlockParameterSpecs } from "../architectures/architecture.ts";
import { type ParameterLayout, ParameterTensors, type TrainableTensors } from "../parameters.ts";
import type { QuantizedParameters } from "../quantization/quantized-parameters.ts";
import { type Part, partOf, type TensorSet } from "./part.ts";

/** Numbers that parts take theirs from, by name. */
interface TensorSource {
  rows(names: readonly string[], shape: readonly number[]): DeviceTensor;
}

/** A part's inputs in the device's memory. */
export class PartTensors {
  readonly part: Part;
  /** By the name of the input. */
  readonly tensors: Readonly<Record<string, DeviceTensor>>;
  private readonly trainable: TrainableTensors;
  private ownGradients: Record<string, DeviceTensor> | null = null;

  constructor(part: Part, sets: Readonly<Record<TensorSet, TensorSource | null>>, trainable: TrainableTensors) {
    this.part = part;
    this.trainable = trainable;
    this.tensors = Object.fromEntries(
      Object.entries(part.inputs).map(([name, { set, names, shape }]) => [name, sets[set]!.rows(names, shape)]),
    );
  }

  /** Where the gradients of the trainable inputs go. */
  get gradients(): Readonly<Record<string, DeviceTensor>> {
    this.ownGradients ??= Object.fromEntries(
      this.part.trainable.map((name) => {
        const { names, shape } = this.part.inputs[name]!;
        return [name, this.trainable.gradients.rows(names, shape)];
      }),
    );
    return this.ownGradients;
  }
}

/** All numbers of a model and its adapter. */
export interface ModelNumbers {
  readonly parameters: ParameterTensors;
  /** Weights that are in 4 bits; null where none are. */
  readonly quantized: QuantizedParameters | null;
  readonly adapter: Adapter | null;
  /** The adapter's updates are in the model's weights already. */
  readonly isMerged: boolean;
}

/** The parts of a model with an adapter or without, and what training changes of them. */
export class ModelParts {
  readonly embed: PartTensors;
  /** null where the architecture has no such stage. */
  readonly input: PartTensors | null;
  readonly blocks: readonly PartTensors[];
  readonly head: PartTensors;
  readonly trainable: TrainableSet;

  constructor(device: Device, architecture: Architecture, { parameters, quantized, adapter, isMerged }: ModelNumbers) {
    this.trainable = new TrainableSet(device, adapter?.parameters ?? parameters);
    const sets = { model: parameters, quantized, adapter: adapter?.parameters ?? null, norms: adapter?.norms ?? null };
    const state = { adapter: adapter?.plan ?? null, isMerged };
    const ofBlocks = { quantization: quantized?.quantization ?? null };
    const bind = (specs: BlockParameterSpecs, inBlocks = {}) =>
      new PartTensors(partOf(specs, { ...state, ...inBlocks }), sets, this.trainable);
    this.embed = bind(architecture.embedParameters);
    this.input = architecture.input && bind(architecture.input.parameters);
    this.blocks = Array.from({ length: architecture.layers }, (_, layer) =>
      bind(architecture.blockParameters(layer), ofBlocks),
    );
    this.head = bind(architecture.headParameters);
  }

  /** All parts, from the embedding to the head. */
  get all(): readonly PartTensors[] {
    return [this.embed, ...(this.input ? [this.input] : []), ...this.blocks, this.head];
  }

  /** How far back gradients are needed: the first block whose input's gradient is, or the number of blocks. */
  get lowestTrained(): number {
    if (this.embed.part.trainable.length + (this.input?.part.trainable.length ?? 0) > 0) return 0;
    const first = this.blocks.findIndex(({ part }) => part.trainable.length > 0);
    return first < 0 ? this.blocks.length : first;
  }
}

class TrainableSet implements TrainableTensors {
  readonly device: Device;
  readonly parameters: ParameterTensors;
  private taken: ParameterTensors | null = null;

  constructor(device: Device, parameters: ParameterTensors) {
    this.device = device;
    this.parameters = parameters;
  }

  get layout(): ParameterLayout {
    return this.parameters.layout;
  }

  /** Their memory is taken when they are first asked for. */
  get gradients(): ParameterTensors {
    this.taken ??= new ParameterTensors(this.device, this.layout);
    return this.taken;
  }

  get hasGradients(): boolean {
    return this.taken !== null;
  }
}
