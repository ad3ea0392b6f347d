import { expect, test } from "vitest";
import { DatasetError } from "./dataset-error.ts";

test("the message is one line with the place in front of the reason", () => {
  expect(new DatasetError("is empty", { path: "a.json" }).message).toBe("a.json: is empty");
  expect(new DatasetError("bad", { path: "a.jsonl", line: 4, column: 2, row: 3 }).message).toBe(
    "a.jsonl, line 4, column 2, row 3 (from 0): bad",
  );
});

test("a place is completed from outside, and the more exact one inside stays", () => {
  const cause = new Error("below");
  const error = new DatasetError("bad", { row: 3 }, { cause }).at({ path: "a.json", row: 9 });
  expect(error.message).toBe("a.json, row 3 (from 0): bad");
  expect(error.cause).toBe(cause);
});

test("isInstance knows its own and nothing else", () => {
  expect(DatasetError.isInstance(new DatasetError("bad"))).toBe(true);
  expect(DatasetError.isInstance(new Error("bad"))).toBe(false);
});
