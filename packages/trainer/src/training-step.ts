import { NEFTune } from "@neftune/core";
import type { Example } from "@neftune/datasets";
import { type CausalLM, countLabels, embeddingNoise, raggedBatch, type ShapePlan } from "@neftune/models";
import type { AdamW } from "./optimizers/adamw.ts";
import type { SFTConfig } from "./sft-config.ts";

/** What one optimiser step measured. */
export interface StepResult {
  /** Mean nll over the labels of the whole window, in nats. */
  readonly loss: number;
  readonly gradNorm: number;
  readonly tokens: number;
  readonly rows: number;
  /** One entry a micro-batch. */
  readonly accuracies: readonly number[];
  readonly entropies: readonly number[];
  /** One entry a sequence; empty without noise. */
  readonly noiseNorms: readonly number[];
  readonly expectedNoiseNorms: readonly number[];
  /** Sums over real tokens of the norms of noise and of embeddings; their quotient is the ratio of the two. */
  readonly tokenNoiseNorm: number;
  readonly tokenEmbeddingNorm: number;
}

/** What one micro-batch measured. */
interface PassResult {
  readonly tokens: number;
  /** Sum over its labels. */
  readonly nll: number;
  readonly accuracy: number;
  readonly entropy: number;
  readonly noiseNorms: readonly number[];
  readonly expectedNoiseNorms: readonly number[];
  readonly tokenNoiseNorm: number;
  readonly tokenEmbeddingNorm: number;
}

/** Makes optimiser steps: noise, gradients of a window of micro-batches, clipping, update. */
export class TrainingStep {
  private readonly model: CausalLM;
  private readonly optimizer: AdamW;
  private readonly config: SFTConfig;
  private readonly noise: NEFTune | null;

  constructor(model: CausalLM, optimizer: AdamW, config: SFTConfig) {
    this.model = model;
    this.optimizer = optimizer;
    this.config = config;
    const { neftuneNoiseAlpha: alpha, seed, neftuneScaling: scaling, neftuneDistribution: distribution } = config;
    this.noise = alpha ? new NEFTune({ alpha, seed, scaling, distribution }) : null;
  }

  /**
   * @param step number of the step, from 1
   * @param epoch that keys the noise
   */
  async run(
    microBatches: readonly (readonly Example[])[],
    plan: ShapePlan,
    { step, epoch, learningRate }: { step: number; epoch: number; learningRate: number },
  ): Promise<StepResult> {
    const { maxGradNorm, gradientAccumulationSteps } = this.config;
    if (gradientAccumulationSteps > 1) this.model.zeroGradients();
    const labels = microBatches.flat().reduce((sum, example) => sum + countLabels(example), 0);
    const passes: PassResult[] = [];
    for (const rows of microBatches) passes.push(await this.pass(rows, plan, epoch, labels));

    const gradNorm = await this.optimizer.gradientNorm();
    // PyTorch's clip_grad_norm_ adds 1e-6 to the norm.
    const clip = maxGradNorm > 0 ? Math.min(1, maxGradNorm / (gradNorm + 1e-6)) : 1;
    await this.optimizer.step(step, learningRate, clip);

    const total = (pick: (pass: PassResult) => number) => passes.reduce((sum, pass) => sum + pick(pass), 0);
    return {
      loss: total((pass) => pass.nll) / labels,
      gradNorm,
      tokens: total((pass) => pass.tokens),
      rows: microBatches.flat().length,
      accuracies: passes.map((pass) => pass.accuracy),
      entropies: passes.map((pass) => pass.entropy),
      noiseNorms: passes.flatMap((pass) => pass.noiseNorms),
      expectedNoiseNorms: passes.flatMap((pass) => pass.expectedNoiseNorms),
      tokenNoiseNorm: total((pass) => pass.tokenNoiseNorm),
      tokenEmbeddingNorm: total((pass) => pass.tokenEmbeddingNorm),
    };
  }

  /** Packed rows are no padded batch in TRL but one row of all their tokens, unless they are `wrapped`. */
  private paddedLength(tokens: number): { paddedLength?: number } {
    const { packing, packingStrategy } = this.config;
    return packing && packingStrategy !== "wrapped" ? { paddedLength: tokens } : {};
  }

  private async pass(
    rows: readonly Example[],
    plan: ShapePlan,
    epoch: number,
    windowLabels: number,
  ): Promise<PassResult> {
    const batch = raggedBatch(rows, plan.fit(rows));
    const { noiseWidth } = this.model;
    const tokens = batch.lengths.reduce((sum, length) => sum + length, 0);
    const sequences = { epoch, samples: rows.map(({ row }) => row) };
    const noise =
      this.noise && embeddingNoise(this.noise, batch, noiseWidth, { ...sequences, ...this.paddedLength(tokens) });
    const dropout = { seed: this.config.seed, ...sequences };
    const result = await this.model.train(batch, 1 / windowLabels, noise?.values ?? null, dropout);
    return {
      tokens,
      nll: sum(result.nll),
      accuracy: sum(result.correct) / batch.labelCount,
      entropy: sum(result.entropy) / batch.labelCount,
      noiseNorms: noise?.norms ?? [],
      expectedNoiseNorms: noise?.expectedNorms ?? [],
      // A sequence's norm is √length times that of one of its tokens.
      tokenNoiseNorm: noise?.norms.reduce((sum, norm, index) => sum + norm * Math.sqrt(batch.lengths[index]!), 0) ?? 0,
      tokenEmbeddingNorm: result.embeddingNorms ? sum(result.embeddingNorms.subarray(0, tokens)) : 0,
    };
  }
}

function sum(values: Float32Array): number {
  return values.reduce((total, value) => total + value, 0);
}
