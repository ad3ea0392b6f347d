import { expect, test } from "vitest";
import { tokenRuns } from "./token-runs.ts";

const ignored = -100;

/** Bytes as tokens. */
const bytes = { decode: (ids: ArrayLike<number>) => new TextDecoder().decode(Uint8Array.from(ids)) };

/** Words as tokens; as sentencepiece does, the space before the first is dropped. */
const words = {
  decode: (ids: ArrayLike<number>) =>
    Array.from(ids, (id) => ` w${id}`)
      .join("")
      .trimStart(),
};

test("each run is what it adds to the text before, its leading space too", () => {
  const runs = tokenRuns(Int32Array.of(1, 2, 3, 4), Int32Array.of(ignored, ignored, 3, 4), words);
  expect(runs).toEqual([
    { text: "w1 w2", tokens: 2, trained: false },
    { text: " w3 w4", tokens: 2, trained: true },
  ]);
});

test("a character whose bytes two runs share is not lost", () => {
  const ids = Int32Array.from(new TextEncoder().encode("aöb"));
  const labels = Int32Array.of(ignored, ignored, ids[2]!, ids[3]!);
  const texts = tokenRuns(ids, labels, bytes).map(({ text }) => text);
  expect(texts).toEqual(["a\ufffd", "öb"]);
});

test("without a tokenizer the text is the ids", () => {
  const runs = tokenRuns(Int32Array.of(5, 6, 7), Int32Array.of(ignored, 6, 7), null);
  expect(runs.map(({ text }) => text)).toEqual(["5", " 6 7"]);
});
