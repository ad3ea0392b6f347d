import type { DeviceTensor, VjpPrograms } from "@neftune/engine";
import type { Dropout, DropoutKey } from "../adapters/dropout.ts";
import type { Architecture } from "../architectures/architecture.ts";
import type { RaggedBatch } from "../ragged/ragged-batch.ts";
import type { RaggedShape } from "../ragged/ragged-layout.ts";
import type { Activations } from "./activations.ts";
import type { BatchContext } from "./batch-context.ts";
import type { BufferPool } from "./buffer-pool.ts";
import type { ModelParts } from "./model-parts.ts";
import type { ModelPrograms } from "./model-programs.ts";
import { adaptedLinears, dropoutName } from "./part.ts";
import { prefixed } from "./prefixed.ts";

export interface BlockPassOptions {
  /** Add gradients to those of earlier passes. */
  accumulate: boolean;
  /** Of the adapters' inputs in training; null: none is dropped. */
  dropout: Dropout | null;
}

/** All blocks, one after the other, and back as far as something is trained. */
export class BlockPass {
  private readonly architecture: Architecture;
  private readonly programs: ModelPrograms;
  private readonly pool: BufferPool;
  private readonly activations: Activations;
  private readonly parts: ModelParts;
  private readonly options: BlockPassOptions;
  private readonly masks = new Map<string, Uint8Array>();

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
    const dropout = this.options.dropout?.probability ?? 0;
    for (const [layer, { part }] of this.parts.blocks.entries()) {
      this.activations.reserveResiduals(layer, await this.trainBlock(layer, shape, dropout));
      if (dropout === 0) continue;
      for (const [short, width] of adaptedLinears(part))
        this.pool.reserve(dropoutName(short), [shape.tokens, width], "bool");
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
      const masks = this.dropoutMasks(layer, batch, key);
      const block = await this.trainBlock(layer, batch, masks ? this.options.dropout!.probability : 0);
      await block.forward.run(
        { x: this.activations.input(layer, tokens), ...context.block(layer), ...tensors, ...masks },
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
      const masks = this.dropoutMasks(layer, batch, key);
      const block = await this.trainBlock(layer, batch, masks ? this.options.dropout!.probability : 0);
      const dx = this.activations.inputGradient(layer, tokens);
      await block.backward.run(
        {
          x: this.activations.input(layer, tokens),
          dy,
          ...context.block(layer),
          ...tensors,
          ...masks,
          ...this.activations.residuals(layer, block),
          ...(this.options.accumulate ? prefixed("acc_", gradients) : {}),
        },
        { d_x: dx, ...prefixed("d_", gradients) },
      );
      dy = dx;
    }
    return dy;
  }

  private trainBlock(layer: number, shape: RaggedShape, dropout: number): Promise<VjpPrograms> {
    const { part } = this.parts.blocks[layer]!;
    return this.programs.trainBlock(shape, this.architecture.kinds[this.architecture.kindOf(layer)]!, part, dropout);
  }

  /** A layer's masks, drawn again for the way back; null where nothing is dropped. */
  private dropoutMasks(
    layer: number,
    { tokens, lengths }: RaggedBatch,
    key: DropoutKey | null,
  ): Record<string, DeviceTensor> | null {
    const { dropout } = this.options;
    if (!dropout || !key) return null;
    const masks: Record<string, DeviceTensor> = {};
    for (const [index, [short, width]] of adaptedLinears(this.parts.blocks[layer]!.part).entries()) {
      const values = this.maskMemory(short, tokens * width);
      dropout.fill(values, lengths, width, key, [layer, index]);
      masks[dropoutName(short)] = this.pool.write(dropoutName(short), values, [tokens, width]);
    }
    return masks;
  }

  private maskMemory(short: string, size: number): Uint8Array {
    let memory = this.masks.get(short);
    if (!memory || memory.length < size) {
      memory = new Uint8Array(size);
      this.masks.set(short, memory);
    }
    return memory.subarray(0, size);
  }
}
