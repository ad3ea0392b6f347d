import type { BenchContext } from "../context.ts";
import { findTokenizers } from "../inputs/tokenizers.ts";
import { type BenchmarkResult, joinResults, type Measurement } from "../measurement.ts";
import { formatNumber } from "../report.ts";
import type { PrepareResult } from "../workers/prepare.ts";
import type { Benchmark } from "./benchmark.ts";
import { Contestant } from "./contestant.ts";
import { failuresOf, runsOf, takeTurns } from "./take-turns.ts";
import { dataTarget } from "./targets.ts";

/** TRL's default. */
const maxLength = 1024;

/** Alpaca's rows to packed tokens and labels, beside datasets and tokenizers in Python; loading the tokenizer is not counted. */
export const data: Benchmark = {
  name: "data",
  title: `data: Alpaca's rows read, tokenised with labels, packed to ${maxLength}; rows/s, each side's best run`,
  async run(context) {
    const tokenizers = context.reference ? findTokenizers(context.options.root) : [];
    const results: BenchmarkResult[] = [];
    for (const tokenizer of tokenizers) results.push(await measure(context, tokenizer));
    if (results.length > 0) return joinResults(results);
    return {
      measurements: [],
      notes: ["there are no rows and tokenizers beside the checkout"],
      failures: [],
      runs: {},
    };
  },
};

async function measure(context: BenchContext, { name, folder }: { name: string; folder: string }) {
  const { rounds, report } = context.options;
  const job = { rows: context.reference!.alpaca, tokenizer: folder, maxLength };
  const told = (title: string, run: () => Promise<PrepareResult>) =>
    new Contestant(`${name}: ${title}`, async () => {
      const result = await run();
      report(`data, ${name}, ${title}: ${formatNumber(rowsPerSecond(result))} rows/s`);
      return result;
    });
  const ours = told("ours", () => context.worker<PrepareResult>("prepare", job));
  const peers = [
    { title: "datasets, row by row as TRL", batched: false },
    { title: "datasets, batched", batched: true },
  ].map(({ title, batched }) => ({
    title,
    contestant: told(title, () => context.peer<PrepareResult>("prepare_rows", { ...job, batched })),
  }));
  const all = [ours, ...peers.map(({ contestant }) => contestant)];
  await takeTurns(rounds, all);

  const failures = failuresOf([ours]);
  const own = ours.best(rowsPerSecond, "highest");
  const measurements =
    own === null
      ? []
      : peers.map(({ title, contestant }): Measurement => {
          const [theirs] = contestant.results;
          const [mine] = ours.results;
          if (theirs && (theirs.checksum !== mine!.checksum || theirs.rows !== mine!.rows))
            failures.push(`${name}: other tokens or labels than ${title}: ${mine!.tokens} and ${theirs.tokens} tokens`);
          return {
            name: `${name}: rows/s`,
            ours: own,
            peer: { name: title, value: contestant.best(rowsPerSecond, "highest") },
            target: dataTarget,
          };
        });
  return {
    measurements,
    notes: ours.results.slice(0, 1).map((result) => noteOf(name, result)),
    failures,
    runs: runsOf(all),
  };
}

function rowsPerSecond({ rows, tokenizeSeconds, packSeconds }: PrepareResult): number {
  return rows / (tokenizeSeconds + (packSeconds ?? 0));
}

function noteOf(name: string, { rows, tokens, packedRows, maxRssMb }: PrepareResult): string {
  return `${name}: ${formatNumber(rows)} rows, ${formatNumber(tokens)} tokens in ${packedRows} packed rows; ours took ${formatNumber(maxRssMb)} MB at most`;
}
