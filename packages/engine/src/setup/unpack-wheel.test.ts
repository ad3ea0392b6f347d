import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SetupError } from "../errors/setup-error.ts";
import { fakeWheel } from "./fixtures/fake-wheel.ts";
import { temporaryFolder } from "./fixtures/temporary-folder.ts";
import { unpackWheel } from "./unpack-wheel.ts";

const select = (name: string) => (name.startsWith("pkg/libs/") ? name.slice("pkg/libs/".length) : null);

test("unpacks what is selected, to where it is told", async () => {
  await using folder = await temporaryFolder();
  const large = "0123456789abcdef".repeat(50_000);
  const wheel = await fakeWheel({ "pkg/__init__.py": "", "pkg/libs/a.so": large, "pkg/libs/deep/b.so": "bee" });
  await writeFile(join(folder.path, "w.whl"), wheel.bytes);
  const told: [number, number][] = [];
  const onBytes = (...bytes: [number, number]) => void told.push(bytes);
  expect(await unpackWheel(join(folder.path, "w.whl"), join(folder.path, "to"), { select, onBytes })).toBe(2);
  expect(await readFile(join(folder.path, "to", "a.so"), "utf8")).toBe(large);
  expect(await readFile(join(folder.path, "to", "deep", "b.so"), "utf8")).toBe("bee");
  expect((await readdir(join(folder.path, "to"))).sort()).toEqual(["a.so", "deep"]);
  expect(told.at(-1)).toEqual([large.length + 3, large.length + 3]);
});

test.each(["../evil", "pkg/../../evil", "/evil", "C:/evil", "pkg\\..\\evil", "pkg//evil"])(
  "refuses a wheel with %j, before it writes anything",
  async (name) => {
    await using folder = await temporaryFolder();
    // The name is put in afterwards, as a writer of zip files would refuse it itself.
    const plain = "n".repeat(name.length);
    const { bytes } = await fakeWheel({ "pkg/libs/a.so": "a", [plain]: "evil" });
    const renamed = Buffer.from(bytes).toString("latin1").replaceAll(plain, name);
    await writeFile(join(folder.path, "w.whl"), renamed, "latin1");
    const failure = unpackWheel(join(folder.path, "w.whl"), join(folder.path, "to"), { select });
    await expect(failure).rejects.toThrow(SetupError);
    expect(await readdir(folder.path)).toEqual(["w.whl"]);
  },
);

test.each([
  ["no zip file", () => Buffer.from("not a wheel")],
  ["half of one", (whole: Uint8Array) => whole.subarray(0, whole.length / 2)],
  [
    "one with a flipped bit in what it holds",
    (whole: Uint8Array) => whole.map((byte, i) => (i === 60 ? byte ^ 1 : byte)),
  ],
])("refuses %s", async (_, damage) => {
  await using folder = await temporaryFolder();
  const noise = Uint8Array.from({ length: 5000 }, (_, index) => (index * 2_654_435_761) >>> 24);
  const { bytes } = await fakeWheel({ "pkg/libs/a.so": noise });
  await writeFile(join(folder.path, "w.whl"), damage(bytes));
  const failure = unpackWheel(join(folder.path, "w.whl"), join(folder.path, "to"), { select });
  await expect(failure).rejects.toThrow(SetupError);
});
