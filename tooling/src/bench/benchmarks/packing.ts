import { join } from "node:path";
import type { BenchContext } from "../context.ts";
import type { BenchmarkResult, Measurement } from "../measurement.ts";
import { joinResults } from "../measurement.ts";
import { formatNumber } from "../report.ts";
import type { PackResult } from "../workers/pack.ts";
import type { Benchmark } from "./benchmark.ts";
import { Contestant } from "./contestant.ts";
import { packedTraining } from "./packed-training.ts";
import { failuresOf, runsOf, takeTurns } from "./take-turns.ts";
import { packingTarget } from "./targets.ts";

const maxLength = 512;

interface Packed {
  readonly rows: number;
  readonly seconds: number;
}

interface PeerResult {
  /** As SFTTrainer packs: 1,000 rows at a time. */
  readonly usual: Packed;
  readonly atOnce: Packed & { readonly bins: readonly (readonly number[])[] };
  readonly wrapped: Packed;
}

/** How full packed rows are, how long packing takes, both against TRL's, and what a step on packed rows costs. */
export const packing: Benchmark = {
  name: "packing",
  title: `packing: Alpaca's 9,229 rows in SmolLM2's tokens, in rows of ${maxLength}; then the 15M trained on packed rows and on single ones`,
  async run(context) {
    return joinResults([await packedRows(context), await packedTraining(context)]);
  },
};

async function packedRows(context: BenchContext): Promise<BenchmarkResult> {
  const { reference } = context;
  const { rounds, folder, python, report } = context.options;
  if (!reference)
    return { measurements: [], notes: ["the rows are not here: packing was not measured"], failures: [], runs: {} };
  const lengths = join(folder, "lengths.json");
  const input = { tokenizer: reference.chatTokenizer, rows: reference.alpaca, maxLength, lengths };
  const ours = new Contestant("ours", async () => {
    const result = await context.worker<PackResult>("pack", input);
    report(`packing: ${result.strategies.map(({ strategy, rows }) => `${strategy} ${rows}`).join(", ")}`);
    return result;
  });
  const trl =
    python && !python.versions.trl
      ? Contestant.absent<PeerResult>("TRL", "TRL is not installed")
      : new Contestant("TRL", () => context.peer<PeerResult>("trl_packing", { lengths, maxLength }));
  await takeTurns(rounds, [ours, trl]);

  const [result] = ours.results;
  const failures = failuresOf([ours]);
  const notes = failuresOf([trl]).map((sentence) => `absent: ${sentence}`);
  if (!result) return { measurements: [], notes, failures, runs: runsOf([ours, trl]) };
  const peer = trl.results[0];
  if (peer) {
    const isSame = JSON.stringify(peer.atOnce.bins) === JSON.stringify(result.bins);
    if (isSame) notes.push("bfd: the same rows together as in TRL where it packs all rows at once");
    else failures.push("bfd: other rows together than in TRL where it packs all rows at once");
  }
  const capacity = (rows: number) => (100 * result.tokens) / (rows * maxLength);
  const measurements = result.strategies.flatMap(({ strategy, rows }): Measurement[] => {
    const efficiency = { name: `${strategy}: % of packed rows that is tokens`, ours: capacity(rows) };
    const ofTrl = (name: string, packed: Packed | undefined) => ({
      name,
      value: packed ? capacity(packed.rows) : null,
    });
    const peers =
      strategy === "wrapped"
        ? [ofTrl("TRL wrapped", peer?.wrapped)]
        : [ofTrl("TRL bfd", peer?.usual), ofTrl("TRL bfd, all rows at once", peer?.atOnce)];
    return [
      ...peers.map((rival) => ({ ...efficiency, peer: rival, target: strategy === "wrapped" ? null : packingTarget })),
      milliseconds(ours, trl, strategy),
    ];
  });
  notes.push(`${formatNumber(result.rows)} rows, ${formatNumber(result.tokens)} tokens`);
  for (const { strategy, rows } of result.strategies) notes.push(`${strategy}: ${formatNumber(rows)} packed rows`);
  return { measurements, notes, failures, runs: { ours: ours.results, TRL: trl.results.map(withoutBins) } };
}

function milliseconds(
  ours: Contestant<PackResult>,
  trl: Contestant<PeerResult>,
  strategy: PackResult["strategies"][number]["strategy"],
): Measurement {
  const own = ours.best(
    ({ strategies }) => 1000 * strategies.find((packed) => packed.strategy === strategy)!.seconds,
    "lowest",
  )!;
  const of = strategy === "wrapped" ? "wrapped" : "usual";
  const value = trl.best((run) => 1000 * run[of].seconds, "lowest");
  const peer = { name: `TRL ${of === "wrapped" ? of : "bfd"}`, value };
  return { name: `${strategy}: ms to pack`, ours: own, peer, target: null };
}

function withoutBins({ atOnce, ...rest }: PeerResult) {
  return { ...rest, atOnce: { rows: atOnce.rows, seconds: atOnce.seconds } };
}
