import { expect, test } from "vitest";
import { fileKind } from "./file-kind.ts";

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));

test.each([
  ['{"a": 1}', "text"],
  ["a,b\n1,2 and a NUL\0\n", "text"],
  ["\xff\xfe{\0", "text"],
  ["\x1f\x8b\x08", "gzip"],
  ["\x28\xb5\x2f\xfd", "zstd"],
  ["PAR1", "parquet"],
])("%j is %s", (start, kind) => {
  expect(fileKind(bytesOf(start), "f")).toBe(kind);
});

test.each([
  ["PK\x03\x04", "f: the file is a zip archive, as .xlsx and .npz are too; unpack it, or save its table as CSV"],
  ["7z\xbc\xaf\x27\x1c", "f: the file is a 7z archive"],
  ["%PDF-1.7", "f: the file is a PDF"],
  ["ARROW1\0\0", "f: the file is an Arrow file; save the data set as Parquet or JSONL"],
  ["version https://git-lfs.github.com/spec/v1", "f: the file is a pointer of Git LFS and not the file itself"],
  ["<!DOCTYPE html>", "f: the file is a web page"],
  ["some \0 bytes \xe9\xe8 that are no text", "f: the file is binary"],
  ['{\0"\0', "f: the file is binary, or UTF-16 without a byte order mark"],
])("%j is refused with what would be right", (start, message) => {
  expect(() => fileKind(bytesOf(start), "f")).toThrow(message);
});
