import { expect, test } from "vitest";
import { textBlocks } from "./text-blocks.ts";

const text = '{"a": "é 你好 \u{1f600}"}\n';

async function read(bytes: Uint8Array, chunk: number): Promise<{ text: string; badLines: number[] }> {
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.slice(at, at + chunk);
  }
  let whole = "";
  const badLines: number[] = [];
  for await (const block of textBlocks(chunks(), "f")) {
    const line = whole.split("\n").length;
    badLines.push(...block.badLines.map((inBlock) => line + inBlock));
    whole += block.text;
  }
  return { text: whole, badLines: [...new Set(badLines)] };
}

const utf16be = (content: string) => Buffer.from(content, "utf16le").swap16();

test.each([
  ["UTF-8", Buffer.from(text)],
  ["UTF-8 with a mark", Buffer.from(`\ufeff${text}`)],
  ["UTF-16, little end first", Buffer.from(`\ufeff${text}`, "utf16le")],
  ["UTF-16, big end first", utf16be(`\ufeff${text}`)],
])("%s, whatever the chunks cut", async (_, bytes) => {
  for (const chunk of [1, 2, 3, 4, 5, 100]) expect(await read(bytes, chunk)).toEqual({ text, badLines: [] });
});

test("nothing, and less than a mark", async () => {
  for (const content of ["", "1", "é", "\ufeff"]) {
    expect((await read(Buffer.from(content), 1)).text).toBe(content.replace("\ufeff", ""));
  }
});

test("lines that are no UTF-8 are told, and a character that the end cuts too", async () => {
  const bytes = Buffer.concat([
    Buffer.from("a\n"),
    Uint8Array.of(0xe9, 0x0a),
    Buffer.from("é\n"),
    Uint8Array.of(0xf0, 0x9f),
  ]);
  for (const chunk of [1, 2, 3, 100]) expect((await read(bytes, chunk)).badLines).toEqual([2, 4]);
});

test("UTF-16 that is none is refused", async () => {
  const lone = Buffer.from("\ufeff\ud83d!", "utf16le");
  await expect(read(lone, 100)).rejects.toThrow("f: the file is not UTF-16LE text, as its first bytes say");
});
