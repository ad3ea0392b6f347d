import { existsSync, readFileSync } from "node:fs";
import { glob } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { DatasetError } from "./dataset-error.ts";
import { openDataset } from "./open-dataset.ts";
import { readSample } from "./read-sample.ts";

const root = join(import.meta.dirname, "../../..");
const data = join(root, "../shared/data");
const patterns = [
  "instruct/**/*.{json,jsonl,parquet}",
  "derived/{parquet,platypus}/*",
  "golden/axolotl/conversation*.json",
];

/** The table of docs/datasets.md, made anew: what becomes of each file under `auto`. */
async function table(): Promise<string[][]> {
  const files: string[] = [];
  for await (const file of glob(patterns, { cwd: data })) files.push(file);
  return Promise.all(files.sort().map(describeFile));
}

async function describeFile(file: string): Promise<string[]> {
  try {
    const { format, reason, rows } = await openDataset(join(data, file));
    const refused = new Map<string, number[]>();
    let [read, used] = [0, 0];
    for await (const row of rows()) {
      read++;
      const why = refusal(() => readSample(row, format, Number.POSITIVE_INFINITY));
      if (why === null) used++;
      else refused.set(why, [...(refused.get(why) ?? []), row.index]);
    }
    const reasons = Array.from(refused, ([why, numbers]) => `${counted(numbers)}: ${why}`);
    return [file, String(read), format.name, because(reason), String(used), reasons.join("; ")];
  } catch (error) {
    if (!DatasetError.isInstance(error)) throw error;
    return [file, "", "", "", "0", error.reason.replace(/the rows have .*?; /, "")];
  }
}

function refusal(read: () => unknown): string | null {
  try {
    read();
    return null;
  } catch (error) {
    if (DatasetError.isInstance(error)) return error.reason.replace(/^turn \d+ \(from 0\) /, "a turn ");
    throw error;
  }
}

function because(reason: string | undefined): string {
  return reason?.replace(/^.* because /, "") ?? "";
}

function counted(rows: readonly number[]): string {
  const shown = rows.slice(0, 3).join(", ");
  return `${rows.length === 1 ? "row" : "rows"} ${shown}${rows.length > 3 ? `, … (${rows.length})` : ""}`;
}

describe.skipIf(!existsSync(data))("docs/datasets.md (../shared/data)", () => {
  test("says of every file what it is read as, how many rows are used, and why others are not", async () => {
    const document = readFileSync(join(root, "docs/datasets.md"), "utf8");
    const [, section = ""] = document.split("<!-- files -->");
    const lines = section.split("\n").filter((line) => line.startsWith("|"));
    const cells = lines.slice(2).map((line) =>
      line
        .slice(1, -1)
        .split(" | ")
        .map((cell) => cell.trim()),
    );
    const written = (await table()).map((row) => row.map((cell) => cell.replaceAll("|", "\\|").trim()));
    expect(cells).toEqual(written);
  });
});
