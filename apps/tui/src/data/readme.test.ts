import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { streamExamples } from "@neftune/datasets";
import { expect, test } from "vitest";
import { paintFor } from "../format/paint.ts";
import { readDemoRecipe } from "../options/demo.ts";
import { trainKeys } from "../options/train-keys.ts";
import { dataRequest } from "../options/training-request.ts";
import { inspectExamples } from "./inspect-rows.ts";
import { inspectionText } from "./inspection-text.ts";
import { openTokenizedRows } from "./opened-rows.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));

test("the README's look at the demo's rows is what the command shows", async () => {
  const recipe = await readDemoRecipe(join(root, "apps/tui/assets/demo"), trainKeys);
  const request = dataRequest({ ...recipe, max_length: 128 });
  const signal = new AbortController().signal;
  const { source, options, tokenizer } = await openTokenizedRows(request.train_file!, request, {
    signal,
    onProgress() {},
  });
  const look = { show: 1, maxLength: 128, onBadRow: request.on_bad_row, onProgress() {}, signal };
  const inspection = await inspectExamples(source, streamExamples(source, options), look);
  const view = { columns: 80, hasColours: false, paint: paintFor(false), tokenizer };
  const shown = inspectionText({ ...inspection, path: "…/apps/tui/assets/demo/train.json" }, view);
  const readme = readFileSync(join(root, "README.md"), "utf8");
  expect(/```text\n(file [\s\S]*?)```/.exec(readme)?.[1]).toBe(shown);
});
