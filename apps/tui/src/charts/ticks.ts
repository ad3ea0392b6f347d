export interface Ticks {
  values: number[];
  /** Decimals that tell one from the next. */
  decimals: number;
}

/** At most `count` round numbers, 1, 2 or 5 times a power of ten apart, inside a range; whole ones on demand. */
export function niceTicks(min: number, max: number, count: number, { whole = false } = {}): Ticks {
  if (!(max > min)) return { values: [min], decimals: whole ? 0 : 2 };
  let step = niceStep((max - min) / Math.max(1, count), whole);
  let values = multiples(step);
  while (values.length > Math.max(1, count)) {
    step = niceStep(step * 1.01, whole);
    values = multiples(step);
  }
  return { values, decimals: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };

  function multiples(by: number): number[] {
    const first = Math.ceil(min / by - 1e-9);
    const last = Math.floor(max / by + 1e-9);
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * by);
  }
}

function niceStep(rough: number, whole: boolean): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough * (1 - 1e-9))!;
  return whole ? Math.max(1, step) : step;
}
