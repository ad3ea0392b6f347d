import type { GpuBuffer } from "./gpu-buffer.ts";

/** Where the elements of one stretch of memory are. */
export interface Segment {
  readonly begin: number;
  readonly end: number;
  /** On the GPU, when there; what the host has may be older. */
  readonly buffer: GpuBuffer | null;
  /** The element that the buffer begins with. */
  readonly origin: number;
  /** All zero, without any buffer. */
  readonly isZero: boolean;
  /** Whether the host's array holds them as well. */
  readonly onHost: boolean;
}

export type Source = Pick<Segment, "buffer" | "isZero" | "onHost">;

export const zeros: Source = { buffer: null, isZero: true, onHost: false };
export const host: Source = { buffer: null, isZero: false, onHost: true };

/**
 * Where each element of a piece of memory is: on the host, on the GPU in a buffer made for some stretch of it, or nowhere, as
 * it is zero. The segments lie side by side and cover all of it. Each holds one use of its buffer.
 */
export class Segments {
  private list: Segment[];
  private wasCut = false;

  /** All zero, on the host too. */
  constructor(size: number) {
    this.list = [{ begin: 0, end: size, origin: 0, buffer: null, isZero: true, onHost: true }];
  }

  /** Those that [begin, end) has a part in, in order. */
  over(begin: number, end: number): readonly Segment[] {
    const first = this.indexAt(begin);
    let last = first;
    while (last < this.list.length && this.list[last]!.begin < end) last++;
    return this.list.slice(first, last);
  }

  /** Says where [begin, end) is from now on. A buffer begins with `begin`, and its use passes to the segment. */
  put(begin: number, end: number, source: Source): void {
    this.replace(begin, end, [{ begin, end, origin: begin, ...source }]);
  }

  /** What is on the GPU or zero in [begin, end) is on the host as well. */
  markOnHost(begin: number, end: number): void {
    const parts = this.over(begin, end).map((segment) => {
      const clipped = clip(segment, begin, end);
      clipped.buffer?.retain();
      return { ...clipped, onHost: true };
    });
    this.replace(begin, end, parts);
  }

  /**
   * Buffers of which most was overwritten since the last call, with what is still seen of them: memory that waits to be given
   * back.
   */
  wasteful(): readonly (readonly [GpuBuffer, readonly Segment[]])[] {
    if (!this.wasCut) return [];
    this.wasCut = false;
    const seen = new Map<GpuBuffer, Segment[]>();
    for (const segment of this.list) {
      if (!segment.buffer) continue;
      const others = seen.get(segment.buffer);
      if (others) others.push(segment);
      else seen.set(segment.buffer, [segment]);
    }
    return [...seen].filter(
      ([{ size }, segments]) => segments.reduce((sum, { begin, end }) => sum + end - begin, 0) < size / 2,
    );
  }

  /** Lets go of all buffers. */
  clear(): void {
    for (const { buffer } of this.list) buffer?.release();
    this.list = [];
  }

  private replace(begin: number, end: number, inserted: readonly Segment[]): void {
    const old = this.over(begin, end);
    if (old.length === 0) {
      // Empty, or let go of while a copy was being made.
      for (const { buffer } of inserted) buffer?.release();
      return;
    }
    const index = this.list.indexOf(old[0]!);
    const before = clip(old[0]!, old[0]!.begin, begin);
    const after = clip(old.at(-1)!, end, old.at(-1)!.end);
    const kept = [before, after].filter((segment) => segment.begin < segment.end);
    for (const { buffer } of kept) {
      buffer?.retain();
      this.wasCut ||= buffer !== null;
    }
    for (const { buffer } of old) buffer?.release();
    const parts = [...kept.filter((segment) => segment.begin < begin), ...inserted];
    this.list.splice(index, old.length, ...parts, ...kept.filter((segment) => segment.begin >= end));
  }

  private indexAt(position: number): number {
    let [low, high] = [0, this.list.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.list[middle]!.end <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The part of a segment in [begin, end). */
export function clip(segment: Segment, begin: number, end: number): Segment {
  return { ...segment, begin: Math.max(segment.begin, begin), end: Math.min(segment.end, end) };
}

/** Whether a segment is all of its buffer. */
export function isWhole({ begin, end, origin, buffer }: Segment): boolean {
  return buffer !== null && begin === origin && end - begin === buffer.size;
}
