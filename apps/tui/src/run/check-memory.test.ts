import { expect, test } from "vitest";
import { RequestError } from "../errors/request-error.ts";
import { checkRowMemory, memoryLimit } from "./check-memory.ts";

const row = (length: number, index = 0) => ({ row: index, inputIds: { length } });
const architecture = { attention: { heads: 4 } };

test("rows whose attention fits are let through", () => {
  // 4 bytes · 1000² · (1 mask + 2 · 4 heads)
  checkRowMemory([row(1000)], architecture, 36e6);
});

test("the first that does not is named, with what would be right", () => {
  const check = () => checkRowMemory([row(10), row(30_000, 7), row(40_000, 8)], architecture, 24e9);
  expect(check).toThrow(
    "row 7 (from 0) has 30000 tokens, whose attention alone needs 33 GB of memory, and there are 24 GB; give max_length a smaller value",
  );
  expect(check).toThrow(RequestError);
});

test("a machine has some memory", () => {
  expect(memoryLimit()).toBeGreaterThan(1e8);
});
