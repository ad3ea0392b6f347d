import { mkdtempDisposable, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { alpaca, type PrepareOptions, prepareDataset, type Tokenizer } from "@neftune/datasets";
import { describe, expect, test } from "vitest";
import { type DataRequest, dataRequest } from "../options/training-request.ts";
import { cacheKey } from "./cache-key.ts";
import { placeOf, rememberingPrepare } from "./prepared-rows.ts";

const temporaryFolder = () => mkdtempDisposable(join(tmpdir(), "neftune-"));

let encoded = 0;
const letters: Tokenizer = {
  encode: (text) => {
    encoded++;
    return Array.from(text, (letter) => letter.codePointAt(0)!);
  },
  decode: (ids) => String.fromCodePoint(...Array.from(ids)),
  eosTokenId: 2,
  padTokenId: 0,
};

async function workplace(folder: string, rows = 20) {
  await writeFile(join(folder, "tokenizer.json"), '{"model":1}');
  await writeFile(join(folder, "rows.json"), rowsJson(rows));
  return { source: alpaca(join(folder, "rows.json")), request: requestOf(folder), folder };
}

/** Rows of more than a megabyte, which training keeps the tokens of. */
const LARGE = 60;

function rowsJson(count: number): string {
  const words = count === LARGE ? 10_000 : 1;
  const rows = Array.from({ length: count }, (_, row) => ({
    instruction: `task ${row}`,
    output: `${row} `.repeat(words),
  }));
  return JSON.stringify(rows);
}

function requestOf(folder: string, values: Record<string, unknown> = {}): DataRequest {
  return dataRequest({
    train_file: join(folder, "rows.json"),
    dataset_prepared_path: join(folder, "cache"),
    ...values,
  });
}

const options: PrepareOptions = { tokenizer: letters, maxLength: 512, promptTemplate: "alpaca" };
const context = { env: {}, now: () => new Date("2025-07-10T12:00:00Z") };

describe("the key", () => {
  async function keyWith(
    change: (at: string) => Promise<unknown> | unknown = () => {},
    values: Record<string, unknown> = {},
    others: Partial<PrepareOptions> & { today?: string } = {},
  ): Promise<string | null> {
    await using folder = await temporaryFolder();
    const { source } = await workplace(folder.path);
    await change(folder.path);
    const { today = "2025-07-10", ...rest } = others;
    const request = requestOf(folder.path, values);
    return await cacheKey({
      ...{ source, request, options: { ...options, ...rest }, tokenizerPath: folder.path, version: "1", today },
    });
  }

  test("is the same for the same content, wherever it lies and whatever is asked of bad rows and the run", async () => {
    const key = await keyWith();
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(await keyWith()).toBe(key);
    expect(await keyWith(undefined, { on_bad_row: "skip", output_dir: "b", test_size: 0.1, learning_rate: 1 })).toBe(
      key,
    );
    expect(await keyWith(undefined, {}, { vocabSize: 999, today: "2025-07-11" })).toBe(key);
    expect(await keyWith((at) => writeFile(join(at, "model.safetensors"), "weights"))).toBe(key);
  });

  test("is another for other rows, another tokenizer, and every option of tokens", async () => {
    const keys = await Promise.all([
      keyWith(),
      keyWith((at) => writeFile(join(at, "rows.json"), rowsJson(21))),
      keyWith((at) => writeFile(join(at, "tokenizer.json"), '{"model":2}')),
      keyWith((at) => writeFile(join(at, "chat_template.jinja"), "{{ x }}")),
      keyWith(undefined, {}, { maxLength: 511 }),
      keyWith(undefined, {}, { promptTemplate: "alpaca-eval" }),
      keyWith(undefined, {}, { completionOnlyLoss: false }),
    ]);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test("counts the day where a chat template writes it", async () => {
    const asks = (at: string) => writeFile(join(at, "chat_template.jinja"), "{{ strftime_now('%d') }}");
    expect(await keyWith(asks)).not.toBe(await keyWith(asks, {}, { today: "2025-07-11" }));
  });

  test("is none where something has no content: rows in memory, a function", async () => {
    await using folder = await temporaryFolder();
    const { request } = await workplace(folder.path);
    const rest = { request, options, tokenizerPath: folder.path, version: "1", today: "" };
    expect(await cacheKey({ ...rest, source: alpaca([]) })).toBeNull();
    const named = () => ({ prompt: "", completion: "" });
    const withFunction = { ...options, promptTemplate: named };
    const source = alpaca(join(folder.path, "rows.json"));
    expect(await cacheKey({ ...rest, source, options: withFunction })).toBeNull();
  });
});

describe("training", () => {
  test("tokenises a large file once; the second time gives the same", async () => {
    await using folder = await temporaryFolder();
    const { source, request } = await workplace(folder.path, LARGE);
    const prepare = rememberingPrepare({ ...context, request, tokenizerPath: folder.path });
    const first = await prepare(source, options);
    encoded = 0;
    const second = await prepare(source, { ...options, vocabSize: 70_000 });
    expect(encoded).toBe(0);
    expect(second).toEqual(first);
    expect(await readdir(join(folder.path, "cache"))).toHaveLength(1);
  });

  test("finds rows that were kept without it again for leaks, as it would have found them anew", async () => {
    await using folder = await temporaryFolder();
    const { source, request } = await workplace(folder.path, LARGE);
    const prepare = rememberingPrepare({ ...context, request, tokenizerPath: folder.path });
    await prepare(source, options);
    encoded = 0;
    const kept = await prepare(source, { ...options, fingerprints: true });
    expect(encoded).toBe(0);
    expect(kept).toEqual(await prepareDataset(source, { ...options, fingerprints: true }));
  });

  test("leaves nothing behind for a small one, and nothing where it is told so", async () => {
    await using folder = await temporaryFolder();
    const { source, request } = await workplace(folder.path);
    await rememberingPrepare({ ...context, request, tokenizerPath: folder.path })(source, options);
    const none = requestOf(folder.path, { dataset_prepared_path: null });
    expect(await placeOf(source, options, { ...context, request: none, tokenizerPath: folder.path })).toBeNull();
    expect(await readdir(folder.path)).toEqual(["rows.json", "tokenizer.json"]);
  });

  test("makes a damaged file anew and says so", async () => {
    await using folder = await temporaryFolder();
    const { source, request } = await workplace(folder.path, LARGE);
    const prepare = rememberingPrepare({ ...context, request, tokenizerPath: folder.path });
    const first = await prepare(source, options);
    const file = join(folder.path, "cache", (await readdir(join(folder.path, "cache")))[0]!);
    const bytes = await readFile(file);
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(file, bytes);
    const again = await prepare(source, options);
    expect(again.examples).toEqual(first.examples);
    expect(again.warnings).toEqual([
      expect.stringMatching(/^tokenised anew: .*\.tokens is damaged: its checksum is wrong$/),
    ]);
    expect((await prepare(source, options)).warnings).toEqual([]);
  });

  test("goes on with a warning where nothing can be kept", async () => {
    await using folder = await temporaryFolder();
    const { source } = await workplace(folder.path, LARGE);
    const request = requestOf(folder.path, { dataset_prepared_path: join(folder.path, "rows.json") });
    const prepared = await rememberingPrepare({ ...context, request, tokenizerPath: folder.path })(source, options);
    expect(prepared.examples).toHaveLength(LARGE);
    expect(prepared.warnings).toEqual([expect.stringContaining("the tokens are not kept for the next start")]);
  });

  test("finds the same bad row with and without what was kept, and ids that its model does not know", async () => {
    await using folder = await temporaryFolder();
    const { source, request } = await workplace(folder.path);
    const rows = JSON.parse(rowsJson(LARGE)) as unknown[];
    rows[7] = "text";
    await writeFile(join(folder.path, "rows.json"), JSON.stringify(rows));
    const prepare = rememberingPrepare({ ...context, request, tokenizerPath: folder.path });
    expect((await prepare(source, { ...options, onBadRow: "skip" })).dropped).toHaveLength(1);
    await expect(prepare(source, options)).rejects.toThrow("row 7 (from 0): the row is a string");
    const small = { ...options, onBadRow: "skip" as const, vocabSize: 100 };
    await expect(prepare(source, small)).rejects.toThrow("the model knows 100");
  });
});
