import type { Device, DeviceTensor } from "@neftune/engine";
import type { Architecture } from "../architectures/architecture.ts";
import type { DropoutKey } from "../dropout/dropout.ts";
import { DropoutMasks } from "../dropout/dropout-masks.ts";
import type { NoisePlacement } from "../hooks/noise-placement.ts";
import { batchOfAllPositions, type RaggedBatch } from "../ragged/ragged-batch.ts";
import type { RaggedShape } from "../ragged/ragged-layout.ts";
import type { Activations } from "./activations.ts";
import type { BatchContexts } from "./batch-context.ts";
import { BlockPass } from "./block-pass.ts";
import type { BufferPool } from "./buffer-pool.ts";
import { EmbeddingPass } from "./embedding-pass.ts";
import { HeadPass, type LabelLosses } from "./head-pass.ts";
import type { ModelParts } from "./model-parts.ts";
import { ModelPrograms, type ModelProgramsOptions } from "./model-programs.ts";

/** A model's numbers, and the memory that all its passes share. */
export interface PassesPlace {
  readonly device: Device;
  readonly architecture: Architecture;
  readonly pool: BufferPool;
  readonly activations: Activations;
  readonly contexts: BatchContexts;
  readonly parts: ModelParts;
}

export interface PassesOptions extends ModelProgramsOptions {
  readonly noisePlacement: NoisePlacement;
  /** Share of the adapters' inputs that training drops. */
  readonly dropout: number;
}

export interface TrainingPass extends LabelLosses {
  /** L2 norm of each real token's embedding before the noise; null where there is no noise. */
  readonly embeddingNorms: Float32Array | null;
}

/** Computes a model with its adapter, as it is configured; one pass at a time. */
export class Passes {
  readonly programs: ModelPrograms;
  private readonly place: PassesPlace;
  private readonly options: PassesOptions;
  private readonly embedding: EmbeddingPass;
  private readonly blocks: BlockPass;
  private readonly head: HeadPass;
  private readonly masks: DropoutMasks;

  constructor(place: PassesPlace, options: PassesOptions) {
    const { device, architecture, pool, activations, parts } = place;
    const { accumulate, dropout } = options;
    this.place = place;
    this.options = options;
    this.programs = new ModelPrograms(device, architecture, parts, options);
    this.embedding = new EmbeddingPass(device, architecture, this.programs, pool, parts);
    this.masks = new DropoutMasks(architecture, pool, dropout);
    const blockOptions = { accumulate, masks: this.masks };
    this.blocks = new BlockPass(architecture, this.programs, pool, activations, parts, blockOptions);
    this.head = new HeadPass(device, architecture, this.programs, pool, parts.head);
  }

  /** Compiles what training passes over batches of a shape need, and sets aside the memory. */
  async prepare(shape: RaggedShape, labelCounts: ReadonlySet<number>, noise: boolean): Promise<void> {
    this.place.activations.reserve(shape);
    await this.blocks.prepare(shape);
    this.masks.reserveEmbedding(shape.tokens);
    await this.embedding.prepare(shape.tokens, noise ? this.options.noisePlacement : null);
    await this.head.prepare(shape, labelCounts, this.options.accumulate);
  }

  /** Losses at every label, without noise. */
  async losses(batch: RaggedBatch): Promise<LabelLosses> {
    return this.head.run(batch, await this.evaluateBlocks(batch), null);
  }

  /** [length, vocabSize] a row: logits at every position, without noise. */
  async logits(rows: readonly ArrayLike<number>[]): Promise<Float32Array[]> {
    const { vocabSize } = this.place.architecture;
    const batch = batchOfAllPositions(rows);
    const logits = await this.head.logits(batch, await this.evaluateBlocks(batch));
    let end = 0;
    return rows.map(({ length }) => {
      const begin = end;
      end += length * vocabSize;
      return logits.subarray(begin, end);
    });
  }

  /** Losses at every label, and the gradients of weight · Σ nll in the parts' sets. */
  async gradients(
    batch: RaggedBatch,
    weight: number,
    values: Float32Array | null,
    dropout: DropoutKey | null,
  ): Promise<TrainingPass> {
    const { device, architecture, activations, contexts } = this.place;
    const { accumulate, noisePlacement } = this.options;
    const { tokens } = batch;
    const context = contexts.write(batch);
    const noise = values && { values, placement: noisePlacement };
    await this.programs.updateNorms();
    const kept = dropout && this.masks.writeEmbedding(batch, dropout);
    const first = activations.input(0, tokens);
    const norms = await this.embedding.forward(context, first, { noise, kept, training: true });
    const x = await this.blocks.forward(batch, context, dropout);
    const dx = activations.inputGradient(architecture.layers, tokens);
    const losses = await this.head.run(batch, x, { weight, accumulate, dx });
    const dFirst = await this.blocks.backward(batch, context, dropout, dx);
    await this.embedding.backward(context, dFirst, { kept, accumulate });
    return { ...losses, embeddingNorms: norms && ((await device.read(norms)) as Float32Array) };
  }

  /** @returns [tokens, width], what the last block puts out, without noise */
  private async evaluateBlocks(batch: RaggedBatch): Promise<DeviceTensor> {
    const { architecture, pool, contexts } = this.place;
    const context = contexts.write(batch);
    const x = pool.get("eval0", [batch.tokens, architecture.width]);
    await this.programs.updateNorms();
    await this.embedding.forward(context, x, { noise: null, kept: null, training: false });
    return this.blocks.evaluate(batch, context, x);
  }
}
