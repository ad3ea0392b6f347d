import type { Example } from "../../example.ts";

/** The example in pieces of `maxLength` tokens, the last one shorter; they are views of its memory. */
export function splitExample(example: Example, maxLength: number): Omit<Example, "row">[] {
  const { inputIds, labels } = example;
  const pieces: Omit<Example, "row">[] = [];
  for (let start = 0; start < inputIds.length; start += maxLength) {
    const end = start + maxLength;
    pieces.push({ inputIds: inputIds.subarray(start, end), labels: labels.subarray(start, end) });
  }
  return pieces;
}

/** All examples as one row of tokens. */
export function joinExamples(examples: readonly Example[]): Omit<Example, "row"> {
  const count = examples.reduce((sum, { inputIds }) => sum + inputIds.length, 0);
  const inputIds = new Int32Array(count);
  const labels = new Int32Array(count);
  let start = 0;
  for (const example of examples) {
    inputIds.set(example.inputIds, start);
    labels.set(example.labels, start);
    start += example.inputIds.length;
  }
  return { inputIds, labels };
}
