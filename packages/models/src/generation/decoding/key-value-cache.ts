import type { Device, DeviceTensor } from "@neftune/engine";
import type { Architecture } from "../../architectures/architecture.ts";
import { cacheCapacity } from "./cache-capacity.ts";
import type { DecodingPrograms } from "./decoding-programs.ts";

/** What a cache holds of one layer: see `CachedAttentionInputs`. */
interface LayerCache {
  keys: DeviceTensor;
  values: DeviceTensor;
  recentKeys: DeviceTensor;
  recentValues: DeviceTensor;
}

/**
 * Keys and values of a batch of sequences, in two parts. The old part has them by head, as attention reads them, with room for more;
 * the recent part has the last few tokens one after the other, so that a token's row is written in one piece. Now and then the
 * recent part moves into the old one, which grows by steps where it must; sequences that have ended are left out then.
 */
export class KeyValueCache {
  private readonly device: Device;
  private readonly architecture: Architecture;
  private readonly programs: DecodingPrograms;
  /** Tokens that the recent part has room for. */
  readonly recentRoom: number;
  private readonly layers: LayerCache[] = [];
  private oldLengths: readonly number[] = [];
  private room = 0;
  private used = 0;

  constructor(device: Device, architecture: Architecture, programs: DecodingPrograms, recentRoom: number) {
    this.device = device;
    this.architecture = architecture;
    this.programs = programs;
    this.recentRoom = recentRoom;
  }

  get batch(): number {
    return this.oldLengths.length;
  }

  /** Tokens of each sequence. */
  get lengths(): number[] {
    return this.oldLengths.map((length) => length + this.used);
  }

  /** Tokens of a sequence that the old part has room for. */
  get capacity(): number {
    return this.room;
  }

  get isRecentFull(): boolean {
    return this.used === this.recentRoom;
  }

  /** Begins with prompts of these lengths; `fill` then gives each layer's rows. */
  begin(lengths: readonly number[]): void {
    this.dispose();
    this.oldLengths = lengths;
    this.used = 0;
    this.room = cacheCapacity(Math.max(...lengths));
  }

  /**
   * The prompts' keys and values in a layer.
   *
   * @param rows k, v [tokens, kvHeads · headDim]
   * @param starts row of each sequence's first token
   */
  async fill(layer: number, rows: { k: DeviceTensor; v: DeviceTensor }, starts: readonly number[]): Promise<void> {
    const program = await this.programs.regather(rows.k.shape[0]!, null, this.batch, this.room);
    const index = this.index((sequence, place) => starts[sequence]! + place, this.oldLengths);
    const move = async (rows: DeviceTensor) => (await program.run({ rows, index })).moved!;
    const [keys, values] = [await move(rows.k), await move(rows.v)];
    index.dispose();
    this.layers[layer] = { keys, values, ...this.emptyRecent() };
  }

  /**
   * held: what attention reads of a layer; next: where the next token's keys and values go, k, v [batch, kvHeads · headDim].
   * The next token's rows are a part of what is held.
   */
  layer(layer: number): { held: Record<string, DeviceTensor>; next: Record<"k" | "v", DeviceTensor> } {
    const { kvHeads, headDim } = this.architecture.attention;
    const width = kvHeads * headDim;
    const cache = this.layers[layer]!;
    const row = (recent: DeviceTensor) => recent.view(this.used * this.batch * width, [this.batch, width]);
    return { held: { ...cache }, next: { k: row(cache.recentKeys), v: row(cache.recentValues) } };
  }

  /** The next token's rows are written. */
  advance(): void {
    this.used++;
  }

  /**
   * Moves what is recent into the old part.
   *
   * @param sequences which to keep, in their new order; default all
   */
  async settle(sequences: readonly number[] = this.oldLengths.map((_, sequence) => sequence)): Promise<void> {
    const { batch, room, oldLengths, used } = this;
    const totals = sequences.map((sequence) => oldLengths[sequence]! + used);
    const { kvHeads, headDim } = this.architecture.attention;
    const rowCount = this.recentRoom * batch;
    this.room = cacheCapacity(Math.max(...totals));
    this.oldLengths = totals;
    this.used = 0;
    const program = await this.programs.regather(rowCount, [batch, room], this.batch, this.room);
    const place = (sequence: number, at: number) => {
      const from = sequences[sequence]!;
      const old = oldLengths[from]!;
      return at < old ? from * room + at : batch * room + (at - old) * batch + from;
    };
    const index = this.index(place, totals);
    for (const [layer, cache] of this.layers.entries()) {
      const move = async (old: DeviceTensor, recent: DeviceTensor) => {
        const rows = recent.view(0, [rowCount, kvHeads * headDim]);
        const { moved } = await program.run({ old, rows, index });
        old.dispose();
        return moved!;
      };
      cache.keys = await move(cache.keys, cache.recentKeys);
      cache.values = await move(cache.values, cache.recentValues);
      if (this.batch === batch) continue;
      cache.recentKeys.dispose();
      cache.recentValues.dispose();
      this.layers[layer] = { ...cache, ...this.emptyRecent() };
    }
    index.dispose();
  }

  /**
   * 0 where the next token of each sequence may look, itself included, −1e9 elsewhere.
   *
   * @param window how many tokens back, itself included; null: all
   * @returns mask [batch, capacity] of the old part, recentMask [batch, recentRoom]
   */
  masks(window: number | null): Record<"mask" | "recentMask", Float32Array> {
    const mask = new Float32Array(this.batch * this.room).fill(-1e9);
    const recentMask = new Float32Array(this.batch * this.recentRoom).fill(-1e9);
    for (const [sequence, length] of this.oldLengths.entries()) {
      const first = window === null ? 0 : Math.max(0, length + this.used - window + 1);
      mask.fill(0, sequence * this.room + Math.min(first, length), sequence * this.room + length);
      const recent = sequence * this.recentRoom;
      recentMask.fill(0, recent + Math.max(0, first - length), recent + this.used + 1);
    }
    return { mask, recentMask };
  }

  dispose(): void {
    for (const layer of this.layers.splice(0))
      for (const tensor of Object.values<DeviceTensor>({ ...layer })) tensor.dispose();
  }

  private emptyRecent(): Pick<LayerCache, "recentKeys" | "recentValues"> {
    const { kvHeads, headDim } = this.architecture.attention;
    const shape = [this.recentRoom, this.batch, kvHeads * headDim];
    return { recentKeys: this.device.empty(shape), recentValues: this.device.empty(shape) };
  }

  /** For each place of the old part the row that goes there; any row where there is no token. */
  private index(row: (sequence: number, place: number) => number, lengths: readonly number[]): DeviceTensor {
    const index = new Int32Array(lengths.length * this.room);
    for (const [sequence, length] of lengths.entries())
      for (let place = 0; place < length; place++) index[sequence * this.room + place] = row(sequence, place);
    const tensor = this.device.empty([index.length], "int32");
    this.device.write(tensor, index);
    return tensor;
  }
}
