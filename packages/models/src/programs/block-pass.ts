import type { DeviceTensor, VjpPrograms } from "@neftune/engine";
import type { Architecture } from "../architectures/architecture.ts";
import type { BlockMask } from "../dropout/block-masks.ts";
import type { DropoutKey } from "../dropout/dropout.ts";
import type { DropoutMasks } from "../dropout/dropout-masks.ts";
import type { RaggedBatch } from "../ragged/ragged-batch.ts";
import type { RaggedShape } from "../ragged/ragged-layout.ts";
import type { Activations } from "./activations.ts";
import type { BatchContext } from "./batch-context.ts";
import type { BufferPool } from "./buffer-pool.ts";
import type { ModelParts } from "./model-parts.ts";
import type { ModelPrograms } from "./model-programs.ts";
import { prefixed } from "./prefixed.ts";

export interface BlockPassOptions {
  /** Add gradients to those of earlier passes. */
  accumulate: boolean;
  masks: DropoutMasks;
}

/** All blocks, one after the other, and back as far as something is trained. */
export class BlockPass {
  private readonly architecture: Architecture;
  private readonly programs: ModelPrograms;
  private readonly pool: BufferPool;
  private readonly activations: Activations;
  private readonly parts: ModelParts;
  private readonly options: BlockPassOptions;

  constructor(
    architecture: Architecture,
    programs: ModelPrograms,
    pool: BufferPool,
    activations: Activations,
    parts: ModelParts,
    options: BlockPassOptions,
  ) {
    this.architecture = architecture;
    this.programs = programs;
    this.pool = pool;
    this.activations = activations;
    this.parts = parts;
    this.options = options;
  }

  /** Compiles what training passes of this shape need, and sets aside the memory. */
  async prepare(shape: RaggedShape): Promise<void> {
    for (const layer of this.parts.blocks.keys()) {
      const masks = this.masksOf(layer, shape);
      this.options.masks.reserve(masks);
      this.activations.reserveResiduals(layer, await this.trainBlock(layer, shape, masks));
    }
  }

  /** @returns [tokens, width], what the last block puts out, without what only training does; `x` is overwritten */
  async evaluate(batch: RaggedBatch, context: BatchContext, x: DeviceTensor): Promise<DeviceTensor> {
    const { kinds, width } = this.architecture;
    for (const [layer, { part, tensors }] of this.parts.blocks.entries()) {
      const y = this.pool.get(`eval${(layer + 1) % 2}`, [batch.tokens, width]);
      const block = await this.programs.evalBlock(batch, kinds[this.architecture.kindOf(layer)]!, part);
      await block.run({ x, ...context.block(layer), ...tensors }, { y });
      x = y;
    }
    return x;
  }

  /** From `activations.input(0)` on. @returns what the last block puts out */
  async forward(batch: RaggedBatch, context: BatchContext, key: DropoutKey | null): Promise<DeviceTensor> {
    const { tokens } = batch;
    for (const [layer, { tensors }] of this.parts.blocks.entries()) {
      const masks = key ? this.masksOf(layer, batch) : [];
      const block = await this.trainBlock(layer, batch, masks);
      const dropped = key && this.options.masks.write(masks, layer, batch, key);
      await block.forward.run(
        { x: this.activations.input(layer, tokens), ...context.block(layer), ...tensors, ...dropped },
        { y: this.activations.input(layer + 1, tokens), ...this.activations.residuals(layer, block) },
      );
    }
    return this.activations.input(this.parts.blocks.length, tokens);
  }

  /** @returns the gradient of what the lowest trained block takes; that of the first, where something before it is trained */
  async backward(
    batch: RaggedBatch,
    context: BatchContext,
    key: DropoutKey | null,
    dy: DeviceTensor,
  ): Promise<DeviceTensor> {
    const { tokens } = batch;
    for (let layer = this.parts.blocks.length - 1; layer >= this.parts.lowestTrained; layer--) {
      const { tensors, gradients } = this.parts.blocks[layer]!;
      const masks = key ? this.masksOf(layer, batch) : [];
      const block = await this.trainBlock(layer, batch, masks);
      const dropped = key && this.options.masks.write(masks, layer, batch, key);
      const dx = this.activations.inputGradient(layer, tokens);
      await block.backward.run(
        {
          x: this.activations.input(layer, tokens),
          dy,
          ...context.block(layer),
          ...tensors,
          ...dropped,
          ...this.activations.residuals(layer, block),
          ...(this.options.accumulate ? prefixed("acc_", gradients) : {}),
        },
        { d_x: dx, ...prefixed("d_", gradients) },
      );
      dy = dx;
    }
    return dy;
  }

  private trainBlock(layer: number, shape: RaggedShape, masks: readonly BlockMask[]): Promise<VjpPrograms> {
    const { part } = this.parts.blocks[layer]!;
    return this.programs.trainBlock(shape, this.architecture.kinds[this.architecture.kindOf(layer)]!, part, masks);
  }

  private masksOf(layer: number, shape: RaggedShape): readonly BlockMask[] {
    return this.options.masks.ofBlock(this.parts.blocks[layer]!.part, shape);
  }
}
