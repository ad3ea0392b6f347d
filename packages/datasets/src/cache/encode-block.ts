import { crc32 } from "node:zlib";
import type { Example } from "../example.ts";
import { IGNORE_INDEX } from "../labels.ts";
import { BLOCK_HEADER_NUMBERS, BlockKind, bytesOf, EXAMPLE_NUMBERS, OWN_LABELS } from "./layout.ts";

/** Examples as a block of the cache. */
export function encodeExamples(examples: readonly Example[]): Uint8Array<ArrayBuffer> {
  const spans = examples.map(labelSpans);
  const tokens = sum(examples, ({ inputIds }) => inputIds.length);
  const spanNumbers = sum(spans, (own) => own?.length ?? 0);
  const ownLabels = sum(examples, ({ labels }, index) => (spans[index] === null ? labels.length : 0));
  const fingerprintNumbers = sum(examples, ({ fingerprint }) => fingerprint?.length ?? 0);
  const body = examples.length * EXAMPLE_NUMBERS + tokens + spanNumbers + ownLabels + fingerprintNumbers;
  const block = new Int32Array(BLOCK_HEADER_NUMBERS + body);
  block.set([BlockKind.examples, examples.length, tokens, spanNumbers, ownLabels, fingerprintNumbers]);
  let at = BLOCK_HEADER_NUMBERS;
  const put = (numbers: ArrayLike<number>) => {
    block.set(numbers, at);
    at += numbers.length;
  };
  examples.forEach(({ row, inputIds, cut = 0, fingerprint }, index) => {
    const own = spans[index];
    put([row, inputIds.length, cut, own ? own.length / 2 : OWN_LABELS, fingerprint?.length ?? 0]);
  });
  for (const { inputIds } of examples) put(inputIds);
  for (const own of spans) if (own) put(own);
  examples.forEach(({ labels }, index) => {
    if (spans[index] === null) put(labels);
  });
  for (const { fingerprint } of examples) if (fingerprint) put(fingerprint);
  return sealed(block);
}

/** What became of the rows, as the last block. */
export function encodeReport(report: object): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(report));
  const block = new Int32Array(BLOCK_HEADER_NUMBERS + Math.ceil(text.length / 4));
  block.set([BlockKind.report, text.length]);
  bytesOf(block).set(text, BLOCK_HEADER_NUMBERS * 4);
  return sealed(block);
}

function sealed(block: Int32Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  block[BLOCK_HEADER_NUMBERS - 1] = crc32(bytesOf(block.subarray(BLOCK_HEADER_NUMBERS)));
  return bytesOf(block);
}

/** Begin and end of each stretch of labels that are the tokens; null where a label is neither its token nor ignored. */
function labelSpans({ inputIds, labels }: Example): number[] | null {
  const spans: number[] = [];
  let isInside = false;
  for (let position = 0; position < labels.length; position++) {
    const isLabel = labels[position] !== IGNORE_INDEX;
    if (isLabel && labels[position] !== inputIds[position]) return null;
    if (isLabel !== isInside) spans.push(position);
    isInside = isLabel;
  }
  if (isInside) spans.push(labels.length);
  return spans;
}

function sum<Item>(items: readonly Item[], of: (item: Item, index: number) => number): number {
  return items.reduce((total, item, index) => total + of(item, index), 0);
}
