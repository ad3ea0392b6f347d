import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { AccessDeniedError } from "./errors/access-denied-error.ts";
import { BadResponseError } from "./errors/bad-response-error.ts";
import { DiskSpaceError } from "./errors/disk-space-error.ts";
import { HubError } from "./errors/hub-error.ts";
import { IntegrityError } from "./errors/integrity-error.ts";
import { NetworkError } from "./errors/network-error.ts";
import { RepositoryNotFoundError } from "./errors/repository-not-found-error.ts";
import { RevisionNotFoundError } from "./errors/revision-not-found-error.ts";
import { SourceError } from "./errors/source-error.ts";
import { type Workplace, workplace } from "./fixtures/download.ts";
import { hashOf, type ServedRepo } from "./fixtures/hub-server.ts";
import type { Fault } from "./fixtures/send.ts";
import { type SnapshotOptions, snapshot } from "./snapshot.ts";

const weights = Buffer.from(Float32Array.from({ length: 20_000 }, Math.cos).buffer);
const tiny: ServedRepo = { files: { "model.safetensors": weights, "config.json": '{"model_type":"llama"}' } };

/** Something is wrong with the weights' bytes, as often as `times` says. */
function spoilWeights({ hub }: Workplace, fault: Fault, times = Number.POSITIVE_INFINITY): void {
  hub.fault = (path, before) => (path.startsWith("/cdn/") && before < times ? fault : undefined);
}

const ranges = ({ hub }: Workplace) =>
  hub.seen.filter(({ path }) => path.startsWith("/cdn/")).map(({ range }) => range);

async function expectWhole({ cacheDir }: Workplace, folder: string): Promise<void> {
  expect(await readFile(join(folder, "model.safetensors"))).toEqual(weights);
  const blobs = await readdir(join(cacheDir, "models--org--tiny", "blobs"));
  expect(blobs.filter((name) => name.includes("incomplete"))).toEqual([]);
}

async function refusal(place: Workplace, options: SnapshotOptions = {}, id = "org/tiny"): Promise<HubError> {
  const error = await snapshot(id, { ...place.options, ...options }).catch((caught: unknown) => caught);
  if (!HubError.isInstance(error)) throw new Error("nothing was refused", { cause: error });
  expect(error.message).not.toContain("\n");
  expect(await readdir(join(place.cacheDir, "models--org--tiny", "snapshots")).catch(() => [])).toEqual([]);
  return error;
}

test("a connection that is cut goes on where it was, as often as it gets further", async () => {
  await using place = await workplace({ "org/tiny": tiny });
  spoilWeights(place, { cutAfter: 10_000 }, 7);
  await expectWhole(place, await snapshot("org/tiny", place.options));
  const [first, ...others] = ranges(place);
  expect(first).toBeUndefined();
  expect(others).toEqual(Array.from({ length: 7 }, (_, index) => `bytes=${(index + 1) * 10_000}-`));
  expect(place.waits).toEqual(Array(7).fill(500));
});

test("a connection that stands still is cut", async () => {
  await using place = await workplace({ "org/tiny": tiny });
  spoilWeights(place, { stallAfter: 30_000 }, 1);
  const env = { ...place.options.env, HF_HUB_DOWNLOAD_TIMEOUT: "0.3" };
  await expectWhole(place, await snapshot("org/tiny", { ...place.options, env }));
  expect(place.told).toContainEqual(
    expect.objectContaining({ phase: "retry", reason: expect.stringContaining("nothing came for 0.3 s") }),
  );
});

test("slow is not still", async () => {
  await using place = await workplace({ "org/tiny": tiny });
  spoilWeights(place, { slowly: 800 });
  const env = { ...place.options.env, HF_HUB_DOWNLOAD_TIMEOUT: "0.4" };
  await expectWhole(place, await snapshot("org/tiny", { ...place.options, env }));
  expect(ranges(place).length).toBe(1);
});

test("what a killed process left is gone on with", async () => {
  await using place = await workplace({ "org/tiny": tiny });
  await leaveIncomplete(place, weights.subarray(0, 50_000));
  await expectWhole(place, await snapshot("org/tiny", place.options));
  expect(ranges(place)).toEqual(["bytes=50000-"]);
});

test.each([
  ["damaged", Buffer.concat([Buffer.from("lies"), weights.subarray(4, 50_000)]), ["bytes=50000-", undefined]],
  ["too long", Buffer.alloc(weights.length + 1), [undefined]],
  ["whole, but never renamed", weights, []],
])("what it left may be %s", async (_, left, asked) => {
  await using place = await workplace({ "org/tiny": tiny });
  await leaveIncomplete(place, left);
  await expectWhole(place, await snapshot("org/tiny", place.options));
  expect(ranges(place)).toEqual(asked);
});

test("a server that knows no ranges is begun with anew", async () => {
  await using place = await workplace({ "org/tiny": tiny });
  await leaveIncomplete(place, weights.subarray(0, 50_000));
  spoilWeights(place, { ignoreRange: true });
  await expectWhole(place, await snapshot("org/tiny", place.options));
});

test("one that begins anew and is cut each time gets no further, and is given up", async () => {
  await using place = await workplace({ "org/tiny": tiny });
  spoilWeights(place, { ignoreRange: true, cutAfter: 10_000 });
  expect(await refusal(place)).toBeInstanceOf(NetworkError);
  expect(place.waits).toEqual([500, 1000, 2000, 4000, 8000, 8000].slice(0, place.waits.length));
  expect(place.waits.length).toBeLessThan(7);
});

test("a 503 or two are waited out, as long as the server wishes", async () => {
  await using place = await workplace({ "org/tiny": tiny });
  place.hub.fault = (path, before) => {
    if (path.includes("/revision/") && before < 2) return { status: 503, headers: { "retry-after": "3" } };
    return path.endsWith("config.json") && before < 1 ? { status: 502 } : undefined;
  };
  await expectWhole(place, await snapshot("org/tiny", place.options));
  expect(place.waits).toEqual([3000, 3000, 500]);
});

test("a server that stays away is given up, with what it said", async () => {
  await using place = await workplace({ "org/tiny": tiny });
  place.hub.fault = () => ({ status: 503, headers: { "x-error-message": "the hub is tired" } });
  expect((await refusal(place)).message).toMatch(/^127\.0\.0\.1:\d+ answers 503 for org\/tiny: the hub is tired$/);
  expect(place.waits).toEqual([500, 1000, 2000, 4000, 8000]);
});

test("a server of bytes that refuses is not taken for the hub", async () => {
  await using place = await workplace({ "org/tiny": tiny });
  spoilWeights(place, { status: 403 });
  expect((await refusal(place)).message).toBe("the server of model.safetensors of org/tiny answers 403");
});

test("where there is no server, that is said", async () => {
  await using place = await workplace({});
  const error = await refusal(place, { endpoint: "http://127.0.0.1:1" });
  expect(error).toBeInstanceOf(NetworkError);
  expect(error.message).toMatch(/^http:\/\/127\.0\.0\.1:1 cannot be reached: \S/);
});

test.each<[string, Fault]>([
  ["other bytes", { content: Buffer.alloc(weights.length) }],
  ["more bytes", { content: Buffer.concat([weights, weights]) }],
])("%s than the hub lists are refused, and nothing of them is kept", async (_, fault) => {
  await using place = await workplace({ "org/tiny": tiny });
  spoilWeights(place, fault);
  expect(await refusal(place)).toBeInstanceOf(IntegrityError);
  expect(await readdir(join(place.cacheDir, "models--org--tiny", "blobs"))).not.toContain(
    `${hashOf(weights, true)}.incomplete`,
  );
});

test("fewer bytes than the hub lists are refused", async () => {
  await using place = await workplace({ "org/tiny": { ...tiny, lies: { "model.safetensors": { size: 90_000 } } } });
  expect((await refusal(place)).message).toMatch(/model\.safetensors of org\/tiny is not the file any more/);
});

test("a small file is checked as well, by git's hash", async () => {
  await using place = await workplace({ "org/tiny": tiny });
  place.hub.fault = (path) => (path.endsWith("config.json") ? { content: '{"model_type":"mamba"}' } : undefined);
  expect((await refusal(place)).message).toMatch(/config\.json of org\/tiny came with another hash/);
});

test("a file that is another by the time it is gone on with is noticed by its ETag", async () => {
  await using place = await workplace({ "org/tiny": tiny });
  place.hub.fault = (path, before) => {
    if (path.startsWith("/cdn/")) return { cutAfter: 10_000 };
    return path.includes("/resolve/") && path.endsWith("safetensors") && before > 0
      ? { etag: "ab".repeat(32) }
      : undefined;
  };
  expect((await refusal(place)).message).toMatch(/is not the file any more that the hub listed/);
});

test("the token goes to the hub and to no other host", async () => {
  await using place = await workplace({ "org/tiny": { ...tiny, token: "hf_secret" } });
  await expectWhole(place, await snapshot("org/tiny", { ...place.options, token: "hf_secret" }));
  const elsewhere = place.hub.seen.filter(({ path }) => path.startsWith("/cdn/"));
  expect(elsewhere.map(({ host, authorization }) => [host.split(":")[0], authorization])).toEqual([
    ["localhost", undefined],
  ]);
  const asked = place.hub.seen.filter(({ path }) => !path.startsWith("/cdn/"));
  expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(new Set(["Bearer hf_secret"]));
});

test("what is not there, or not for everybody, is told apart as far as the hub does", async () => {
  const closed = { ...tiny, token: "hf_right" };
  await using place = await workplace({
    "org/tiny": tiny,
    "org/private": closed,
    "org/gated": { ...closed, gated: true },
  });
  const missing = await refusal(place, {}, "org/nothing");
  expect(missing).toBeInstanceOf(RepositoryNotFoundError);
  expect(missing.message).toMatch(/has no model org\/nothing: check the name; if it is private, set HF_TOKEN/);
  expect((await refusal(place, {}, "org/private")).message).toMatch(/if it is private, set HF_TOKEN/);
  const gated = await refusal(place, {}, "org/gated");
  expect(gated).toBeInstanceOf(AccessDeniedError);
  expect(gated.message).toMatch(/^org\/gated is gated: accept its terms at http\S+\/org\/gated, and set HF_TOKEN/);
  const wrong = await refusal(place, { token: "hf_wrong" }, "org/gated");
  expect(wrong.message).toMatch(/and the token that was sent does not open it/);
  expect(await refusal(place, { revision: "v9" })).toBeInstanceOf(RevisionNotFoundError);
  expect((await refusal(place, { revision: "v9" })).message).toBe("org/tiny has no revision v9");
});

test.each(["../../x", "/etc/x", "a/../../x", "C:x", "..\\..\\x", "a//x", "x\u0000"])(
  "a listing with a file named %j is refused as a whole",
  async (path) => {
    await using place = await workplace({ "org/tiny": { ...tiny, lies: { "config.json": { path } } } });
    const error = await refusal(place);
    expect(error).toBeInstanceOf(BadResponseError);
    expect(error.message).toContain("leads out of its folder");
  },
);

test.each([
  ["size", { size: -1 }],
  ["size", { size: 2 ** 60 }],
  ["hash", { hash: "../../../x" }],
])("a listing with a %s that cannot be is refused: %j", async (_, lie) => {
  await using place = await workplace({ "org/tiny": { ...tiny, lies: { "model.safetensors": lie } } });
  expect((await refusal(place)).message).toBe("org/tiny lists model.safetensors without a size and a hash");
});

test.each(["../x", "a/b/c", "org/..", "-a/b", "org/a--b", "org/a.git", "", "org/é", "org/a b"])(
  "the name %j is refused before anybody is asked",
  async (id) => {
    await using place = await workplace({});
    expect(await refusal(place, {}, id)).toBeInstanceOf(SourceError);
    expect(place.hub.seen).toEqual([]);
  },
);

test.each(["../x", "a/../../b", "/a", "a/", ".git", "a b", "a\u0000"])("so is the revision %j", async (revision) => {
  await using place = await workplace({});
  expect(await refusal(place, { revision })).toBeInstanceOf(SourceError);
});

test("a disk without room is noticed before anything is written to it", async () => {
  await using place = await workplace({ "org/tiny": tiny });
  await leaveIncomplete(place, weights.subarray(0, 70_000));
  const error = await refusal(place, { freeBytes: async () => 10_000 });
  expect(error).toBeInstanceOf(DiskSpaceError);
  // 80,022 bytes, of which 70,000 are there.
  expect(error.message).toMatch(/^org\/tiny needs 10\.0 kB more on the disk of .*, where 10\.0 kB are free/);
  expect(place.hub.seen.filter(({ path }) => path.includes("/resolve/"))).toEqual([]);
});

test("an abort ends it with the reason, keeps what came, and the next goes on", async () => {
  await using place = await workplace({ "org/tiny": tiny });
  spoilWeights(place, { slowly: 1000 });
  const controller = new AbortController();
  const reason = new Error("enough");
  const onProgress: SnapshotOptions["onProgress"] = (progress) => {
    if (progress.phase === "download" && progress.bytes > 20_000) controller.abort(reason);
  };
  const ended = snapshot("org/tiny", { ...place.options, onProgress, signal: controller.signal });
  await expect(ended).rejects.toBe(reason);
  spoilWeights(place, {});
  await expectWhole(place, await snapshot("org/tiny", place.options));
  expect(ranges(place)[1]).toMatch(/^bytes=2\d{4}-$/);
});

test("a folder in which nothing can be written is named", async () => {
  await using place = await workplace({ "org/tiny": tiny });
  await writeFile(join(place.cacheDir, ".locks"), "a file where a folder has to be");
  expect((await refusal(place)).message).toMatch(/^the cache .* cannot be used: .*HF_HUB_CACHE names another$/);
});

async function leaveIncomplete({ cacheDir }: Workplace, bytes: Uint8Array): Promise<void> {
  const blobs = join(cacheDir, "models--org--tiny", "blobs");
  await mkdir(blobs, { recursive: true });
  await writeFile(join(blobs, `${hashOf(weights, true)}.incomplete`), bytes);
}
