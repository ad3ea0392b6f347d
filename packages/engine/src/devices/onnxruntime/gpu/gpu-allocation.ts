import type { DataType, TypedArray } from "../../../dtype.ts";
import { Allocation, type HostMemory, type HostTensor } from "../../host-tensor.ts";
import type { GpuBuffer } from "./gpu-buffer.ts";
import type { GpuCopies } from "./gpu-copies.ts";
import { clip, host, isWhole, type Segment, Segments, zeros } from "./segments.ts";

/** Stretches up to this many elements are read back together. */
const small = 1 << 16;

/**
 * Memory of which parts lie on the GPU. Its views are stretches of elements, but a tensor on the GPU has none: so each stretch
 * that a program takes or gives as a whole has a buffer of its own, and stays there. A stretch that is asked for in another way
 * than it was left is cut out or put together on the GPU.
 */
export class GpuAllocation extends Allocation {
  private readonly array: TypedArray;
  private readonly dtype: DataType;
  private readonly segments: Segments;

  constructor(memory: HostMemory, array: TypedArray, dtype: DataType) {
    super(memory);
    this.array = array;
    this.dtype = dtype;
    this.segments = new Segments(array.length);
  }

  override release(): void {
    super.release();
    this.segments.clear();
  }

  /** The host's array holds what was written to [begin, end). */
  written(begin: number, end: number): void {
    this.segments.put(begin, end, host);
  }

  zero(begin: number, end: number): void {
    this.segments.put(begin, end, zeros);
  }

  /** A program's result is in [begin, end) from now on. */
  computed(begin: number, buffer: GpuBuffer): void {
    this.segments.put(begin, begin + buffer.size, { buffer, isZero: false, onHost: false });
  }

  /** [begin, end), not empty, on the GPU. The caller lets go of it. */
  async buffer(begin: number, end: number, copies: GpuCopies): Promise<GpuBuffer> {
    const segments = this.segments.over(begin, end);
    const [only] = segments;
    if (segments.length === 1 && isWhole(only!) && only!.begin === begin && only!.end === end)
      return only!.buffer!.retain();
    if (segments.every(({ buffer }) => !buffer)) return this.bring(begin, end, copies);
    const parts: GpuBuffer[] = [];
    for (const segment of segments) parts.push(await this.part(clip(segment, begin, end), copies));
    const whole = await copies.concat(parts, this.dtype);
    for (const part of parts) part.release();
    return whole;
  }

  /** Makes the host's array hold [begin, end) as well. */
  async fetch(begin: number, end: number, copies: GpuCopies): Promise<void> {
    const missing = this.segments.over(begin, end).filter(({ onHost }) => !onHost);
    for (const segment of missing)
      if (segment.isZero) this.array.fill(0, Math.max(segment.begin, begin), Math.min(segment.end, end));
    for (const run of runs(missing.filter(({ buffer }) => buffer).map((segment) => clip(segment, begin, end)))) {
      const first = run[0]!.begin;
      const last = run.at(-1)!.end;
      const buffer = await this.buffer(first, last, copies);
      await copies.download(buffer, this.dtype, this.array.subarray(first, last));
      buffer.release();
    }
    this.segments.markOnHost(begin, end);
  }

  /** Gives back buffers of which little is still seen. */
  async compact(copies: GpuCopies): Promise<void> {
    for (const [, segments] of this.segments.wasteful())
      for (const segment of segments) {
        const buffer = await this.part(segment, copies);
        this.segments.put(segment.begin, segment.end, { buffer, isZero: false, onHost: segment.onHost });
      }
  }

  /** What only the host has, or is zero, to the GPU, where it stays. */
  private async bring(begin: number, end: number, copies: GpuCopies): Promise<GpuBuffer> {
    const segments = this.segments.over(begin, end);
    const isZero = segments.every((segment) => segment.isZero);
    const onHost = segments.every((segment) => segment.onHost);
    if (!isZero && !onHost) await this.fetch(begin, end, copies);
    const buffer = isZero
      ? await copies.zeros(end - begin, this.dtype)
      : await copies.upload(this.array.subarray(begin, end), this.dtype);
    this.segments.put(begin, end, { buffer: buffer.retain(), isZero: false, onHost: onHost || !isZero });
    return buffer;
  }

  private async part(segment: Segment, copies: GpuCopies): Promise<GpuBuffer> {
    const { begin, end, origin, buffer } = segment;
    if (!buffer) return this.bring(begin, end, copies);
    return isWhole(segment) ? buffer.retain() : copies.slice(buffer, this.dtype, begin - origin, end - origin);
  }
}

/** The stretch that a tensor of a GPU device is. */
export function placeOf({ array, allocation }: HostTensor): { allocation: GpuAllocation; begin: number; end: number } {
  const begin = array.byteOffset / array.BYTES_PER_ELEMENT;
  return { allocation: allocation as GpuAllocation, begin, end: begin + array.length };
}

/** Neighbours that are small, together; everything else alone. */
function runs(segments: readonly Segment[]): Segment[][] {
  const result: Segment[][] = [];
  for (const segment of segments) {
    const last = result.at(-1);
    if (last && last.at(-1)!.end === segment.begin && segment.end - last[0]!.begin <= small) last.push(segment);
    else result.push([segment]);
  }
  return result;
}
