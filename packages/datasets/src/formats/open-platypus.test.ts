import { existsSync, readFileSync } from "node:fs";
import { glob } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RowObject } from "../json-value.ts";
import type { InstructionSample } from "../sample.ts";
import type { DatasetFormat } from "./format.ts";
import { openPlatypusFormat } from "./open-platypus.ts";
import { scibenchFormat } from "./scibench.ts";
import { theoremQaFormat } from "./theorem-qa.ts";

const data = join(import.meta.dirname, "../../../../../shared/data");
const read = (path: string): RowObject[] => JSON.parse(readFileSync(join(data, path), "utf8"));
/** The derived rows have the theorem that a question needs after it; TheoremQA's file has it elsewhere. */
const pair = ({ instruction, output }: InstructionSample) =>
  JSON.stringify([instruction.split("\nRelevant Theorem:")[0]!.trim(), output.trim()]);
const pairs = (format: DatasetFormat, rows: readonly RowObject[]) =>
  rows.map((row) => pair(format.parse(row) as InstructionSample));
/** What only one of them has. */
const difference = (some: readonly string[], others: readonly string[]) => [
  ...some.filter((pair) => !others.includes(pair)),
  ...others.filter((pair) => !some.includes(pair)),
];

describe.skipIf(!existsSync(join(data, "derived/platypus")))(
  "the sets that Open-Platypus is made of (../shared/data)",
  () => {
    const rows = existsSync(data) ? read("derived/platypus/open_platypus_like_scibench_theoremqa.json") : [];
    const of = (source: string) =>
      pairs(
        openPlatypusFormat,
        rows.filter((row) => row.data_source === source),
      );

    test("SciBench's questions and answers are those of Open-Platypus", async () => {
      const found: string[] = [];
      for await (const file of glob("instruct/platypus/src_scibench/*.json", { cwd: data }))
        found.push(...pairs(scibenchFormat, read(file)));
      expect(found).toHaveLength(692);
      expect(difference(found, of("scibench"))).toEqual([]);
    });

    test("so are TheoremQA's, without those that need a picture", () => {
      const theorems = read("instruct/platypus/src_theoremqa/theoremqa_test.json").filter(
        ({ Picture }) => Picture === null,
      );
      const found = pairs(theoremQaFormat, theorems);
      expect(found).toHaveLength(747);
      expect(difference(found, of("theoremqa"))).toEqual([]);
    });
  },
);
