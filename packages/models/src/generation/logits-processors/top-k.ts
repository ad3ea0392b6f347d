import type { LogitsProcessor } from "./logits-processor.ts";

/** Leaves the `k` likeliest tokens, and more where several are as likely as the last of them (Fan et al. 2018). */
export function topK(k: number): LogitsProcessor {
  return (logits) => {
    if (k >= logits.length) return;
    const threshold = kthLargest(logits, k);
    for (let id = 0; id < logits.length; id++) if (logits[id]! < threshold) logits[id] = Number.NEGATIVE_INFINITY;
  };
}

/** By a heap of the `k` largest values so far, the smallest of them on top: hardly any value of a vocabulary gets into it. */
function kthLargest(values: Float32Array, k: number): number {
  const heap = values.slice(0, k).sort();
  for (let i = k; i < values.length; i++) {
    const value = values[i]!;
    if (!(value > heap[0]!)) continue;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= k) break;
      if (child + 1 < k && heap[child + 1]! < heap[child]!) child++;
      if (heap[child]! >= value) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = value;
  }
  return heap[0]!;
}
