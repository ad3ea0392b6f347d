import type { DeviceTensor } from "@neftune/engine";
import type { Architecture } from "../architectures/architecture.ts";
import type { BufferPool } from "../programs/buffer-pool.ts";
import type { Part } from "../programs/part.ts";
import type { RaggedBatch } from "../ragged/ragged-batch.ts";
import type { RaggedShape } from "../ragged/ragged-layout.ts";
import { fillAttentionMask } from "./attention-mask.ts";
import { type BlockMask, blockMasks, embeddingPlace } from "./block-masks.ts";
import { Dropout, type DropoutKey } from "./dropout.ts";

const embeddingName = "dropout.embedding";

/** Draws the masks of training passes and writes them into the device's memory, where the next of the same name overwrites them. */
export class DropoutMasks {
  private readonly architecture: Architecture;
  private readonly pool: BufferPool;
  private readonly adapters: number;
  private readonly dropouts = new Map<number, Dropout>();
  private readonly memory = new Map<string, Uint8Array>();

  /** @param adapters share of their inputs that adapters do not read */
  constructor(architecture: Architecture, pool: BufferPool, adapters: number) {
    this.architecture = architecture;
    this.pool = pool;
    this.adapters = adapters;
  }

  /** Masks that a block has for batches of this shape. */
  ofBlock(part: Part, shape: RaggedShape): readonly BlockMask[] {
    return blockMasks(this.architecture, part, shape, this.adapters);
  }

  /** Sets aside the memory of masks. */
  reserve(masks: readonly BlockMask[]): void {
    for (const { name, shape } of masks) this.pool.reserve(name, shape, "bool");
  }

  /** The same for what the first block takes. */
  reserveEmbedding(tokens: number): void {
    const { dropout, width } = this.architecture;
    if (dropout.embedding > 0) this.pool.reserve(embeddingName, [tokens, width], "bool");
  }

  /** The masks of a layer's block, by name: the same each time that they are drawn. */
  write(masks: readonly BlockMask[], layer: number, batch: RaggedBatch, key: DropoutKey): Record<string, DeviceTensor> {
    const { heads } = this.architecture.attention;
    const written = masks.map(({ name, shape, probability, place, group }) => {
      const values = this.memoryOf(name, shape);
      const dropout = this.dropoutOf(probability);
      const at = [layer, place] as const;
      if (group === null) dropout.fill(values, batch.lengths, shape[1]!, key, at);
      else fillAttentionMask(values, dropout, batch, group, heads, key, at);
      return [name, this.pool.write(name, values, shape)] as const;
    });
    return Object.fromEntries(written);
  }

  /** [tokens, width], the mask of what the first block takes; null where all is kept. */
  writeEmbedding({ tokens, lengths }: RaggedBatch, key: DropoutKey): DeviceTensor | null {
    const { dropout, width } = this.architecture;
    if (dropout.embedding === 0) return null;
    const values = this.memoryOf(embeddingName, [tokens, width]);
    this.dropoutOf(dropout.embedding).fill(values, lengths, width, key, embeddingPlace);
    return this.pool.write(embeddingName, values, [tokens, width]);
  }

  private dropoutOf(probability: number): Dropout {
    let dropout = this.dropouts.get(probability);
    if (!dropout) {
      dropout = new Dropout(probability);
      this.dropouts.set(probability, dropout);
    }
    return dropout;
  }

  private memoryOf(name: string, shape: readonly number[]): Uint8Array {
    const size = shape.reduce((product, dimension) => product * dimension, 1);
    let memory = this.memory.get(name);
    if (!memory || memory.length < size) {
      memory = new Uint8Array(size);
      this.memory.set(name, memory);
    }
    return memory.subarray(0, size);
  }
}
