/** What a model takes of a device's memory, in bytes. */
export interface ModelPlan {
  readonly parameters: number;
  /** 0 until the first training pass or optimiser. */
  readonly gradients: number;
  /** Of the optimiser that it was given. */
  readonly optimizerState: number;
  /** What the layers' forward programs leave for their backward programs. */
  readonly residuals: number;
  /** Everything else that flows between programs, masks included. */
  readonly activations: number;
  /** Numbers that are part of the device's programs. */
  readonly constants: number;
  /** The most that a program of the device takes for intermediate results while it runs. */
  readonly scratch: number;
  /** All of that at once: the most that a step takes. */
  readonly peak: number;
  /** In words, a line each. */
  readonly summary: string;
}

/** Bytes of the buffers that layers' forward programs leave residuals in, and of all others. */
export function pooledBytes(sizes: ReadonlyMap<string, number>): { residuals: number; others: number } {
  let [residuals, others] = [0, 0];
  for (const [name, bytes] of sizes) {
    if (name.startsWith("residual_")) residuals += bytes;
    else others += bytes;
  }
  return { residuals, others };
}

/** Adds the peak and the summary. */
export function modelPlan(parts: Omit<ModelPlan, "peak" | "summary">): ModelPlan {
  const entries = Object.entries(parts);
  const peak = entries.reduce((sum, [, bytes]) => sum + bytes, 0);
  const width = Math.max(...entries.map(([name]) => name.length));
  const lines = [...entries, ["peak", peak] as const].map(
    ([name, bytes]) => `${name.padEnd(width)}  ${(bytes / 1e6).toFixed(1)} MB`,
  );
  return { ...parts, peak, summary: lines.join("\n") };
}
