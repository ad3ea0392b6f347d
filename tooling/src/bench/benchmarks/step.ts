import type { BenchContext } from "../context.ts";
import { stepFlops } from "../inputs/flops.ts";
import { type ShapeName, shapes } from "../inputs/shapes.ts";
import { type BenchmarkResult, joinResults, type Measurement } from "../measurement.ts";
import { isOnProcessor, type Side, sideName } from "../sides.ts";
import type { TrainingResult } from "../workers/training-result.ts";
import type { Benchmark } from "./benchmark.ts";
import { compareLosses, compareTraining, type Rival } from "./compare-training.ts";
import type { Contestant } from "./contestant.ts";
import { type ChainSide, chainSides, fastestChain } from "./gemm-chains.ts";
import { ourStep, type PeerStepResult, peerStep, type StepCase, tokensPerSecond } from "./step-contestants.ts";
import { failuresOf, runsOf, takeTurns } from "./take-turns.ts";
import { stepTargets } from "./targets.ts";
import { tokenBatch } from "./token-batch.ts";

const size = { batchSize: 4, length: 256 };

/** Steps of a run: fewer of the large models, of which each takes seconds. */
const counts = { small: { steps: 10, warmUp: 3, fusedSteps: 8 }, large: { steps: 4, warmUp: 2, fusedSteps: 0 } };
const large: readonly ShapeName[] = ["110M", "135M"];

interface Peers {
  readonly eager: Contestant<PeerStepResult>;
  readonly compiled: Contestant<PeerStepResult>;
  readonly autocast: Contestant<PeerStepResult>;
  /** On a GPU; null where PyTorch has none, or nothing of ours runs there. */
  readonly gpu: Contestant<PeerStepResult> | null;
}

/** The training step alone, every token labelled and no noise, against PyTorch and against the machine. */
export const step: Benchmark = {
  name: "step",
  title: `step: Llamas, ${size.batchSize} × ${size.length} tokens, forward, backward and AdamW; the median step, GFLOPS in matrix products`,
  async run(context) {
    const results: BenchmarkResult[] = [];
    for (const model of context.options.models) results.push(await measure(context, model));
    return joinResults(results);
  },
};

async function measure(context: BenchContext, model: ShapeName): Promise<BenchmarkResult> {
  const { sides, options } = context;
  const count = large.includes(model) ? counts.large : counts.small;
  const stepCase = { ...size, ...count, title: `step ${model}`, ...(await tokenBatch(context, model, size)) };
  const ours = sides.map((side) => ({ side, contestant: ourStep(context, stepCase, side) }));
  const hasGpuPeer = options.python?.versions.cuda && sides.some(({ device }) => !isOnProcessor(device));
  const peers: Peers = {
    eager: peerStep(context, stepCase, "eager", count),
    compiled: peerStep(context, stepCase, "compile"),
    autocast: peerStep(context, stepCase, "autocast"),
    gpu: hasGpuPeer ? peerStep(context, stepCase, "eager", { device: "cuda" }) : null,
  };
  const isWanted = (precision: string) => sides.some((side) => side.precision === precision);
  const ran = [
    peers.eager,
    ...(isWanted("float32") ? [peers.compiled] : []),
    ...(isWanted("bfloat16") ? [peers.autocast] : []),
    ...(peers.gpu ? [peers.gpu] : []),
  ];
  const chains = chainSides(context, sides);
  const everything = [
    ...ours.map(({ contestant }) => contestant),
    ...ran,
    ...chains.map(({ contestant }) => contestant),
  ];
  await takeTurns(options.rounds, everything);

  const notes: string[] = [];
  const failures = failuresOf(ours.map(({ contestant }) => contestant)).map((sentence) => `${model} ${sentence}`);
  const measurements = ours.flatMap(({ side, contestant }) => {
    const label = `${model} ${sideName(side)}`;
    const losses = compareLosses(label, contestant, peers.eager);
    if (losses) (losses.isSame ? notes : failures).push(losses.sentence);
    if (losses?.isSame === false) return [];
    return [
      ...compareTraining(label, contestant, rivalsOf(side, model, peers), {
        name: "tokens/s",
        of: ({ stepSeconds }) => tokensPerSecond(stepCase, stepSeconds),
      }),
      ...fusedSpeed(label, side, contestant, peers.eager, stepCase),
      ...gflopsMeasurement(label, side, contestant, chains, stepCase, model),
    ];
  });
  const absent = failuresOf([...ran, ...chains.map(({ contestant }) => contestant)]);
  return {
    measurements,
    notes: [...notes, ...absent.map((sentence) => `${model}: absent: ${sentence}`)],
    failures,
    runs: Object.fromEntries(
      Object.entries(runsOf(everything)).map(([name, results]) => [`${model} ${name}`, results]),
    ),
  };
}

function rivalsOf(side: Side, model: ShapeName, { eager, compiled, autocast, gpu }: Peers): Rival[] {
  const targets = stepTargets(side, model);
  if (!isOnProcessor(side.device)) return gpu ? [{ contestant: gpu, speedTarget: null }] : [];
  const rivals: Rival[] = [{ contestant: eager, speedTarget: targets.eager, memoryTarget: targets.memory }];
  if (side.precision === "float32") rivals.push({ contestant: compiled, speedTarget: targets.compiled });
  else rivals.push({ contestant: autocast, speedTarget: targets.autocast });
  return rivals;
}

/** Beside PyTorch with its fused update, for whoever asks for it. */
function fusedSpeed(
  label: string,
  side: Side,
  ours: Contestant<TrainingResult>,
  eager: Contestant<PeerStepResult>,
  stepCase: StepCase,
): Measurement[] {
  if (side.precision !== "float32" || !isOnProcessor(side.device)) return [];
  const speed = ours.best(({ stepSeconds }) => tokensPerSecond(stepCase, stepSeconds), "highest");
  const measured = eager.results.filter(({ fusedStepSeconds }) => fusedStepSeconds.length >= stepCase.warmUp);
  if (speed === null || measured.length === 0) return [];
  const value = Math.max(...measured.map(({ fusedStepSeconds }) => tokensPerSecond(stepCase, fusedStepSeconds)));
  const peer = { name: "PyTorch eager, fused AdamW", value };
  return [{ name: `${label}: tokens/s`, ours: speed, peer, target: null }];
}

/** What the step's matrix products make of the machine. */
function gflopsMeasurement(
  label: string,
  side: Side,
  ours: Contestant<TrainingResult>,
  chains: readonly ChainSide[],
  stepCase: StepCase,
  model: ShapeName,
): Measurement[] {
  const speed = ours.best(({ stepSeconds }) => tokensPerSecond(stepCase, stepSeconds), "highest");
  if (speed === null) return [];
  const flopsPerToken = stepFlops(shapes[model], stepCase) / (stepCase.batchSize * stepCase.length);
  const chain = fastestChain(chains, side.device, side.precision);
  return [
    {
      name: `${label}: GFLOPS`,
      ours: (speed * flopsPerToken) / 1e9,
      peer: { name: chain?.name ?? "fastest chain", value: chain?.gflops ?? null },
      target: stepTargets(side, model).chain,
    },
  ];
}
