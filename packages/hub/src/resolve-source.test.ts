import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { workplace } from "./fixtures/download.ts";
import { resolveSource } from "./resolve-source.ts";
import { modelFiles } from "./selection/model-files.ts";

const files = { "config.json": "{}", "model.safetensors": "weights", "README.md": "a model" };

test("a folder that is there wins over the hub", async () => {
  await using place = await workplace({ "org/tiny": { files } });
  const folder = join(place.cacheDir, "models", "mine");
  await mkdir(folder, { recursive: true });
  expect(await resolveSource(folder, place.options)).toBe(folder);
  expect(place.hub.seen).toEqual([]);
});

test("org/name is the hub's", async () => {
  await using place = await workplace({ "org/tiny": { files } });
  const folder = await resolveSource("org/tiny", { ...place.options, files: modelFiles });
  expect((await readdir(folder)).sort()).toEqual(["config.json", "model.safetensors"]);
});

test.each(["nowhere", "./org/tiny", "../tiny", "/models/tiny", "~/tiny", "C:\\tiny", "a/b/c", "my model/x", ""])(
  "%j is neither, and nobody is asked",
  async (name) => {
    await using place = await workplace({});
    await expect(resolveSource(name, place.options)).rejects.toThrow(
      /is neither a folder nor a name on the hub, such as/,
    );
    expect(place.hub.seen).toEqual([]);
  },
);

test("a name that the hub does not know may have been meant as a folder", async () => {
  await using place = await workplace({});
  await expect(resolveSource("runs/first", place.options)).rejects.toThrow(
    /^there is no folder runs\/first, and 127\.0\.0\.1:\d+ has no model runs\/first: check the name/,
  );
});
