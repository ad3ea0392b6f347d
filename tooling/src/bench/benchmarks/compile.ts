import type { Measurement } from "../measurement.ts";
import { formatNumber } from "../report.ts";
import { sideName } from "../sides.ts";
import type { CompileResult } from "../workers/compile.ts";
import type { Benchmark } from "./benchmark.ts";
import { Contestant } from "./contestant.ts";
import { failuresOf, runsOf, takeTurns } from "./take-turns.ts";
import { compileTarget, depthTargets } from "./targets.ts";
import { tokenBatch } from "./token-batch.ts";

const size = { batchSize: 4, length: 256 };
const depths = { "12 layers": "110M", "24 layers": "110M-twice-the-layers" } as const;

/** Tracing and compiling all that a step of the 110M needs, and of the same model with twice the layers. */
export const compile: Benchmark = {
  name: "compile",
  title: `compile: everything that a step of the 110M needs, ${size.batchSize} × ${size.length} tokens; the fastest of each side's runs`,
  async run(context) {
    const { rounds, report } = context.options;
    const contestants: Contestant<CompileResult>[] = [];
    const measures: (() => Measurement[])[] = [];
    for (const side of context.sides) {
      const [shallow, deep] = await Promise.all(
        Object.entries(depths).map(async ([depth, model]) => {
          const input = { ...side, ...(await tokenBatch(context, model, size)), batchSize: size.batchSize };
          const name = `${sideName(side)}, ${depth}`;
          return new Contestant(name, async () => {
            const result = await context.worker<CompileResult>("compile", input);
            report(`compile, ${name}: ${result.programs} compilations, ${formatNumber(result.seconds)} s`);
            return result;
          });
        }),
      );
      contestants.push(shallow!, deep!);
      measures.push(() => compare(shallow!, deep!));
    }
    await takeTurns(rounds, contestants);
    return {
      measurements: measures.flatMap((measure) => measure()),
      notes: [],
      failures: failuresOf(contestants),
      runs: runsOf(contestants),
    };
  },
};

function compare(shallow: Contestant<CompileResult>, deep: Contestant<CompileResult>): Measurement[] {
  const seconds = ({ results }: Contestant<CompileResult>) => results.map((result) => result.seconds);
  const programs = ({ results }: Contestant<CompileResult>) => results.map((result) => result.programs);
  if (shallow.results.length === 0) return [];
  const own: Measurement = {
    name: `${shallow.name}: s`,
    ours: Math.min(...seconds(shallow)),
    peer: null,
    target: compileTarget,
  };
  if (deep.results.length === 0) return [own];
  return [
    own,
    {
      name: `${deep.name}: s`,
      ours: Math.min(...seconds(deep)),
      peer: { name: "12 layers", value: own.ours },
      target: depthTargets.seconds,
    },
    {
      name: `${deep.name}: compilations`,
      ours: Math.max(...programs(deep)),
      peer: { name: "12 layers", value: Math.min(...programs(shallow)) },
      target: depthTargets.programs,
    },
  ];
}
