import { expect, test } from "vitest";
import { cutAtStop, heldBack } from "./stop-strings.ts";
import { StoppableText } from "./stoppable-text.ts";

const bytes = new TextDecoder();
/** A token is a byte. */
const decodeBytes = (ids: readonly number[]) => bytes.decode(Uint8Array.from(ids));

function pieces(stream: StoppableText, ids: Iterable<number>): string[] {
  return [...[...ids].map((id) => stream.push(id)), stream.end()];
}

test("a character of several tokens comes when it is whole", () => {
  const ids = new TextEncoder().encode("a🙂é");
  expect(pieces(new StoppableText(decodeBytes), ids)).toEqual(["a", "", "", "", "🙂", "", "é", ""]);
});

test("bytes that become no character come at the end", () => {
  expect(pieces(new StoppableText(decodeBytes), [65, 0xf0, 0x9f])).toEqual(["A", "", "", "\ufffd"]);
});

test("a stop string over several tokens ends the text before it, and nothing of it is shown", () => {
  const words = ["One", ".", "\n", "#", "##", " Two"];
  const stream = new StoppableText((ids) => ids.map((id) => words[id]).join(""), ["\n###", "%%"]);
  expect(pieces(stream, [0, 1, 2, 3, 4, 5])).toEqual(["One", ".", "", "", "", "", ""]);
  expect(stream.isStopped).toBe(true);
  expect(stream.text).toBe("One.");
});

test("what looked like a stop string and was none is shown", () => {
  const words = ["a", "\n", "#", "b", "\n"];
  const stream = new StoppableText((ids) => ids.map((id) => words[id]).join(""), ["\n###"]);
  expect(pieces(stream, [0, 1, 2, 3, 4])).toEqual(["a", "", "", "\n#b", "", "\n"]);
});

test("the first of several stop strings counts", () => {
  expect(cutAtStop("one two three", ["three", "two"])).toBe("one ");
  expect(cutAtStop("one two three", ["four"])).toBe(null);
  expect(heldBack("one th", ["three", "he"])).toBe(2);
});

test("a long text comes whole, with a decoder that drops the space before the first word", () => {
  const words = [" the", " 🙂", " cat", ".", " sat"];
  const decode = (ids: readonly number[]) =>
    ids
      .map((id) => words[id % words.length])
      .join("")
      .replace(/^ /, "");
  const ids = Array.from({ length: 500 }, (_, i) => (i * i) % 7);
  expect(pieces(new StoppableText(decode), ids).join("")).toBe(decode(ids));
});

test("a long text is not decoded over and over", () => {
  let decoded = 0;
  const decode = (ids: readonly number[]) => {
    decoded += ids.length;
    return ids.map((id) => String.fromCharCode(97 + (id % 26))).join("");
  };
  const stream = new StoppableText(decode);
  for (let id = 0; id < 2000; id++) stream.push(id);
  expect(stream.text).toHaveLength(2000);
  expect(decoded).toBeLessThan(2000 * 80);
});
