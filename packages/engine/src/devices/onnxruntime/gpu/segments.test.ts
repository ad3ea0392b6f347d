import type { Tensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { GpuBuffer } from "./gpu-buffer.ts";
import { host, isWhole, Segments, zeros } from "./segments.ts";

/** A buffer of no GPU, which tells whether it was given back. */
function buffer(size: number) {
  const state = { isGivenBack: false };
  const tensor = { size, dispose: () => (state.isGivenBack = true) } as unknown as Tensor;
  return { buffer: new GpuBuffer(tensor), state };
}

const onGpu = (given: GpuBuffer) => ({ buffer: given, isZero: false, onHost: false });

/** The stretches, each by its kind. */
function picture(segments: Segments, end: number): string {
  return segments
    .over(0, end)
    .map(({ begin, end, buffer, isZero }) => `${begin}-${end}${buffer ? "g" : isZero ? "z" : "h"}`)
    .join(" ");
}

describe("segments", () => {
  test("begin as zeros, and are cut where something is put", () => {
    const segments = new Segments(10);
    expect(picture(segments, 10)).toBe("0-10z");
    segments.put(2, 4, host);
    segments.put(4, 6, onGpu(buffer(2).buffer));
    expect(picture(segments, 10)).toBe("0-2z 2-4h 4-6g 6-10z");
    segments.put(3, 5, zeros);
    expect(picture(segments, 10)).toBe("0-2z 2-3h 3-5z 5-6g 6-10z");
    segments.put(0, 10, host);
    expect(picture(segments, 10)).toBe("0-10h");
  });

  test("give a buffer back when nothing of it is seen any more", () => {
    const segments = new Segments(8);
    const { buffer: given, state } = buffer(8);
    segments.put(0, 8, onGpu(given));
    expect(isWhole(segments.over(0, 8)[0]!)).toBe(true);
    segments.put(2, 4, host);
    expect(segments.over(0, 8).map(isWhole)).toEqual([false, false, false]);
    segments.put(0, 2, host);
    expect(state.isGivenBack).toBe(false);
    segments.put(3, 8, host);
    expect(state.isGivenBack).toBe(true);
  });

  test("keep a buffer that somebody else still uses", () => {
    const segments = new Segments(2);
    const { buffer: given, state } = buffer(2);
    segments.put(0, 2, onGpu(given.retain()));
    segments.clear();
    expect(state.isGivenBack).toBe(false);
    given.release();
    expect(state.isGivenBack).toBe(true);
  });

  test("tell the buffers that are seen by less than half, once", () => {
    const segments = new Segments(8);
    segments.put(0, 8, onGpu(buffer(8).buffer));
    segments.put(0, 3, host);
    expect(segments.wasteful()).toEqual([]);
    segments.put(3, 5, host);
    expect(segments.wasteful().map(([, parts]) => parts.map(({ begin, end }) => [begin, end]))).toEqual([[[5, 8]]]);
    expect(segments.wasteful()).toEqual([]);
  });

  test("know what is on the host as well", () => {
    const segments = new Segments(4);
    const { buffer: given, state } = buffer(4);
    segments.put(0, 4, onGpu(given));
    segments.markOnHost(1, 3);
    expect(segments.over(0, 4).map(({ onHost }) => onHost)).toEqual([false, true, false]);
    expect(state.isGivenBack).toBe(false);
    segments.put(0, 4, host);
    expect(state.isGivenBack).toBe(true);
  });
});
