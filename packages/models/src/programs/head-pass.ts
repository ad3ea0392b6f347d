import type { Device, DeviceTensor } from "@neftune/engine";
import type { Architecture } from "../architectures/architecture.ts";
import type { ParameterTensors } from "../parameters.ts";
import type { RaggedBatch } from "../ragged/ragged-batch.ts";
import { labelGranularity, type RaggedShape } from "../ragged/ragged-layout.ts";
import type { BufferPool } from "./buffer-pool.ts";
import type { ModelPrograms } from "./model-programs.ts";
import { prefixed } from "./prefixed.ts";

/** Most label slots that are computed at once, so that the logits of a part of the vocabulary stay in the processor's cache. */
const headSlots = 256;

/** Loss and the like at each label of a batch, in the order of the rows. */
export interface LabelLosses {
  /** Negative log-likelihood in nats. */
  readonly nll: Float32Array;
  /** Entropy of the prediction in nats. */
  readonly entropy: Float32Array;
  /** 1 where the label is the model's first choice. */
  readonly correct: Float32Array;
}

const measures = ["nll", "entropy", "correct"] as const;

/** What training adds to the head's pass. */
export interface HeadGradients {
  readonly gradients: ParameterTensors;
  /** Factor on the sum of nll. */
  readonly weight: number;
  /** Add to the gradients of earlier passes. */
  readonly accumulate: boolean;
  /** [tokens, width], where the gradient of `x` goes. */
  readonly dx: DeviceTensor;
}

/** Final norm, logits and cross-entropy at the labelled positions of a batch, a few hundred at a time. */
export class HeadPass {
  private readonly device: Device;
  private readonly architecture: Architecture;
  private readonly programs: ModelPrograms;
  private readonly pool: BufferPool;

  constructor(device: Device, architecture: Architecture, programs: ModelPrograms, pool: BufferPool) {
    this.device = device;
    this.architecture = architecture;
    this.programs = programs;
    this.pool = pool;
  }

  /** Compiles what training passes need whose batches have these numbers of labels. */
  async prepare(shape: RaggedShape, labelCounts: Iterable<number>, accumulate: boolean): Promise<void> {
    await this.programs.select(shape);
    for (const labelCount of labelCounts) {
      for (const [start, slots] of slotParts(labelCount)) {
        await this.programs.trainHead(slots, accumulate || start > 0);
        await this.programs.addRows(slots);
      }
    }
  }

  /** @param x [tokens, width] */
  async run(
    batch: RaggedBatch,
    x: DeviceTensor,
    parameters: ParameterTensors,
    training: HeadGradients | null,
  ): Promise<LabelLosses> {
    const { width } = this.architecture;
    const { tokens, labelled, labelCount } = batch;
    const select = await this.programs.select(batch);
    const selected = this.pool.get("selected", [labelled, width]);
    const dSelected = this.pool.get("dSelected", [labelled, width]);
    const indices = {
      select: this.pool.write("select", batch.select, [labelled]),
      unselect: this.pool.write("unselect", batch.unselect, [tokens]),
    };
    await select.forward.run({ x, ...indices }, { y: selected });

    const targets = this.pool.write("targets", batch.targets, [labelled]);
    const weight = new Float32Array(labelled).fill(training?.weight ?? 0, 0, labelCount);
    const weights = this.pool.write("weights", weight, [labelled]);
    const losses = {
      nll: new Float32Array(labelCount),
      entropy: new Float32Array(labelCount),
      correct: new Float32Array(labelCount),
    };
    for (const [start, slots] of slotParts(labelCount)) {
      const inputs = {
        ...this.tensors(parameters),
        x: selected.view(start * width, [slots, width]),
        targets: targets.view(start, [slots]),
      };
      const results = Object.fromEntries(measures.map((name) => [name, this.pool.get(name, [slots])]));
      if (training) {
        const dx = dSelected.view(start * width, [slots, width]);
        const trainingInputs = { ...inputs, weights: weights.view(start, [slots]) };
        await this.trainPart(slots, trainingInputs, { ...results, dx }, training, start > 0);
      } else await (await this.programs.evalHead(slots)).run(inputs, results);
      for (const name of measures) {
        const part = (await this.device.read(results[name]!)) as Float32Array;
        losses[name].set(part.subarray(0, Math.min(slots, labelCount - start)), start);
      }
    }
    if (training) await select.backward.run({ dy: dSelected, x, ...indices }, { d_x: training.dx });
    return losses;
  }

  private async trainPart(
    slots: number,
    inputs: Record<string, DeviceTensor>,
    outputs: Record<string, DeviceTensor>,
    training: HeadGradients,
    isLaterPart: boolean,
  ): Promise<void> {
    // The first part replaces the gradients of the last pass, the others add to it.
    const accumulate = training.accumulate || isLaterPart;
    const program = await this.programs.trainHead(slots, accumulate);
    const { lmHead, ...gradients } = this.tensors(training.gradients);
    const target = lmHead!;
    const targetRows = this.pool.get("targetRows", [slots, this.architecture.width]);
    await program.run(
      { ...inputs, ...(accumulate ? prefixed("acc_", gradients) : {}) },
      { ...outputs, ...prefixed("d_", gradients), targetRows },
    );
    await (await this.programs.addRows(slots)).run({ target, indices: inputs.targets!, rows: targetRows }, { target });
  }

  /** The head's parameters, or numbers that belong to them, the output matrix whole and in parts. */
  private tensors(tensors: ParameterTensors): Record<string, DeviceTensor> {
    const { width, headParameters } = this.architecture;
    const whole = tensors.part(headParameters);
    const parts = this.programs.parts.map(
      ({ name, begin, size }) => [name, whole.lmHead!.view(begin * width, [size, width])] as const,
    );
    return { ...whole, ...Object.fromEntries(parts) };
  }
}

/** First slot and size of each part that is computed: all labels and one spare slot, whose gradient is zero. */
function slotParts(labelCount: number): [start: number, slots: number][] {
  const parts: [number, number][] = [];
  for (let start = 0; start <= labelCount; start += headSlots) {
    const left = Math.ceil((labelCount + 1 - start) / labelGranularity) * labelGranularity;
    parts.push([start, Math.min(headSlots, left)]);
  }
  return parts;
}
