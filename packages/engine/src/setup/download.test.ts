import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SetupError } from "../errors/setup-error.ts";
import { download } from "./download.ts";
import { type FileServer, fileServer } from "./fixtures/file-server.ts";
import { temporaryFolder } from "./fixtures/temporary-folder.ts";

const content = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 2_654_435_761) >>> 24);

/** A server of `/file`, and where it is to go. */
async function setting(): Promise<AsyncDisposable & { server: FileServer; url: string; path: string }> {
  const stack = new AsyncDisposableStack();
  const server = stack.use(await fileServer());
  const folder = stack.use(await temporaryFolder());
  server.files.set("/file", content);
  const dispose = () => stack.disposeAsync();
  return { server, url: `${server.url}/file`, path: join(folder.path, "file"), [Symbol.asyncDispose]: dispose };
}

/** Breaks the connection off when so many bytes have come, once each. */
function cutAt(server: FileServer, ...sizes: number[]): (done: number) => void {
  const left = new Set(sizes);
  return (done) => {
    if (left.delete(done)) server.cut();
  };
}

test("a transfer that breaks off goes on from there, and tells how far it is", async () => {
  await using at = await setting();
  at.server.stalls.push(100_000, 50_000);
  const told: [number, number | null][] = [];
  const cut = cutAt(at.server, 100_000, 150_000);
  const onBytes = (done: number, total: number | null) => {
    told.push([done, total]);
    cut(done);
  };
  await download(at.url, at.path, { onBytes });
  expect(new Uint8Array(await readFile(at.path))).toEqual(content);
  expect(at.server.requests).toEqual(["/file", "/file bytes=100000-", "/file bytes=150000-"]);
  expect(told.at(-1)).toEqual([300_000, 300_000]);
  expect(told.every(([, total]) => total === 300_000)).toBe(true);
});

test("what an earlier process got is not fetched again", async () => {
  await using at = await setting();
  await writeFile(`${at.path}.part`, content.subarray(0, 299_000));
  await download(at.url, at.path);
  expect(new Uint8Array(await readFile(at.path))).toEqual(content);
  expect(at.server.requests).toEqual(["/file bytes=299000-"]);
});

test.each(["a server without ranges", "a part longer than the file"])("begins anew with %s", async (what) => {
  await using at = await setting();
  at.server.ignoresRanges = what === "a server without ranges";
  await writeFile(`${at.path}.part`, new Uint8Array(at.server.ignoresRanges ? 1000 : 400_000));
  await download(at.url, at.path);
  expect(new Uint8Array(await readFile(at.path))).toEqual(content);
});

test("a refusal is not tried again, and names the file but no password", async () => {
  await using at = await setting();
  at.server.refusal = 403;
  const failure = await download(at.url, at.path).catch((error: unknown) => error);
  expect(SetupError.isInstance(failure)).toBe(true);
  expect((failure as Error).message).toBe("the server answers 403 for file");
  expect(at.server.requests).toHaveLength(1);
});

test("gives up after its retries, and keeps what it has", async () => {
  await using at = await setting();
  at.server.stalls.push(1000, 1000);
  const onBytes = cutAt(at.server, 1000, 2000);
  await expect(download(at.url, at.path, { onBytes, retries: 1 })).rejects.toThrow("the download of file broke off");
  expect((await readFile(`${at.path}.part`)).length).toBe(2000);
});

test("stops where it is asked to, and keeps what it has", async () => {
  await using at = await setting();
  const controller = new AbortController();
  const onBytes = (done: number) => done > 0 && controller.abort(new Error("enough"));
  at.server.stalls.push(100_000);
  await expect(download(at.url, at.path, { onBytes, signal: controller.signal })).rejects.toThrow("enough");
  expect((await readFile(`${at.path}.part`)).length).toBeGreaterThan(0);
  expect(at.server.requests).toHaveLength(1);
});
