import { sizeOf } from "./checkpoint.ts";

/** Elements that lie in another order than their shape's: element i of axis a is `strides[a]` · i further on. */
export interface Strided {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** Reads elements in the order in which they lie. */
export type ReadContiguous = (into: Float32Array, offset: number) => Promise<void>;

/** Whether elements lie in the order of their shape. */
export function isContiguous({ shape, strides }: Strided): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis]!;
  }
  return true;
}

/** Elements from the first to the last, those between included that belong to others. */
export function spanOf({ shape, strides }: Strided): number {
  if (shape.includes(0)) return 0;
  return shape.reduce((span, dimension, axis) => span + (dimension - 1) * strides[axis]!, 1);
}

/**
 * Reads strided elements in the order of their shape, with memory for one group of them: the elements of the inner axes,
 * which are apart from those of the next group. Groups that follow one another are read one after the other.
 */
export class StridedReader {
  private readonly inner: Strided;
  private readonly outer: Strided;
  private readonly size: number;
  private readonly readContiguous: ReadContiguous;
  private group: { readonly index: number; readonly elements: Float32Array } | null = null;

  constructor(view: Strided, readContiguous: ReadContiguous) {
    const axes = outerAxes(view);
    this.outer = { shape: view.shape.slice(0, axes), strides: view.strides.slice(0, axes) };
    this.inner = { shape: view.shape.slice(axes), strides: view.strides.slice(axes) };
    this.size = sizeOf(this.inner.shape);
    this.readContiguous = readContiguous;
  }

  /** Elements from `offset` on, in the order of the shape. */
  async read(into: Float32Array, offset: number): Promise<void> {
    for (let done = 0; done < into.length; ) {
      const group = Math.floor((offset + done) / this.size);
      const begin = (offset + done) % this.size;
      const length = Math.min(this.size - begin, into.length - done);
      const elements = await this.elementsOf(group);
      gather(elements, this.inner, begin, into.subarray(done, done + length));
      done += length;
    }
  }

  private async elementsOf(index: number): Promise<Float32Array> {
    if (this.group?.index === index) return this.group.elements;
    const elements = this.group?.elements ?? new Float32Array(spanOf(this.inner));
    this.group = null;
    await this.readContiguous(elements, placeOf(this.outer, index));
    this.group = { index, elements };
    return elements;
  }
}

/** How many axes lead from one group to the next without leading into it. */
function outerAxes({ shape, strides }: Strided): number {
  let axes = 0;
  // Rows of the last axis alone are no groups: they would be many small reads.
  for (let axis = 1; axis <= shape.length - 2; axis++) {
    const span = spanOf({ shape: shape.slice(axis), strides: strides.slice(axis) });
    const isApart = strides.slice(0, axis).every((stride) => stride >= span);
    if (isApart) axes = axis;
  }
  return axes;
}

/** Where the element of that number lies. */
function placeOf({ shape, strides }: Strided, index: number): number {
  let rest = index;
  let place = 0;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    place += (rest % shape[axis]!) * strides[axis]!;
    rest = Math.floor(rest / shape[axis]!);
  }
  return place;
}

/** Copies elements from `begin` on, a row of the last axis at a time. */
function gather(elements: Float32Array, view: Strided, begin: number, into: Float32Array): void {
  const row = view.shape.at(-1)!;
  const stride = view.strides.at(-1)!;
  for (let done = 0; done < into.length; ) {
    const start = placeOf(view, begin + done);
    const length = Math.min(row - ((begin + done) % row), into.length - done);
    if (stride === 1) into.set(elements.subarray(start, start + length), done);
    else for (let i = 0; i < length; i++) into[done + i] = elements[start + i * stride]!;
    done += length;
  }
}
