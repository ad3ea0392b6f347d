import { configKeys } from "@neftune/trainer/config";
import { expect, test } from "vitest";
import { keysHelp } from "./help-text.ts";
import { trainKeyGroups, trainKeys } from "./train-keys.ts";

test("a key is shown with its older name, what it does, what it takes and its default", () => {
  const { integer, nullable, configKey } = configKeys;
  const keys = {
    maxLength: configKey(nullable(integer({ min: 1 })), 64, "Tokens of a row that are kept", "max_seq_length"),
  };
  expect(keysHelp([{ title: "Rows", keys }], 80)).toBe(
    [
      "Rows:",
      "  --max_length, --max_seq_length",
      "      Tokens of a row that are kept. Takes an integer from 1, or null; default",
      "      64.",
    ].join("\n"),
  );
});

test.each([40, 80, 200])("all keys of train fit %i columns", (columns) => {
  const lines = keysHelp(trainKeyGroups, columns).split("\n");
  expect(lines.filter((line) => line.startsWith("  --"))).toHaveLength(Object.keys(trainKeys).length);
  expect(Math.max(...lines.filter((line) => line.startsWith("      ")).map((line) => line.length))).toBeLessThanOrEqual(
    columns,
  );
});
