import type { InstructionRow } from "./tasks/task.ts";

function shingles(text: string): Set<string> {
  const tokens = text.toLowerCase().match(/[a-z0-9+-]+/g) ?? [];
  const padded = ["^", ...tokens, "$"];
  return new Set(padded.slice(2).map((_, index) => padded.slice(index, index + 3).join(" ")));
}

/** Jaccard similarity of the two texts' runs of three words: 0 when they share none, 1 when they share all. */
export function similarity(left: string, right: string): number {
  const [first, second] = [shingles(left), shingles(right)];
  let shared = 0;
  for (const shingle of first) if (second.has(shingle)) shared++;
  return shared === 0 ? 0 : shared / (first.size + second.size - shared);
}

/** What tells a row from another of its kind: its input, or the instruction where there is none. */
export function subject(row: InstructionRow): string {
  return row.input === "" ? row.instruction : row.input;
}

/** True when two rows ask the same of nearly the same text, or give nearly the same long answer. */
export function isNearDuplicate(left: InstructionRow, right: InstructionRow): boolean {
  return (
    similarity(subject(left), subject(right)) >= 0.6 ||
    (left.output.length > 60 && similarity(left.output, right.output) >= 0.6)
  );
}
