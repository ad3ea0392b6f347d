import type { Device, DeviceTensor } from "@neftune/engine";
import { type Architecture, headWidth } from "../architectures/architecture.ts";
import type { RaggedBatch } from "../ragged/ragged-batch.ts";
import { labelGranularity, type RaggedShape } from "../ragged/ragged-layout.ts";
import type { BufferPool } from "./buffer-pool.ts";
import { HeadBuffers } from "./head-buffers.ts";
import type { PartTensors } from "./model-parts.ts";
import type { ModelPrograms } from "./model-programs.ts";
import { prefixed } from "./prefixed.ts";
import { type VocabularyPart, vocabularyParts } from "./vocabulary-parts.ts";

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
  /** Factor on the sum of nll. */
  readonly weight: number;
  /** Add to the gradients of earlier passes. */
  readonly accumulate: boolean;
  /** [tokens, width], where the gradient of `x` goes. */
  readonly dx: DeviceTensor;
}

/** Label slots that are computed at once. */
interface Slots {
  readonly slots: number;
  /** [slots, width] */
  readonly hidden: DeviceTensor;
  /** [slots] */
  readonly targets: DeviceTensor;
}

/** Final norm, logits and cross-entropy at the labelled positions of a batch: a few hundred at a time, part by part of the vocabulary. */
export class HeadPass {
  private readonly device: Device;
  private readonly architecture: Architecture;
  private readonly programs: ModelPrograms;
  private readonly pool: BufferPool;
  private readonly head: PartTensors;
  private readonly trainsMatrix: boolean;
  private readonly width: number;
  private readonly parts: readonly VocabularyPart[];
  private readonly buffers: HeadBuffers;

  constructor(
    device: Device,
    architecture: Architecture,
    programs: ModelPrograms,
    pool: BufferPool,
    head: PartTensors,
  ) {
    this.device = device;
    this.architecture = architecture;
    this.programs = programs;
    this.pool = pool;
    this.head = head;
    this.trainsMatrix = head.part.trainable.includes("lmHead");
    this.parts = vocabularyParts(architecture.vocabSize);
    this.width = headWidth(architecture);
    this.buffers = new HeadBuffers(pool, this.parts, this.width);
  }

  /** Compiles what training passes need whose batches have these numbers of labels, and sets aside the memory. */
  async prepare(shape: RaggedShape, labelCounts: Iterable<number>, accumulate: boolean): Promise<void> {
    const { head } = this.programs;
    await head.trainInput(shape);
    if (this.trainsMatrix) await this.programs.addHeadRows(shape.labelled);
    for (const labelCount of labelCounts) {
      for (const [start, slots] of slotParts(labelCount)) {
        this.buffers.reserve(slots, this.trainsMatrix);
        for (const size of new Set(this.parts.map((part) => part.size))) {
          await head.trainPart(slots, size);
          if (this.trainsMatrix) await head.partGradient(slots, size, accumulate || start > 0);
        }
        await head.trainLosses(slots);
      }
    }
  }

  /** @param x [tokens, width] */
  async run(batch: RaggedBatch, x: DeviceTensor, training: HeadGradients | null): Promise<LabelLosses> {
    const { labelled, labelCount } = batch;
    const { head } = this.programs;
    const { hidden, rows, lmHead } = await this.hidden(batch, x, training !== null);

    const targets = this.pool.write("targets", batch.targets, [labelled]);
    const losses = {
      nll: new Float32Array(labelCount),
      entropy: new Float32Array(labelCount),
      correct: new Float32Array(labelCount),
    };
    const train = training && this.slotTraining(batch, training);
    if (training) this.zeroSpare(batch);
    for (const [start, slots] of slotParts(labelCount)) {
      const at = {
        slots,
        hidden: hidden.view(start * this.width, [slots, this.width]),
        targets: targets.view(start, [slots]),
      };
      const state = await this.look(at, lmHead, training !== null);
      const results = Object.fromEntries(measures.map((name) => [name, this.pool.get(name, [slots])]));
      if (train) await train(start, at, state, results);
      else await (await head.evalLosses(slots)).run(state, results);
      for (const name of measures) {
        const part = (await this.device.read(results[name]!)) as Float32Array;
        losses[name].set(part.subarray(0, Math.min(slots, labelCount - start)), start);
      }
    }
    if (training) await this.backward(batch, { ...rows, targets }, training);
    return losses;
  }

  /**
   * Logits at the label slots in use.
   *
   * @param x [tokens, width]
   * @returns [labelCount, vocabSize]
   */
  async logits(batch: RaggedBatch, x: DeviceTensor): Promise<Float32Array> {
    const { vocabSize } = this.architecture;
    const { labelCount } = batch;
    const { hidden, lmHead } = await this.hidden(batch, x, false);
    const logits = new Float32Array(labelCount * vocabSize);
    for (const [start, slots] of slotParts(labelCount)) {
      const rows = hidden.view(start * this.width, [slots, this.width]);
      for (const part of this.parts) {
        const program = await this.programs.head.partLogits(slots, part.size);
        const target = this.pool.get("logits", [slots, part.size]);
        await program.run({ hidden: rows, matrix: this.rowsOf(lmHead, part) }, { logits: target });
        const values = (await this.device.read(target)) as Float32Array;
        for (let slot = 0; slot < Math.min(slots, labelCount - start); slot++)
          logits.set(
            values.subarray(slot * part.size, (slot + 1) * part.size),
            (start + slot) * vocabSize + part.begin,
          );
      }
    }
    return logits;
  }

  /** The architecture's output at the label slots, [labelled, headWidth], and what it was computed from. */
  private async hidden(batch: RaggedBatch, x: DeviceTensor, training: boolean) {
    const { tokens, labelled } = batch;
    const { lmHead, ...weights } = this.head.tensors;
    const hidden = this.pool.get("hidden", [labelled, this.width]);
    const rows = {
      x,
      select: this.pool.write("select", batch.select, [labelled]),
      unselect: this.pool.write("unselect", batch.unselect, [tokens]),
      ...weights,
    };
    const { head } = this.programs;
    const input = training ? (await head.trainInput(batch)).forward : await head.evalInput(batch);
    await input.run(rows, { y: hidden });
    return { hidden, rows, lmHead: lmHead! };
  }

  /** Looks at all parts of the vocabulary. @returns the state after the last */
  private async look(
    { slots, hidden, targets }: Slots,
    lmHead: DeviceTensor,
    training: boolean,
  ): Promise<Record<string, DeviceTensor>> {
    const { head } = this.programs;
    for (const [index, part] of this.parts.entries()) {
      const program = await (training ? head.trainPart(slots, part.size) : head.evalPart(slots, part.size));
      await program.run(
        {
          hidden,
          targets,
          matrix: this.rowsOf(lmHead, part),
          begin: this.buffers.begin(index),
          ...this.buffers.state(index, slots, training),
        },
        {
          ...this.buffers.state(index + 1, slots, training),
          ...(training && this.trainsMatrix ? this.buffers.kept(index, slots) : {}),
        },
      );
    }
    return this.buffers.state(this.parts.length, slots, training);
  }

  /** Losses of some slots, their hidden rows' gradients, and what they add to the gradient of the output matrix. */
  private slotTraining({ labelled, labelCount }: RaggedBatch, { weight, accumulate }: HeadGradients) {
    const { width } = this;
    const { head } = this.programs;
    const values = new Float32Array(labelled).fill(weight, 0, labelCount);
    const weights = this.pool.write("weights", values, [labelled]);
    const dHidden = this.pool.get("dHidden", [labelled, width]);
    const targetRows = this.pool.get("targetRows", [labelled, width]);
    const gradient = this.trainsMatrix ? this.head.gradients.lmHead! : null;
    return async (
      start: number,
      { slots, hidden }: Slots,
      state: Record<string, DeviceTensor>,
      measures: Record<string, DeviceTensor>,
    ) => {
      const ofSlots = (rows: DeviceTensor) => rows.view(start * width, [slots, width]);
      const results = { ...measures, dHidden: ofSlots(dHidden), targetRows: ofSlots(targetRows) };
      await (await head.trainLosses(slots)).run({ ...state, hidden, weights: weights.view(start, [slots]) }, results);
      if (!gradient) return;
      // The first slots replace the gradient of the last pass, the others add to it.
      const adds = accumulate || start > 0;
      for (const [index, part] of this.parts.entries()) {
        const matrix = this.rowsOf(gradient, part);
        const program = await head.partGradient(slots, part.size, adds);
        const kept = this.buffers.kept(index, slots);
        await program.run(
          {
            ...kept,
            logSumExp: state.logSumExp!,
            targetRows: results.targetRows,
            ...(adds ? { acc_matrix: matrix } : {}),
          },
          { d_matrix: matrix },
        );
      }
    };
  }

  /** Slots that no label comes near hold another batch's gradients: what adds up all slots would take them in. */
  private zeroSpare({ labelled, labelCount }: RaggedBatch): void {
    const { width } = this;
    const [start, slots] = slotParts(labelCount).at(-1)!;
    const spare = labelled - start - slots;
    if (spare === 0) return;
    for (const name of ["dHidden", "targetRows"])
      this.device.zero(this.pool.get(name, [labelled, width]).view((start + slots) * width, [spare, width]));
  }

  /** From the hidden rows' gradient to that of `x` and of the output's weights; and the targets' rows of the output matrix's. */
  private async backward(
    batch: RaggedBatch,
    { targets, ...rows }: Record<string, DeviceTensor>,
    { accumulate, dx }: HeadGradients,
  ): Promise<void> {
    const { width } = this;
    const { labelled } = batch;
    const { lmHead: target, ...weights } = this.head.gradients;
    const { backward } = await this.programs.head.trainInput(batch);
    await backward.run(
      { dy: this.pool.get("dHidden", [labelled, width]), ...rows, ...(accumulate ? prefixed("acc_", weights) : {}) },
      { d_x: dx, ...prefixed("d_", weights) },
    );
    if (!target) return;
    const added = { indices: targets!, rows: this.pool.get("targetRows", [labelled, width]) };
    await (await this.programs.addHeadRows(labelled)).run({ target, ...added }, { target });
  }

  private rowsOf(matrix: DeviceTensor, { begin, size }: VocabularyPart): DeviceTensor {
    const { width } = this;
    return matrix.view(begin * width, [size, width]);
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
