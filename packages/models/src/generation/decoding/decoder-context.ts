import type { DeviceTensor } from "@neftune/engine";
import type { Architecture } from "../../architectures/architecture.ts";
import { causalMask } from "../../layers/attention.ts";
import { maskName } from "../../programs/block.ts";
import type { BufferPool } from "../../programs/buffer-pool.ts";
import type { RaggedBatch } from "../../ragged/ragged-batch.ts";
import { placesOf } from "../../ragged/ragged-layout.ts";
import type { KeyValueCache } from "./key-value-cache.ts";
import { tokenAngles } from "./token-angles.ts";

type Tensors = Readonly<Record<string, DeviceTensor>>;

/** Writes what blocks take beside activations and weights, one kind of block after the other. */
export class DecoderContext {
  private readonly architecture: Architecture;
  private readonly pool: BufferPool;

  constructor(architecture: Architecture, pool: BufferPool) {
    this.architecture = architecture;
    this.pool = pool;
  }

  /** For `DecodingPrograms.prompt`, by kind. */
  prompt(batch: RaggedBatch): Tensors[] {
    const { tokens, starts, lengths, groups, positions } = batch;
    const ownLengths = new Int32Array(tokens).fill(1);
    for (const [sequence, length] of lengths.entries())
      ownLengths.fill(length, starts[sequence]!, starts[sequence]! + length);
    const pad = this.pool.write("pad", batch.pad, [placesOf(batch)]);
    const unpad = this.pool.write("unpad", batch.unpad, [tokens]);
    return this.architecture.kinds.map(({ window }, kind) => ({
      ...{ pad, unpad },
      ...Object.fromEntries(
        groups.map(({ length }, group) => {
          const mask = this.pool.write(`mask ${kind} ${group}`, causalMask(length, window), [length, length]);
          return [maskName(group), mask];
        }),
      ),
      ...this.angles(kind, positions, ownLengths),
    }));
  }

  /** For the tokens after these, by kind: angles, and masks of the cache. */
  step(cache: KeyValueCache): { angles: Tensors; masks: Tensors }[] {
    const { batch, lengths, capacity, recentRoom } = cache;
    return this.architecture.kinds.map(({ window }, kind) => {
      const { mask, recentMask } = cache.masks(window);
      return {
        angles: this.angles(
          kind,
          lengths,
          lengths.map((length) => length + 1),
        ),
        masks: {
          mask: this.pool.write(`cacheMask ${kind}`, mask, [batch, capacity]),
          recentMask: this.pool.write(`recentMask ${kind}`, recentMask, [batch, recentRoom]),
        },
      };
    });
  }

  private angles(kind: number, positions: ArrayLike<number>, lengths: ArrayLike<number>): Tensors {
    const { rotary } = this.architecture.kinds[kind]!;
    if (!rotary) return {};
    const { cos, sin } = tokenAngles(rotary, positions, lengths);
    const shape = [positions.length, rotary.width];
    return { cos: this.pool.write(`cos ${kind}`, cos, shape), sin: this.pool.write(`sin ${kind}`, sin, shape) };
  }
}
