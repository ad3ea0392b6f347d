import { join } from "node:path";
import { findChatModel } from "../inputs/chat-model.ts";
import { instructionText } from "../inputs/instruction-text.ts";
import type { Measurement } from "../measurement.ts";
import { formatNumber } from "../report.ts";
import { isOnProcessor } from "../sides.ts";
import type { GenerateResult } from "../workers/generate.ts";
import type { Benchmark } from "./benchmark.ts";
import { Contestant } from "./contestant.ts";
import { failuresOf, runsOf, takeTurns } from "./take-turns.ts";
import { generationTargets } from "./targets.ts";

const newTokens = 96;
const prompt = "Once upon a time, in a land far away, there lived a king who";

/** SmolLM2-135M, greedily, one prompt: against transformers in Python, and against transformers.js on our ONNX export. */
export const generation: Benchmark = {
  name: "generation",
  title: `generation: SmolLM2-135M, one prompt, ${newTokens} tokens; tokens/s with the prompt's time, each side's best run`,
  async run(context) {
    const { rounds, report, folder, env } = context.options;
    const model = findChatModel(env);
    if (!model)
      return {
        measurements: [],
        notes: ["SmolLM2-135M is not here: NEFTUNE_SMOLLM2 names its folder"],
        failures: [],
        runs: {},
      };
    const job = { model, prompt, newTokens };
    const told = (name: string, run: () => Promise<GenerateResult>) =>
      new Contestant(name, async () => {
        const result = await run();
        report(`generation, ${name}: ${formatNumber(result.tokensPerSecond)} tokens/s`);
        return result;
      });
    const sides = context.sides.filter(({ device, precision }) => precision === "float32" && isOnProcessor(device));
    const ours = sides.flatMap((side) =>
      ([32, 8, 4] as const).map((bits) => ({
        bits,
        contestant: told(`${side.device}, ${bits === 32 ? "float32" : `int${bits}`}`, () =>
          context.worker<GenerateResult>("generate", { ...side, ...job, bits, text: instructionText }),
        ),
      })),
    );
    const python = told("transformers", () => context.peer<GenerateResult>("generate", job));
    const target = join(folder, "smollm2-onnx");
    await context.worker("export-onnx", { model, target });
    const pipeline = told("transformers.js", () =>
      context.worker<GenerateResult>("pipeline", { ...job, model: target }),
    );
    const peers = [python, pipeline];
    await takeTurns(rounds, [...ours.map(({ contestant }) => contestant), ...peers]);

    const speed = (contestant: Contestant<GenerateResult>) =>
      contestant.best(({ tokensPerSecond }) => tokensPerSecond, "highest");
    const exact = peers.find(({ results }) => results.length > 0)?.results[0]?.outputIds;
    const notes: string[] = [];
    const failures = failuresOf(ours.map(({ contestant }) => contestant));
    const measurements = ours.flatMap(({ bits, contestant }): Measurement[] => {
      const own = speed(contestant);
      if (own === null) return [];
      const [{ outputIds, loss }] = contestant.results as [GenerateResult];
      const reference = ours.find((other) => other.bits === 32 && other.contestant.results.length > 0);
      const before = reference?.contestant.results[0]?.loss;
      if (bits === 32 && exact && String(exact) !== String(outputIds))
        failures.push(
          `${contestant.name}: other tokens than ${python.results.length > 0 ? python.name : pipeline.name}`,
        );
      if (bits !== 32 && before != null && loss !== null)
        notes.push(
          `${contestant.name}: loss ${loss.toFixed(4)}, in float32 ${before.toFixed(4)}: ${(loss - before).toFixed(4)} more`,
        );
      return peers.map((peer) => ({
        name: `${contestant.name}: tokens/s`,
        ours: own,
        peer: { name: peer.name, value: speed(peer) },
        target: peer === python ? generationTargets[bits] : null,
      }));
    });
    for (const { name, failure } of peers) if (failure !== null) notes.push(`${name}: absent: ${failure}`);
    return { measurements, notes, failures, runs: runsOf([...ours.map(({ contestant }) => contestant), ...peers]) };
  },
};
