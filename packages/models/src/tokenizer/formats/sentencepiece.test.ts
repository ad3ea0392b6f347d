import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CheckpointError } from "../../errors/checkpoint-error.ts";
import { encodeSentencePiece, type SentencePieceToEncode } from "../../fixtures/encode-sentencepiece.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { AutoTokenizer } from "../auto-tokenizer.ts";
import { TextStream } from "../text-stream.ts";
import { parseSentencePieceModel } from "./sentencepiece-model.ts";

const marks = [
  { piece: "<unk>", type: 2 },
  { piece: "<s>", type: 3 },
  { piece: "</s>", type: 3 },
];
/** Ids 3 to 9: letters, and what they are merged to, the highest score first. */
const letters = [
  ...[
    { piece: "▁", score: -9 },
    { piece: "a", score: -9 },
    { piece: "b", score: -9 },
  ],
  ...[
    { piece: "ab", score: -1 },
    { piece: "▁a", score: -2 },
    { piece: "▁ab", score: -3 },
    { piece: "ba", score: -4 },
  ],
];

async function open(model: SentencePieceToEncode, config?: object) {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, "tokenizer.model"), encodeSentencePiece(model));
  if (config) await writeFile(join(folder.path, "tokenizer_config.json"), JSON.stringify(config));
  return await AutoTokenizer.fromPretrained(folder.path);
}

test("pairs are merged by their piece's score, from the left, after a space in front", async () => {
  const tokenizer = await open({ pieces: [...marks, ...letters] });
  expect(tokenizer.encode("ab")).toEqual([1, 8]);
  expect(tokenizer.encode("abab")).toEqual([1, 8, 6]);
  expect(tokenizer.encode("a ba")).toEqual([1, 7, 3, 9]);
  expect(tokenizer.encode("")).toEqual([1]);
  expect(tokenizer.decode([8, 6, 7])).toBe("abab a");
  expect([tokenizer.bosTokenId, tokenizer.eosTokenId, tokenizer.padTokenId]).toEqual([1, 2, 2]);
});

test("a mark in a text is found, and the text after it gets a space in front only in legacy tokenizers", async () => {
  const pieces = [...marks, ...letters];
  expect((await open({ pieces }, { legacy: true })).encode("ab</s>ab")).toEqual([1, 8, 2, 8]);
  expect((await open({ pieces }, { legacy: false })).encode("ab</s>ab")).toEqual([1, 8, 2, 6]);
});

test("the model and the configuration say whether spaces are added and which tokens", async () => {
  const pieces = [...marks, ...letters];
  expect((await open({ pieces, addDummyPrefix: false })).encode("ab")).toEqual([1, 6]);
  expect((await open({ pieces }, { add_prefix_space: false })).encode("ab")).toEqual([1, 6]);
  expect((await open({ pieces, removeExtraWhitespaces: true })).encode("  a  a ")).toEqual([1, 7, 7]);
  expect((await open({ pieces }, { add_bos_token: false, add_eos_token: true })).encode("ab")).toEqual([8, 2]);
});

const hex = (byte: number) => `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`;
const bytePieces = Array.from({ length: 256 }, (_, byte) => ({ piece: hex(byte), type: 6 }));

test.each([
  [1, "unigram"],
  [2, "BPE"],
])("a letter that is no piece is its bytes in UTF-8 (model type %i, %s)", async (modelType) => {
  const tokenizer = await open({ pieces: [...marks, ...bytePieces, ...letters], modelType, byteFallback: true });
  const euro = [0xe2, 0x82, 0xac].map((byte) => byte + 3);
  const ids = tokenizer.encode("a€€", { addSpecialTokens: false });
  expect(ids.slice(-6)).toEqual([...euro, ...euro]);
  expect(tokenizer.decode(ids)).toBe("a€€");
  expect(tokenizer.decode([...[0xef, 0xbb, 0xbf].map((byte) => byte + 3), 260])).toBe("\ufeffa");
  const stream = new TextStream(tokenizer);
  expect(ids.map((id) => stream.push(id)).filter((text) => text !== "")).toEqual(["a", "€", "€"]);
});

test("without bytes it is the unknown piece", async () => {
  expect((await open({ pieces: [...marks, ...letters] })).encode("a€€")).toEqual([1, 7, 0]);
});

test("a unigram model takes the pieces whose scores add up to the most", async () => {
  const scored = [
    ...[
      { piece: "▁", score: -2 },
      { piece: "a", score: -2 },
      { piece: "b", score: -2 },
    ],
    ...[
      { piece: "▁a", score: -3 },
      { piece: "ab", score: -1 },
    ],
  ];
  // ▁ + ab is −3, ▁a + b is −5.
  expect((await open({ pieces: [...marks, ...scored], modelType: 1 })).encode("ab")).toEqual([1, 3, 7]);
});

function refusal(bytes: Uint8Array): string {
  try {
    parseSentencePieceModel(bytes, "m");
  } catch (error) {
    if (CheckpointError.isInstance(error)) return error.message;
    throw error;
  }
  return "";
}

test("damaged files are refused by what is wrong with them", () => {
  const pieces = [...marks, ...letters];
  expect(refusal(encodeSentencePiece({ pieces: [] }))).toMatch(/has no pieces$/);
  expect(refusal(encodeSentencePiece({ pieces: [...pieces, ...marks] }))).toMatch(/a piece twice$/);
  expect(refusal(encodeSentencePiece({ pieces: [{ piece: "a".repeat(1000) }] }))).toMatch(/a piece of 1000 letters$/);
  expect(refusal(encodeSentencePiece({ pieces, modelType: 9 }))).toMatch(/its model is of kind 9$/);
  expect(refusal(new TextEncoder().encode("version https://git-lfs.github.com/spec/v1"))).toMatch(
    /^m is not sentencepiece/,
  );
});

test("no truncation or flipped byte does anything but give a model or one error", () => {
  const whole = encodeSentencePiece({ pieces: [...marks, ...letters] });
  for (let length = 0; length < whole.length; length++) refusal(whole.subarray(0, length));
  for (let place = 0; place < whole.length; place++)
    refusal(whole.map((byte, at) => (at === place ? byte ^ 0xff : byte)));
});

test.each([
  [3, "word"],
  [4, "char"],
])("a model of kind %i, %s, is refused by name", async (modelType, name) => {
  await expect(open({ pieces: [...marks, ...letters], modelType })).rejects.toThrow(`its model is of the kind ${name}`);
});
