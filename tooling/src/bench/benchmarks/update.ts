import { formatNumber } from "../report.ts";
import { median } from "../statistics.ts";
import type { UpdateResult } from "../workers/update.ts";
import type { Benchmark } from "./benchmark.ts";
import { takeTurns } from "./take-turns.ts";

const steps = 23;

interface PeerResult {
  readonly default: readonly number[];
  readonly fused: readonly number[];
}

/** AdamW over all parameters of the 15M, against PyTorch's two. */
export const update: Benchmark = {
  name: "update",
  title: "update: AdamW over the 15M's parameters, alone",
  async run(context) {
    const { python, rounds, report } = context.options;
    const input = { model: await context.model("15M"), steps };
    const ours = async () => {
      const result = await context.worker<UpdateResult>("update", input);
      report(`update, ours: ${formatNumber(1000 * median(result.seconds))} ms`);
      return result;
    };
    const peer = python && (() => context.peer<PeerResult>(python, "adamw", input));
    const turns = await takeTurns(rounds, ours, peer);
    const best = (runs: readonly (readonly number[])[]) => 1000 * Math.min(...runs.map(median));
    const measurement = { name: "ms", ours: best(turns.ours.map(({ seconds }) => seconds)), target: null };
    const notes = [`${turns.ours[0]!.parameters.toLocaleString("en")} parameters`];
    if (turns.peer.length === 0) return { measurements: [{ ...measurement, peer: null }], notes };
    const peers = [
      { name: "PyTorch, default", value: best(turns.peer.map((run) => run.default)) },
      { name: "PyTorch, fused", value: best(turns.peer.map((run) => run.fused)) },
    ];
    return { measurements: peers.map((peer) => ({ ...measurement, peer })), notes };
  },
};
