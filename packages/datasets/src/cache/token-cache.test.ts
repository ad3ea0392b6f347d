import { randomBytes } from "node:crypto";
import { mkdtempDisposable, readdir, readFile, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import type { Example } from "../example.ts";
import { type ExampleStream, TokenCache } from "./token-cache.ts";

const temporaryFolder = () => mkdtempDisposable(join(tmpdir(), "neftune-"));

const key = "ab".repeat(32);
const report = {
  format: "alpaca",
  path: "rows.json",
  rows: 9,
  dropped: [{ row: 1, reason: "no label is left, “so” it is" }],
  badRows: 0,
  truncated: 1,
  warnings: ["a warning"],
};

const ids = (...numbers: number[]) => Int32Array.from(numbers);
const some: Example[] = [
  { row: 0, inputIds: ids(1, 5, 6, 7, 2), labels: ids(-100, -100, 6, 7, 2) },
  { row: 2, inputIds: ids(1, 5, 6, 7), labels: ids(1, -100, 6, -100), cut: 3 },
  { row: 2, inputIds: ids(4, 4), labels: ids(4, 4) },
  { row: 5, inputIds: ids(8, 9, 9), labels: ids(-100, 7, 9) },
  { row: 8, inputIds: ids(2 ** 31 - 1, 0, 1), labels: ids(-100, -100, 1) },
];

async function* streamOf(examples: Iterable<Example>): ExampleStream {
  yield* examples;
  return report;
}

async function all(stream: AsyncIterable<Example>): Promise<Example[]> {
  const examples: Example[] = [];
  for await (const example of stream) examples.push(example);
  return examples;
}

const neverFails = (error: Error) => {
  throw error;
};

async function filled(folder: string, examples: Iterable<Example> = some): Promise<TokenCache> {
  const cache = new TokenCache(folder);
  await all(cache.keep(key, streamOf(examples), neverFails));
  return cache;
}

test("what went in comes out: rows, tokens, labels, what was cut, and the report", async () => {
  await using folder = await temporaryFolder();
  const cache = new TokenCache(join(folder.path, "not", "there"));
  expect(await cache.open(key)).toBeNull();
  expect(await all(cache.keep(key, streamOf(some), neverFails))).toEqual(some);
  const found = await cache.open(key);
  expect(await all(found!.examples())).toEqual(some);
  const { path: _, ...kept } = report;
  expect(found).toMatchObject({ report: kept, largestId: 2 ** 31 - 1 });
  expect(await cache.open("cd".repeat(32))).toBeNull();
});

test("fingerprints are kept, and given to who asks for them", async () => {
  await using folder = await temporaryFolder();
  const printed = some.map((example, index) =>
    index === 2 ? example : { ...example, fingerprint: Uint32Array.of(2 ** 32 - 1, index, 7) },
  );
  const cache = await filled(folder.path, printed);
  const found = (await cache.open(key))!;
  expect(await all(found.examples({ fingerprints: true }))).toEqual(printed);
  expect(await all(found.examples())).toEqual(some);
  expect(found.largestId).toBe(2 ** 31 - 1);
});

test("so do examples that fill several blocks, and an example larger than a block", async () => {
  await using folder = await temporaryFolder();
  const examples = Array.from({ length: 300 }, (_, row): Example => {
    const inputIds = new Int32Array(row === 150 ? 1_500_000 : 9_000).map((_, index) => (row * 31 + index) % 32_000);
    return { row, inputIds, labels: inputIds.map((id, index) => (index % 11 < 4 ? -100 : id)) };
  });
  const cache = await filled(folder.path, examples);
  let row = 0;
  for await (const { inputIds, labels } of (await cache.open(key))!.examples()) {
    expect(isDeepStrictEqual(inputIds, examples[row]!.inputIds)).toBe(true);
    expect(isDeepStrictEqual(labels, examples[row]!.labels)).toBe(true);
    row++;
  }
  expect(row).toBe(300);
});

describe("a file that is not what was written is told of, removed, and never believed", () => {
  async function damaged(spoil: (file: string, bytes: Buffer) => Promise<unknown>): Promise<string> {
    await using folder = await temporaryFolder();
    const cache = await filled(folder.path);
    const file = cache.fileOf(key);
    await spoil(file, await readFile(file));
    let told = "";
    expect(await cache.open(key, (why) => (told = why))).toBeNull();
    expect(await readdir(folder.path)).toEqual([]);
    return told.replace(file, "FILE");
  }

  test("cut off anywhere", async () => {
    for (const share of [0, 0.1, 0.3, 0.6, 0.9, 0.99])
      expect(await damaged((file, bytes) => truncate(file, Math.floor(bytes.length * share)))).toMatch(
        /^FILE is damaged: /,
      );
  });

  test("any byte of it another", async () => {
    await using folder = await temporaryFolder();
    const cache = await filled(folder.path);
    const file = cache.fileOf(key);
    const bytes = await readFile(file);
    for (let at = 0; at < bytes.length; at++) {
      const other = Buffer.from(bytes);
      other[at]! ^= 0x41;
      await writeFile(file, other);
      const found = await cache.open(key);
      // Only what the sizes do not reach can stay unseen: numbers of a report's header that are not used.
      if (found !== null) expect(await all(found.examples())).toEqual(some);
    }
  });

  test("sizes that no memory has room for", async () => {
    const told = await damaged((file, bytes) => {
      bytes.writeInt32LE(2 ** 31 - 1, 12 * 4 + 8);
      return writeFile(file, bytes);
    });
    expect(told).toContain("ends too soon");
  });

  test("another's content under its name, or noise", async () => {
    expect(await damaged((file) => writeFile(file, randomBytes(4096)))).toContain("does not begin as it should");
    await using folder = await temporaryFolder();
    const cache = await filled(folder.path);
    const other = "cd".repeat(32);
    await writeFile(cache.fileOf(other), await readFile(cache.fileOf(key)));
    expect(await cache.open(other)).toBeNull();
    expect(await cache.open(key)).not.toBeNull();
  });
});

describe("a file is there whole or not at all", () => {
  test("where the rows end in an error", async () => {
    await using folder = await temporaryFolder();
    const cache = new TokenCache(folder.path);
    const broken = (async function* (): ExampleStream {
      yield some[0]!;
      throw new Error("a bad row");
    })();
    await expect(all(cache.keep(key, broken, neverFails))).rejects.toThrow("a bad row");
    expect(await readdir(folder.path)).toEqual([]);
  });

  test("where the reader leaves", async () => {
    await using folder = await temporaryFolder();
    const cache = new TokenCache(folder.path);
    for await (const _ of cache.keep(key, streamOf(some), neverFails)) break;
    expect(await readdir(folder.path)).toEqual([]);
  });

  test("where two write at once", async () => {
    await using folder = await temporaryFolder();
    const caches = [1, 2, 3].map(() => new TokenCache(folder.path));
    await Promise.all(caches.map((cache) => all(cache.keep(key, streamOf(some), neverFails))));
    expect(await readdir(folder.path)).toHaveLength(1);
    expect(await all((await caches[0]!.open(key))!.examples())).toEqual(some);
  });

  test("where nothing can be written, which does not end the stream", async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "a-file");
    await writeFile(path, "");
    const failures: Error[] = [];
    const examples = await all(new TokenCache(path).keep(key, streamOf(some), (error) => failures.push(error)));
    expect(examples).toEqual(some);
    expect(failures).toHaveLength(1);
  });
});

describe("room", () => {
  const keyOf = (index: number) => index.toString(16).padStart(64, "0");

  test("the data sets used longest ago go where all take too much, and nothing else in the folder does", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "notes.txt"), "x".repeat(10_000));
    const probe = await filled(folder.path);
    const { bytes } = (await probe.open(key))!;
    await probe.clear();
    let time = 1e12;
    const cache = new TokenCache(folder.path, { maxBytes: 2.5 * bytes, now: () => time });
    for (const index of [1, 2]) {
      await all(cache.keep(keyOf(index), streamOf(some), neverFails));
      await utimes(cache.fileOf(keyOf(index)), new Date(time + index * 1000), new Date(time + index * 1000));
    }
    time += 60_000;
    await cache.open(keyOf(1));
    await all(cache.keep(keyOf(3), streamOf(some), neverFails));
    expect(await Promise.all([1, 2, 3].map(async (index) => (await cache.open(keyOf(index))) !== null))).toEqual([
      true,
      false,
      true,
    ]);
    expect(await cache.clear()).toEqual({ count: 2, bytes: 2 * bytes });
    expect(await readdir(folder.path)).toEqual(["notes.txt"]);
  });

  test("what a dead process left goes after a day", async () => {
    await using folder = await temporaryFolder();
    const [left, recent] = ["1", "2"].map((name) => join(folder.path, `${key}.tokens.${name.repeat(8)}.part`));
    for (const path of [left!, recent!]) await writeFile(path, "half");
    await utimes(left!, new Date(0), new Date(0));
    await filled(folder.path);
    expect(await readdir(folder.path)).toHaveLength(2);
  });
});

test("a key that is none is a mistake of the program", () => {
  expect(() => new TokenCache("x").fileOf("../../etc/passwd")).toThrow("64 hexadecimal digits");
});
