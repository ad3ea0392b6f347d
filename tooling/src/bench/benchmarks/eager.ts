import type { BenchContext } from "../context.ts";
import { type BenchmarkResult, joinResults } from "../measurement.ts";
import { isOnProcessor, type Side, sideName } from "../sides.ts";
import type { Benchmark } from "./benchmark.ts";
import { compareLosses, compareTraining } from "./compare-training.ts";
import { ourStep, tokensPerSecond } from "./step-contestants.ts";
import { failuresOf, runsOf, takeTurns } from "./take-turns.ts";
import { eagerTarget } from "./targets.ts";
import { tokenBatch } from "./token-batch.ts";

/** tfjs's own cpu backend takes minutes for 4 × 256 tokens. */
const cases = [
  { device: "wasm", batchSize: 4, length: 256, steps: 4, warmUp: 2 },
  { device: "tfjs", batchSize: 1, length: 64, steps: 3, warmUp: 2 },
] as const;

/** The compiled step against the same step, op by op, on tfjs's own backends. Once: it is no close race. */
export const eager: Benchmark = {
  name: "eager",
  title: "eager: the 15M step compiled against the same one eager on tfjs",
  async run(context) {
    const results: BenchmarkResult[] = [];
    for (const eagerCase of cases) results.push(await measure(context, eagerCase));
    return joinResults(results);
  },
};

async function measure(context: BenchContext, eagerCase: (typeof cases)[number]): Promise<BenchmarkResult> {
  const { device, batchSize, length } = eagerCase;
  const nothing = { measurements: [], notes: [], failures: [], runs: {} };
  const slow: Side = { device, precision: "float32" };
  const found = await context.probe(slow);
  if (!found.works) return { ...nothing, notes: [`${device}: absent: ${found.reason}`] };
  const sides = context.sides.filter(
    (side) => side.precision === "float32" && side.device !== device && isOnProcessor(side.device),
  );
  const stepCase = {
    ...eagerCase,
    title: `eager ${batchSize} × ${length}`,
    ...(await tokenBatch(context, "15M", eagerCase)),
  };
  const ours = sides.map((side) => ourStep(context, stepCase, side));
  const peer = ourStep(context, stepCase, slow);
  const everything = [...ours, peer];
  await takeTurns(1, everything);
  const notes: string[] = [];
  const failures = failuresOf(everything);
  const measurements = ours.flatMap((contestant) => {
    const label = `${contestant.name}, ${batchSize} × ${length}`;
    const losses = compareLosses(label, contestant, peer);
    if (losses) (losses.isSame ? notes : failures).push(losses.sentence);
    if (losses?.isSame === false) return [];
    return compareTraining(label, contestant, [{ contestant: peer, speedTarget: eagerTarget }], {
      name: "tokens/s",
      of: ({ stepSeconds }) => tokensPerSecond(stepCase, stepSeconds),
    });
  });
  const runs = Object.entries(runsOf(everything));
  return {
    measurements,
    notes,
    failures,
    runs: Object.fromEntries(
      runs.map(([name, results]) => [`${batchSize} × ${length}, ${sideName(slow)}: ${name}`, results]),
    ),
  };
}
