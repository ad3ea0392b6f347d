import type { Device, DeviceTensor } from "@neftune/engine";
import type { Architecture } from "../architectures/architecture.ts";
import { SequenceLengthError } from "../errors/sequence-length-error.ts";
import { causalMask } from "../layers/attention.ts";
import { rotaryTables } from "../layers/rotary.ts";
import type { RaggedBatch } from "../ragged/ragged-batch.ts";
import { placesOf } from "../ragged/ragged-layout.ts";
import { maskName } from "./block.ts";
import type { BufferPool } from "./buffer-pool.ts";

/** Ids, positions, index lists, angles and masks of a batch, in device memory. */
export interface BatchContext {
  /** [tokens], int32. */
  readonly ids: DeviceTensor;
  /** [tokens], int32; null where the architecture has no use for them outside its blocks. */
  readonly positions: DeviceTensor | null;
  /** What the program of a layer's block takes beside x and the parameters. */
  block(layer: number): Record<string, DeviceTensor>;
}

/** Writes contexts of batches, one at a time: the next overwrites the last. */
export class BatchContexts {
  private readonly device: Device;
  private readonly architecture: Architecture;
  private readonly pool: BufferPool;
  private readonly masks = new Map<string, DeviceTensor>();

  constructor(device: Device, architecture: Architecture, pool: BufferPool) {
    this.device = device;
    this.architecture = architecture;
    this.pool = pool;
  }

  /** Bytes of the masks. */
  get maskBytes(): number {
    return [...this.masks.values()].reduce((sum, { size }) => sum + size * 4, 0);
  }

  /** @throws SequenceLengthError when a row is longer than a table of positions */
  write(batch: RaggedBatch): BatchContext {
    const { tokens } = batch;
    const { input, maxPositions } = this.architecture;
    const longest = Math.max(...batch.lengths);
    // Angles can be computed for any position, rows of a table cannot.
    if (input && longest > maxPositions) throw new SequenceLengthError(longest, maxPositions);
    const pad = this.pool.write("pad", batch.pad, [placesOf(batch)]);
    const unpad = this.pool.write("unpad", batch.unpad, [tokens]);
    const kinds = this.architecture.kinds.map((_, kind) => ({
      pad,
      unpad,
      ...this.angles(kind, batch),
      ...this.masksOf(kind, batch),
    }));
    return {
      ids: this.pool.write("ids", batch.inputIds, [tokens]),
      positions: input && this.pool.write("positions", batch.positions, [tokens]),
      block: (layer) => kinds[this.architecture.kindOf(layer)]!,
    };
  }

  private angles(kind: number, { groups, lengths }: RaggedBatch): Record<string, DeviceTensor> {
    const { rotary } = this.architecture.kinds[kind]!;
    if (!rotary) return {};
    const positions = groups[0]!.length;
    const frequencies = rotary.inverseFrequencies(Math.max(...lengths));
    const { cos, sin } = rotaryTables(positions, frequencies, rotary.attentionFactor);
    return {
      cos: this.pool.write(`cos.${kind}`, cos, [positions, rotary.width]),
      sin: this.pool.write(`sin.${kind}`, sin, [positions, rotary.width]),
    };
  }

  private masksOf(kind: number, { groups }: RaggedBatch): Record<string, DeviceTensor> {
    const { window } = this.architecture.kinds[kind]!;
    return Object.fromEntries(groups.map(({ length }, index) => [maskName(index), this.mask(length, window)]));
  }

  private mask(length: number, window: number | null): DeviceTensor {
    // A window as long as the sequence hides nothing.
    const reach = window === null || window >= length ? null : window;
    const key = `${length} ${reach}`;
    const known = this.masks.get(key);
    if (known) return known;
    const mask = this.device.empty([length, length]);
    this.device.write(mask, causalMask(length, reach));
    this.masks.set(key, mask);
    return mask;
  }
}
