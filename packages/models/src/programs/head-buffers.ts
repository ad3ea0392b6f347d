import type { DeviceTensor } from "@neftune/engine";
import type { BufferPool } from "./buffer-pool.ts";
import { headState } from "./head-part.ts";
import type { VocabularyPart } from "./vocabulary-parts.ts";

/** What the head's programs hand to each other, for the label slots that are computed at once. */
export class HeadBuffers {
  private readonly pool: BufferPool;
  private readonly parts: readonly VocabularyPart[];
  private readonly width: number;
  private readonly begins: DeviceTensor[] = [];

  constructor(pool: BufferPool, parts: readonly VocabularyPart[], width: number) {
    this.pool = pool;
    this.parts = parts;
    this.width = width;
  }

  /**
   * Sets aside what so many slots will use in training.
   *
   * @param withMatrix whether the output matrix is trained
   */
  reserve(slots: number, withMatrix: boolean): void {
    for (const [name, shape] of Object.entries(headState(slots, this.width, true)))
      for (const turn of [0, 1]) this.pool.reserve(`${name}.${turn}`, shape);
    if (!withMatrix) return;
    for (const [part, { size }] of this.parts.entries()) this.pool.reserve(`probabilities.${part}`, [slots, size]);
    for (const part of this.parts.keys()) this.pool.reserve(`partLogSumExp.${part}`, [slots, 1]);
  }

  /** [], int32: the first word of a part. */
  begin(part: number): DeviceTensor {
    this.begins[part] ??= this.pool.write(`begin.${part}`, Int32Array.of(this.parts[part]!.begin), []);
    return this.begins[part];
  }

  /** The state after so many parts. Two sets of memory take turns: a program reads one and writes the other. */
  state(parts: number, slots: number, withGradients: boolean): Record<string, DeviceTensor> {
    const shapes = Object.entries(headState(slots, this.width, withGradients));
    return Object.fromEntries(shapes.map(([name, shape]) => [name, this.pool.get(`${name}.${parts % 2}`, shape)]));
  }

  /** What a part's forward leaves for its gradient. */
  kept(part: number, slots: number): { probabilities: DeviceTensor; partLogSumExp: DeviceTensor } {
    return {
      probabilities: this.pool.get(`probabilities.${part}`, [slots, this.parts[part]!.size]),
      partLogSumExp: this.pool.get(`partLogSumExp.${part}`, [slots, 1]),
    };
  }
}
