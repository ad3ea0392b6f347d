import type { Measurement } from "../measurement.ts";
import { formatNumber } from "../report.ts";
import { isOnProcessor, onePerDevice } from "../sides.ts";
import { median } from "../statistics.ts";
import type { UpdateResult } from "../workers/update.ts";
import type { Benchmark } from "./benchmark.ts";
import { Contestant } from "./contestant.ts";
import { failuresOf, runsOf, takeTurns } from "./take-turns.ts";
import { updateTarget } from "./targets.ts";

const steps = 23;

interface PeerResult {
  readonly default: readonly number[];
  readonly fused: readonly number[];
}

const milliseconds = (seconds: readonly number[]) => 1000 * median(seconds);

/** AdamW over all parameters of the 15M, against PyTorch's two. */
export const update: Benchmark = {
  name: "update",
  title: "update: AdamW over the 15M's parameters, alone",
  async run(context) {
    const { rounds, report } = context.options;
    const input = { model: await context.model("15M"), steps };
    // State is float32 whatever products are computed in.
    const ours = onePerDevice(context.sides).map(
      (side) =>
        new Contestant(side.device, async () => {
          const result = await context.worker<UpdateResult>("update", { ...input, ...side, precision: "float32" });
          report(`update, ${side.device}: ${formatNumber(milliseconds(result.seconds))} ms`);
          return result;
        }),
    );
    const peer = new Contestant("PyTorch", () => context.peer<PeerResult>("adamw", input));
    await takeTurns(rounds, [...ours, peer]);
    const peers = [
      { name: "PyTorch, default", value: peer.best((run) => milliseconds(run.default), "lowest"), target: null },
      { name: "PyTorch, fused", value: peer.best((run) => milliseconds(run.fused), "lowest"), target: updateTarget },
    ];
    const measurements = ours.flatMap((contestant): Measurement[] => {
      const best = contestant.best(({ seconds }) => milliseconds(seconds), "lowest");
      if (best === null) return [];
      const name = `${contestant.name}: ms`;
      if (!isOnProcessor(contestant.name)) return [{ name, ours: best, peer: null, target: null }];
      return peers.map(({ target, ...peer }) => ({ name, ours: best, peer, target }));
    });
    const parameters = ours.flatMap(({ results }) => results).at(0)?.parameters;
    return {
      measurements,
      notes: [
        ...(parameters === undefined ? [] : [`${parameters.toLocaleString("en")} parameters`]),
        ...failuresOf([peer]).map((sentence) => `absent: ${sentence}`),
      ],
      failures: failuresOf(ours),
      runs: runsOf([...ours, peer]),
    };
  },
};
