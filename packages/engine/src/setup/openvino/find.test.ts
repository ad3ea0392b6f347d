import { chmod, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { findOpenvino } from "./find.ts";
import { isLibrary, versionOfName } from "./library.ts";

async function place(...files: string[]): Promise<void> {
  for (const file of files) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, file.endsWith("installed.json") ? '{"version":"2026.4.1"}' : "");
  }
}

test("is found in the cache, then in a Python, then in the system", async () => {
  await using folder = await temporaryFolder();
  const at = (path: string) => join(folder.path, path);
  const env = { NEFTUNE_HOME: at("cache"), VIRTUAL_ENV: at("venv"), LD_LIBRARY_PATH: at("lib"), NEFTUNE_PYTHON: "/no" };
  const host = { env, platform: "linux", home: folder.path } as const;
  const found = async () => (await findOpenvino(env, host)).found;

  await place(at("lib/libopenvino_c.so.2025.3.0"), at("lib/libopenvino_c.so"));
  expect(await found()).toEqual({
    folder: at("lib"),
    library: at("lib/libopenvino_c.so.2025.3.0"),
    version: "2025.3.0",
    source: "system",
  });

  const packages = "venv/lib/python3.12/site-packages";
  await place(at(`${packages}/openvino/libs/libopenvino_c.so.2640`), at(`${packages}/openvino-2026.4.0.dist-info/x`));
  expect(await found()).toMatchObject({
    folder: at(`${packages}/openvino/libs`),
    version: "2026.4.0",
    source: "python",
  });

  const cached = "cache/runtimes/openvino/2026.4.1";
  await place(at(`${cached}/libopenvino_c.so.2641`));
  expect(await found()).toMatchObject({ source: "python" });
  await place(at(`${cached}/installed.json`));
  expect(await found()).toEqual({
    folder: at(cached),
    library: at(`${cached}/libopenvino_c.so.2641`),
    version: "2026.4.1",
    source: "cache",
  });
});

test.each(["", "site/openvino/libs", "site/openvino", "site", "site/openvino/libs/libopenvino_c.so.2641"])(
  "NEFTUNE_OPENVINO may be %j",
  async (path) => {
    await using folder = await temporaryFolder();
    const libs = join(folder.path, path === "" ? "" : "site/openvino/libs");
    await place(join(libs, "libopenvino_c.so.2641"), join(folder.path, "home/x"));
    const { found } = await findOpenvino({ NEFTUNE_OPENVINO: join(folder.path, path), NEFTUNE_HOME: folder.path });
    expect(found).toMatchObject({ folder: libs, source: "NEFTUNE_OPENVINO", version: "2026.4.1" });
  },
);

test("where NEFTUNE_OPENVINO points to nothing, nothing else is taken for it", async () => {
  await using folder = await temporaryFolder();
  await place(join(folder.path, "libopenvino_c.so"));
  const env = { NEFTUNE_OPENVINO: join(folder.path, "nothing"), LD_LIBRARY_PATH: folder.path };
  expect(await findOpenvino(env)).toEqual({ found: null, tried: [`NEFTUNE_OPENVINO (${env.NEFTUNE_OPENVINO})`] });
});

test("a Python is asked where its package is", async () => {
  await using folder = await temporaryFolder();
  const python = join(folder.path, "python");
  await writeFile(python, `#!${process.execPath}\nconsole.log(${JSON.stringify(join(folder.path, "openvino"))})\n`);
  await chmod(python, 0o755);
  await place(join(folder.path, "openvino/libs/libopenvino_c.so.2641"));
  const env = { NEFTUNE_PYTHON: python, NEFTUNE_HOME: join(folder.path, "cache") };
  expect((await findOpenvino(env)).found).toMatchObject({ source: "python", version: "2026.4.1" });
});

test.each([
  ["libopenvino_c.so.2641", true, "2026.4.1"],
  ["libopenvino_c.so.2025.3.0", true, "2025.3.0"],
  ["libopenvino_c.so", true, null],
  ["libopenvino_c.2641.dylib", true, "2026.4.1"],
  ["libopenvino_c.dylib", true, null],
  ["openvino_c.dll", true, null],
  ["libopenvino.so.2641", false, "2026.4.1"],
  ["openvino_cd.dll", false, null],
])("%s", (name, is, version) => {
  expect(isLibrary(`/somewhere/${name}`)).toBe(is);
  expect(versionOfName(name)).toBe(version);
});
