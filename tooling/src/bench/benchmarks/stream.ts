import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { madeRows } from "../inputs/made-rows.ts";
import { findTokenizers } from "../inputs/tokenizers.ts";
import type { Measurement } from "../measurement.ts";
import { formatNumber } from "../report.ts";
import type { StreamResult } from "../workers/stream.ts";
import type { Benchmark } from "./benchmark.ts";
import { Contestant } from "./contestant.ts";
import { failuresOf, runsOf } from "./take-turns.ts";
import { streamMemoryTarget } from "./targets.ts";

const rows = 1_000_000;
const seed = 4;

/** A million rows through reading, template, tokens and labels, without being kept: what memory that takes. */
export const stream: Benchmark = {
  name: "stream",
  title: `stream: ${formatNumber(rows)} made rows, tokenised one at a time; each once`,
  async run(context) {
    const [tokenizer] = findTokenizers(context.options.root);
    if (!tokenizer)
      return { measurements: [], notes: ["there is no tokenizer beside the checkout"], failures: [], runs: {} };
    const file = join(context.options.folder, "made-rows.jsonl");
    await pipeline(Readable.from(lines()), createWriteStream(file));
    const contestants = [
      { name: "made as they are asked for", file: null },
      { name: "of a JSON Lines file", file },
    ].map(({ name, file }) => {
      const job = { tokenizer: tokenizer.folder, rows, seed, file };
      return new Contestant(name, () => context.worker<StreamResult>("stream", job));
    });
    for (const contestant of contestants) await contestant.turn();
    const failures = failuresOf(contestants);
    const measurements = contestants.flatMap(({ name, results: [result] }): Measurement[] => {
      if (!result) return [];
      context.options.report(`stream, ${name}: ${formatNumber(result.maxRssMb)} MB, ${formatNumber(result.seconds)} s`);
      if (result.rows !== rows) failures.push(`${name}: ${result.rows} rows came out`);
      return [
        { name: `${name}: peak memory, MB`, ours: result.maxRssMb, peer: null, target: streamMemoryTarget },
        { name: `${name}: rows/s`, ours: result.rows / result.seconds, peer: null, target: null },
      ];
    });
    return { measurements, notes: [], failures, runs: runsOf(contestants) };
  },
};

function* lines(): Generator<string, void> {
  for (const row of madeRows(rows, seed)) yield `${JSON.stringify(row)}\n`;
}
