import { totalmem } from "node:os";
import type { CausalLM } from "@neftune/models";
import { RequestError } from "../errors/request-error.ts";

/** A row as far as its length goes. */
export interface RowLength {
  /** From 0, in its file. */
  row: number;
  inputIds: { length: number };
}

/** Bytes that this process may use at most: the machine's memory, or a container's share of it. */
export function memoryLimit(): number {
  // Not every runtime has it.
  const constrained = process.constrainedMemory?.() ?? 0;
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}

/**
 * Refuses rows so long that a training step cannot but end in the system killing it, perhaps after a long time.
 * @param limit in bytes
 * @throws RequestError that names the row and the key that shortens it
 */
export function checkRowMemory(
  rows: readonly RowLength[],
  { attention: { heads } }: { attention: Pick<CausalLM["architecture"]["attention"], "heads"> },
  limit: number,
): void {
  for (const { row, inputIds } of rows) {
    const bytes = attentionBytes(inputIds.length, heads);
    if (bytes <= limit) continue;
    throw new RequestError(
      `row ${row} (from 0) has ${inputIds.length} tokens, whose attention alone needs ${gigabytes(bytes)} of memory, ` +
        `and there are ${gigabytes(limit)}; give max_length a smaller value`,
    );
  }
}

/** The least that a layer's backward pass holds at once, in float32: the mask, and the probabilities and their gradients. */
function attentionBytes(length: number, heads: number): number {
  return 4 * length * length * (1 + 2 * heads);
}

function gigabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e9).toLocaleString("en-US")} GB`;
}
