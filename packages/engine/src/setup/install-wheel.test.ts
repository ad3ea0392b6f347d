import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { SetupError } from "../errors/setup-error.ts";
import { type FakePip, fakePython } from "./fixtures/fake-python.ts";
import { fakeWheel } from "./fixtures/fake-wheel.ts";
import { fileServer } from "./fixtures/file-server.ts";
import { temporaryFolder } from "./fixtures/temporary-folder.ts";
import { installWheel, removeWheel, type WheelRuntime } from "./install-wheel.ts";
import { findInstallation } from "./installation.ts";
import type { SetupProgress } from "./progress.ts";
import { runProcess } from "./run-process.ts";

const file = "thing-1.2.0-py3-none-any.whl";
const wheel = await fakeWheel({ "thing/libs/lib.so": "native", "thing/__init__.py": "", ...metadata() });

const runtime: WheelRuntime = {
  name: "thing",
  requirement: "thing",
  select: (name) => /^thing\/libs\/(.+)/.exec(name)?.[1] ?? null,
  verify: async () => {},
};

/** What pip wants to see in a wheel. */
function metadata(): Record<string, string> {
  return {
    "thing-1.2.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: thing\nVersion: 1.2.0\n",
    "thing-1.2.0.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    "thing-1.2.0.dist-info/RECORD": "",
  };
}

/** A server of the wheel, an empty cache, and a Python whose pip names that server. */
async function setting(pip: (urls: { url: string; local: string }) => FakePip) {
  const stack = new AsyncDisposableStack();
  const server = stack.use(await fileServer());
  const { path } = stack.use(await temporaryFolder());
  server.files.set(`/${file}`, wheel.bytes);
  const local = join(path, file);
  await writeFile(local, wheel.bytes);
  const python = await fakePython(path, pip({ url: `${server.url}/${file}`, local }));
  const env = { ...process.env, NEFTUNE_HOME: join(path, "cache"), NEFTUNE_PYTHON: python };
  return { server, env, cache: env.NEFTUNE_HOME, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const sound = ({ url }: { url: string }): FakePip => ({ url, sha256: wheel.sha256 });

describe("a runtime out of a wheel", () => {
  test("comes into the cache, is found there without asking anybody, and can be removed", async () => {
    await using at = await setting(sound);
    const told: SetupProgress[] = [];
    const first = await installWheel(runtime, at.env, { onProgress: (progress) => told.push(progress) });
    expect(first).toEqual({ folder: join(at.cache, "runtimes", "thing", "1.2.0"), version: "1.2.0", wasThere: false });
    expect(await readFile(join(first.folder, "lib.so"), "utf8")).toBe("native");
    expect([...new Set(told.map(({ phase }) => phase))]).toEqual(["resolve", "download", "check", "unpack"]);
    expect(await readdir(join(at.cache, "downloads"))).toEqual([]);

    const offline = { ...at.env, NEFTUNE_PYTHON: "/no/python" };
    expect(await installWheel(runtime, offline)).toEqual({ ...first, wasThere: true });
    expect(at.server.requests).toEqual([`/${file}`]);

    expect(await removeWheel("thing", offline)).toBe(true);
    expect(await removeWheel("thing", offline)).toBe(false);
    expect(await findInstallation("thing", offline)).toBeNull();
    expect(await readdir(join(at.cache, "runtimes"))).toEqual([]);
  });

  test("is fetched once by two at a time", async () => {
    await using at = await setting(sound);
    const told: string[] = [];
    const options = { onProgress: ({ phase }: SetupProgress) => void told.push(phase) };
    const both = await Promise.all([installWheel(runtime, at.env, options), installWheel(runtime, at.env, options)]);
    expect(both.map(({ wasThere }) => wasThere).sort()).toEqual([false, true]);
    expect(at.server.requests).toHaveLength(1);
    expect(told).toContain("wait");
  });

  test("of another hash than the index says is thrown away, and nothing of it is found", async () => {
    const other = "0".repeat(64);
    await using at = await setting(({ url }) => ({ url, sha256: other }));
    const failure = installWheel(runtime, at.env);
    await expect(failure).rejects.toThrow(SetupError);
    await expect(failure).rejects.toThrow(`${file} has the SHA-256 ${wheel.sha256}, the index says ${other}`);
    expect(await findInstallation("thing", at.env)).toBeNull();
    expect(await readdir(join(at.cache, "downloads"))).toEqual([]);
  });

  test("that breaks off time and again goes on with the next setup", async () => {
    await using at = await setting(sound);
    at.server.stalls.push(100, 100, 100, 100);
    const left = new Set([100, 200, 300, 400]);
    const onProgress = (told: SetupProgress) => {
      if (told.phase === "download" && left.delete(told.done)) at.server.cut();
    };
    await expect(installWheel(runtime, at.env, { onProgress })).rejects.toThrow("broke off");
    await installWheel(runtime, at.env);
    expect(at.server.requests.at(-1)).toBe(`/${file} bytes=400-`);
    expect(await findInstallation("thing", at.env)).toMatchObject({ version: "1.2.0" });
  });

  test.each<[string, (urls: { url: string; local: string }) => FakePip]>([
    [
      "where its address refuses us",
      ({ url, local }) => ({ url: `${url}.gone.whl`, sha256: wheel.sha256, wheel: local }),
    ],
    ["where it lies in a folder", ({ local }) => ({ url: `file://${local}`, sha256: wheel.sha256, wheel: local })],
    ["where pip is too old to tell", ({ local }) => ({ isOld: true, wheel: local })],
  ])("is downloaded by pip %s", async (_, pip) => {
    await using at = await setting(pip);
    expect(await installWheel(runtime, at.env)).toMatchObject({ version: "1.2.0", wasThere: false });
  });

  test("that is not the runtime leaves nothing behind", async () => {
    await using at = await setting(sound);
    const verify = () => Promise.reject(new SetupError("not it"));
    await expect(installWheel({ ...runtime, verify }, at.env)).rejects.toThrow("not it");
    await expect(installWheel({ ...runtime, select: () => null }, at.env)).rejects.toThrow("holds nothing of thing");
    expect(await readdir(join(at.cache, "runtimes", "thing"))).toEqual([]);
  });

  test("needs pip, and says so", async () => {
    await using at = await setting(() => ({ isMissing: true }));
    await expect(installWheel(runtime, at.env)).rejects.toThrow(/thing comes through Python's pip, and .* has no pip/);
    const none = { ...at.env, NEFTUNE_PYTHON: "/no/python" };
    await expect(installWheel(runtime, none)).rejects.toThrow("there is no /no/python: install Python 3 with pip");
  });

  test("that no index has is told in pip's words", async () => {
    await using at = await setting(() => ({}));
    await expect(installWheel(runtime, at.env)).rejects.toThrow("No matching distribution found for thing");
  });

  test("stops when it is asked to", async () => {
    await using at = await setting(sound);
    await expect(installWheel(runtime, at.env, { signal: AbortSignal.abort(new Error("no")) })).rejects.toThrow("no");
  });
});

const pip = await runProcess("python3", ["-m", "pip", "--version"]);

test.skipIf(pip?.code !== 0)("Python's own pip names the wheel of an index (needs python3 with pip)", async () => {
  await using at = await setting(sound);
  const page = `<!DOCTYPE html><html><body><a href="../../${file}#sha256=${wheel.sha256}">${file}</a></body></html>`;
  at.server.files.set("/simple/thing/", new TextEncoder().encode(page));
  const index = { PIP_INDEX_URL: `${at.server.url}/simple/`, NO_PROXY: "127.0.0.1", no_proxy: "127.0.0.1" };
  const env = { ...at.env, ...index, NEFTUNE_PYTHON: "python3", PIP_USER: "1" };
  expect(await installWheel({ ...runtime, pythonVersion: "3.12" }, env)).toMatchObject({ version: "1.2.0" });
});
