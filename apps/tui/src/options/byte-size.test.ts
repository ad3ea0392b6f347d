import { expect, test } from "vitest";
import { byteSize } from "./byte-size.ts";

test("sizes are those of transformers: decimal units, and binary ones with an i", () => {
  expect(["5GB", "500MB", "1.5 gib", "4096"].map((text) => byteSize(text, "max_shard_size"))).toEqual([
    5e9,
    5e8,
    1.5 * 2 ** 30,
    4096,
  ]);
});

test.each(["", "GB", "5 apples", "-1GB", "0"])("%j is none", (text) => {
  expect(() => byteSize(text, "max_shard_size")).toThrow(
    /^max_shard_size is .*, a size such as 5GB or 500MB is wanted$/,
  );
});
