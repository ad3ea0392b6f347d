import type { Device, DeviceTensor, Residuals, VjpPrograms } from "@neftune/engine";
import type { Architecture } from "./architectures/architecture.ts";
import { GenerationConfigError } from "./errors/generation-config-error.ts";
import { checkPrompts } from "./generation/check-prompts.ts";
import { compressedWeights, type WeightBits } from "./generation/decoding/compressed-weights.ts";
import { Decoder } from "./generation/decoding/decoder.ts";
import { DecodingPrograms } from "./generation/decoding/decoding-programs.ts";
import type { DecodingWeights } from "./generation/decoding/decoding-weights.ts";
import { residentWeights } from "./generation/decoding/resident-weights.ts";
import { type GenerateOptions, generate } from "./generation/generate.ts";
import { Generation } from "./generation/generation.ts";
import { type GenerationConfig, generationConfig, generationDefaults } from "./generation/generation-config.ts";
import { type NoisePlacement, noiseWidth } from "./hooks/noise-placement.ts";
import { type ModelPlan, modelPlan } from "./model-plan.ts";
import { type ParameterLayout, ParameterTensors, parameterLayout } from "./parameters.ts";
import { Activations } from "./programs/activations.ts";
import { BatchContexts } from "./programs/batch-context.ts";
import { BufferPool } from "./programs/buffer-pool.ts";
import { EmbeddingPass } from "./programs/embedding-pass.ts";
import { HeadPass, type LabelLosses } from "./programs/head-pass.ts";
import { ModelPrograms } from "./programs/model-programs.ts";
import { prefixed } from "./programs/prefixed.ts";
import { Turns } from "./programs/turns.ts";
import { batchOfAllPositions, type RaggedBatch } from "./ragged/ragged-batch.ts";
import type { RaggedShape } from "./ragged/ragged-layout.ts";

export interface TrainingPass extends LabelLosses {
  /** L2 norm of each real token's embedding before the noise; null where there is no noise. */
  readonly embeddingNorms: Float32Array | null;
}

/** Where a model was loaded from. */
export interface ModelSource {
  readonly folder: string;
  /** config.json as it was. */
  readonly config: Readonly<Record<string, unknown>>;
}

export interface CausalLMOptions {
  /** `recompute` saves memory and costs a third more computation (gradient checkpointing). Default `keep`. */
  residuals?: Residuals;
  /** Gradients of several passes add up, until `zeroGradients`. Default false: a pass replaces them. */
  accumulate?: boolean;
  /** Where training passes add their noise. Default `embedding`, as Hugging Face does. */
  noisePlacement?: NoisePlacement;
}

/**
 * A causal language model with its parameters on a device. Activations exist for real tokens only, in memory that all passes
 * share: passes that are asked for at once are computed one after another.
 */
export class CausalLM {
  readonly device: Device;
  readonly architecture: Architecture;
  readonly source: ModelSource | null;
  readonly layout: ParameterLayout;
  readonly parameters: ParameterTensors;
  private readonly pool: BufferPool;
  private readonly activations: Activations;
  private readonly contexts: BatchContexts;
  private programs: ModelPrograms;
  private embedding: EmbeddingPass;
  private head: HeadPass;
  private accumulate = false;
  private noisePlacement: NoisePlacement = "embedding";
  private gradientTensors: ParameterTensors | null = null;
  private readonly turns = new Turns();
  private readonly decodingPrograms: DecodingPrograms;
  private defaults: GenerationConfig = generationDefaults;

  constructor(device: Device, architecture: Architecture, source: ModelSource | null = null) {
    this.device = device;
    this.source = source;
    this.architecture = architecture;
    this.layout = parameterLayout(architecture);
    this.parameters = new ParameterTensors(device, this.layout);
    this.pool = new BufferPool(device);
    this.activations = new Activations(this.pool, architecture);
    this.contexts = new BatchContexts(device, architecture, this.pool);
    this.programs = new ModelPrograms(device, architecture, { residuals: "keep", accumulate: false });
    this.embedding = new EmbeddingPass(device, architecture, this.programs, this.pool);
    this.head = new HeadPass(device, architecture, this.programs, this.pool);
    this.decodingPrograms = new DecodingPrograms(this);
  }

  /** Settings of `generate` that are not given: the folder's generation_config.json over transformers' defaults. */
  get generationConfig(): GenerationConfig {
    return this.defaults;
  }

  set generationConfig(config: GenerationConfig) {
    this.defaults = config;
  }

  /** Gradients of the last training pass, or of those since `zeroGradients` when they accumulate. */
  get gradients(): ParameterTensors {
    this.gradientTensors ??= new ParameterTensors(this.device, this.layout);
    return this.gradientTensors;
  }

  /** How training passes compute. Takes effect from the next pass on. */
  configure({ residuals = "keep", accumulate = false, noisePlacement = "embedding" }: CausalLMOptions): Promise<void> {
    return this.turns.take(async () => {
      await this.programs.dispose();
      this.accumulate = accumulate;
      this.noisePlacement = noisePlacement;
      this.programs = new ModelPrograms(this.device, this.architecture, { residuals, accumulate });
      this.embedding = new EmbeddingPass(this.device, this.architecture, this.programs, this.pool);
      this.head = new HeadPass(this.device, this.architecture, this.programs, this.pool);
    });
  }

  /**
   * Compiles what training passes over batches of these shapes need and sizes their memory, before the first of them.
   *
   * @param labelCounts numbers of labels that the batches have
   * @param noise whether the passes will have noise
   */
  prepare(shapes: readonly RaggedShape[], labelCounts: Iterable<number>, { noise }: { noise: boolean }): Promise<void> {
    const counts = new Set(labelCounts);
    return this.turns.take(async () => {
      for (const shape of shapes) {
        this.activations.reserve(shape);
        for (let layer = 0; layer < this.architecture.layers; layer++)
          this.activations.reserveResiduals(layer, await this.trainBlock(layer, shape));
        await this.embedding.prepare(shape.tokens, noise ? this.noisePlacement : null);
        await this.head.prepare(shape, counts, this.accumulate);
      }
    });
  }

  zeroGradients(): void {
    this.device.zero(this.gradients.flat);
  }

  /** Width of what the noise of training passes is added to: the d of its scale. */
  get noiseWidth(): number {
    return noiseWidth(this.architecture, this.noisePlacement);
  }

  /** Losses at every label, without noise and without gradients. */
  losses(batch: RaggedBatch): Promise<LabelLosses> {
    return this.turns.take(() => this.computeLosses(batch));
  }

  /**
   * Logits at every position of every row, without noise.
   *
   * @param rows token ids
   * @returns [length, vocabSize] a row
   */
  logits(rows: readonly ArrayLike<number>[]): Promise<Float32Array[]> {
    return this.turns.take(() => this.computeLogits(rows));
  }

  /**
   * Losses at every label, and the gradients of weight · Σ nll in `gradients`.
   *
   * @param weight for the mean over a window of labels, 1 / their number
   * @param noise [tokens, noiseWidth], added where `configure` says; null for none
   */
  train(batch: RaggedBatch, weight: number, noise: Float32Array | null): Promise<TrainingPass> {
    return this.turns.take(() => this.computeGradients(batch, weight, noise));
  }

  /**
   * Continues prompts, without noise.
   *
   * @param prompts token ids
   * @param settings over `generationConfig`
   * @throws GenerationConfigError when a setting cannot be used, and for stop strings without `decode`
   * @throws PromptError when a prompt has no tokens, more than the context, or a token outside the vocabulary
   */
  generate(
    prompts: readonly (readonly number[])[],
    settings: Partial<GenerationConfig> = {},
    options: GenerateOptions = {},
  ): Generation {
    const config = generationConfig(settings, this.generationConfig);
    if (config.stopStrings.length > 0 && !options.decode)
      throw new GenerationConfigError(
        "stopStrings",
        "stopStrings: give `decode`, which makes text of tokens, with them",
      );
    checkPrompts(prompts, this.architecture);
    const promptWeights = residentWeights(this);
    const open = () => new Decoder(this, this.decodingPrograms, { promptWeights, weights: options.weights });
    return new Generation(prompts, generate(open, prompts, config, this.architecture.maxPositions, options));
  }

  /** The parameters as they are now, in fewer bits, for `generate`'s option `weights`; several times faster where they are many. */
  compressedWeights(bits: WeightBits): Promise<DecodingWeights> {
    return this.turns.take(() => compressedWeights(this, bits));
  }

  /**
   * The memory of the model as it is configured: what has been used or, after `prepare`, will be.
   *
   * @param optimizerState bytes that an optimiser keeps beside it
   */
  explain(optimizerState = 0): ModelPlan {
    const flat = this.layout.total * 4;
    const { constants, scratch } = this.device.memory();
    let [residuals, activations] = [0, 0];
    for (const [name, bytes] of this.pool.sizes()) {
      if (name.startsWith("residual_")) residuals += bytes;
      else activations += bytes;
    }
    activations += this.contexts.maskBytes;
    const gradients = this.gradientTensors ? flat : 0;
    return modelPlan({ parameters: flat, gradients, optimizerState, residuals, activations, constants, scratch });
  }

  dispose(): Promise<void> {
    return this.turns.take(async () => {
      await this.programs.dispose();
      await this.decodingPrograms.dispose();
    });
  }

  private async computeLosses(batch: RaggedBatch): Promise<LabelLosses> {
    return this.head.run(batch, await this.evaluateBlocks(batch), this.parameters, null);
  }

  private async computeLogits(rows: readonly ArrayLike<number>[]): Promise<Float32Array[]> {
    const { vocabSize } = this.architecture;
    const batch = batchOfAllPositions(rows);
    const logits = await this.head.logits(batch, await this.evaluateBlocks(batch), this.parameters);
    let end = 0;
    return rows.map(({ length }) => {
      const begin = end;
      end += length * vocabSize;
      return logits.subarray(begin, end);
    });
  }

  /** @returns [tokens, width], what the last block puts out, without noise */
  private async evaluateBlocks(batch: RaggedBatch): Promise<DeviceTensor> {
    const { layers, width, kinds } = this.architecture;
    const { tokens } = batch;
    const context = this.contexts.write(batch);
    let x = this.pool.get("eval0", [tokens, width]);
    await this.embedding.forward(context, this.parameters, x, { noise: null, training: false });
    for (let layer = 0; layer < layers; layer++) {
      const y = this.pool.get(`eval${(layer + 1) % 2}`, [tokens, width]);
      const block = await this.programs.evalBlock(batch, kinds[this.architecture.kindOf(layer)]!);
      await block.run({ x, ...context.block(layer), ...this.blockParameters(layer) }, { y });
      x = y;
    }
    return x;
  }

  private async computeGradients(
    batch: RaggedBatch,
    weight: number,
    values: Float32Array | null,
  ): Promise<TrainingPass> {
    const { layers } = this.architecture;
    const { tokens } = batch;
    const context = this.contexts.write(batch);
    const activation = (layer: number) => this.activations.input(layer, tokens);
    const noise = values && { values, placement: this.noisePlacement };
    const norms = await this.embedding.forward(context, this.parameters, activation(0), { noise, training: true });
    for (let layer = 0; layer < layers; layer++) {
      const block = await this.trainBlock(layer, batch);
      await block.forward.run(
        { x: activation(layer), ...context.block(layer), ...this.blockParameters(layer) },
        { y: activation(layer + 1), ...this.activations.residuals(layer, block) },
      );
    }

    let dy = this.activations.inputGradient(layers, tokens);
    const losses = await this.head.run(batch, activation(layers), this.parameters, {
      gradients: this.gradients,
      weight,
      accumulate: this.accumulate,
      dx: dy,
    });
    for (let layer = layers - 1; layer >= 0; layer--) {
      const block = await this.trainBlock(layer, batch);
      const gradients = this.gradients.part(this.architecture.blockParameters(layer));
      const dx = this.activations.inputGradient(layer, tokens);
      await block.backward.run(
        {
          x: activation(layer),
          dy,
          ...context.block(layer),
          ...this.blockParameters(layer),
          ...this.activations.residuals(layer, block),
          ...(this.accumulate ? prefixed("acc_", gradients) : {}),
        },
        { d_x: dx, ...prefixed("d_", gradients) },
      );
      dy = dx;
    }
    await this.embedding.backward(context, this.parameters, this.gradients, dy, this.accumulate);
    return { ...losses, embeddingNorms: norms && ((await this.device.read(norms)) as Float32Array) };
  }

  private trainBlock(layer: number, shape: RaggedShape): Promise<VjpPrograms> {
    return this.programs.trainBlock(shape, this.architecture.kinds[this.architecture.kindOf(layer)]!);
  }

  private blockParameters(layer: number): Record<string, DeviceTensor> {
    return this.parameters.part(this.architecture.blockParameters(layer));
  }
}
