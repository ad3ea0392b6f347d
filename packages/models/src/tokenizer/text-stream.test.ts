import { expect, test } from "vitest";
import { randomValues } from "../fixtures/random.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { writeTinyLlama } from "../fixtures/tiny-llama.ts";
import { AutoTokenizer } from "./auto-tokenizer.ts";
import { TextStream } from "./text-stream.ts";

async function byteTokens() {
  await using folder = await temporaryFolder();
  await writeTinyLlama(folder.path);
  return await AutoTokenizer.fromPretrained(folder.path);
}

test("a character comes out once all of its bytes are there", async () => {
  const tokenizer = await byteTokens();
  const stream = new TextStream(tokenizer);
  const ids = tokenizer.encode("aé🙂!", { addSpecialTokens: false });
  expect(ids.map((id) => stream.push(id))).toEqual(["a", "", "é", "", "", "", "🙂", "!"]);
  expect(stream.end()).toBe("");
});

test("what no character comes of is given out at the end", async () => {
  const stream = new TextStream(await byteTokens());
  expect(stream.push(3 + 0x61, 3 + 0xf0, 3 + 0x9f)).toBe("a");
  expect(stream.end()).toBe("\ufffd");
});

test("special tokens are left out on request", async () => {
  const tokenizer = await byteTokens();
  const text = (skipSpecialTokens: boolean) =>
    new TextStream(tokenizer, { skipSpecialTokens }).push(1, 3 + 0x61, 2, 3 + 0x62);
  expect([text(false), text(true)]).toEqual(["<s>a</s>b", "ab"]);
});

test("the pieces of any text are the text", async () => {
  const tokenizer = await byteTokens();
  const values = randomValues(7, 400, 1).map((value) => Math.abs(value) * 0x2ffff);
  const text = Array.from(values, (value) => String.fromCodePoint(Math.floor(value) & 0x1d7ff)).join("");
  const stream = new TextStream(tokenizer);
  const whole = text.toWellFormed();
  const ids = tokenizer.encode(whole, { addSpecialTokens: false });
  expect(ids.map((id) => stream.push(id)).join("") + stream.end()).toBe(whole);
});

/** Decodes as sentencepiece's tokenizers do: the space in front of the first word is none of the text's. */
const words = {
  decode: (ids: ArrayLike<number>) =>
    Array.from(ids, (id) => ` ${id}`)
      .join("")
      .replace(/^ /, ""),
};

test("a word keeps the space before it, but the first", () => {
  const stream = new TextStream(words);
  expect([1, 2, 3].map((id) => stream.push(id))).toEqual(["1", " 2", " 3"]);
});
