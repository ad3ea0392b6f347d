import type { Device } from "@neftune/engine";
import type { Adapter } from "./adapters/adapter.ts";
import { AttachedAdapter } from "./adapters/attached-adapter.ts";
import type { Architecture } from "./architectures/architecture.ts";
import type { CausalLMOptions, ModelSource } from "./causal-lm-options.ts";
import type { DropoutKey } from "./dropout/dropout.ts";
import { AdapterError } from "./errors/adapter-error.ts";
import { compressedWeights, type WeightBits } from "./generation/decoding/compressed-weights.ts";
import { Decoder } from "./generation/decoding/decoder.ts";
import { DecodingPrograms } from "./generation/decoding/decoding-programs.ts";
import type { DecodingWeights } from "./generation/decoding/decoding-weights.ts";
import { residentWeights } from "./generation/decoding/resident-weights.ts";
import { forcedLosses } from "./generation/forced-losses.ts";
import type { GenerateOptions } from "./generation/generate.ts";
import type { Generation } from "./generation/generation.ts";
import { type GenerationConfig, generationDefaults } from "./generation/generation-config.ts";
import { startGeneration } from "./generation/start-generation.ts";
import { noiseWidth } from "./hooks/noise-placement.ts";
import { type ModelPlan, modelPlan, pooledBytes } from "./model-plan.ts";
import { type ParameterLayout, ParameterTensors, parameterLayout, type TrainableTensors } from "./parameters.ts";
import { Activations } from "./programs/activations.ts";
import { BatchContexts } from "./programs/batch-context.ts";
import { BufferPool } from "./programs/buffer-pool.ts";
import type { LabelLosses } from "./programs/head-pass.ts";
import { ModelParts } from "./programs/model-parts.ts";
import { Passes, type TrainingPass } from "./programs/passes.ts";
import { Turns } from "./programs/turns.ts";
import type { Quantization } from "./quantization/quantization.ts";
import { QuantizedParameters } from "./quantization/quantized-parameters.ts";
import type { RaggedBatch } from "./ragged/ragged-batch.ts";
import type { RaggedShape } from "./ragged/ragged-layout.ts";

/**
 * A causal language model with its parameters on a device. Activations exist for real tokens only, in memory that all passes
 * share: passes that are asked for at once are computed one after another.
 */
export class CausalLM {
  readonly device: Device;
  readonly architecture: Architecture;
  readonly source: ModelSource | null;
  readonly layout: ParameterLayout;
  /** In float32. */
  readonly parameters: ParameterTensors;
  /** Those in 4 bits; null where there are none. */
  readonly quantized: QuantizedParameters | null;
  private readonly pool: BufferPool;
  private readonly activations: Activations;
  private readonly contexts: BatchContexts;
  private readonly attached: AttachedAdapter;
  private modelParts: ModelParts;
  private passes: Passes;
  private options: Required<CausalLMOptions> = { residuals: "keep", accumulate: false, noisePlacement: "embedding" };
  private readonly turns = new Turns();
  private readonly decodingPrograms: DecodingPrograms;
  /** Settings of `generate` that are not given: the folder's generation_config.json over transformers' defaults. */
  generationConfig: GenerationConfig = generationDefaults;

  /** @param quantization of the weights of linear layers in blocks, which adapters can then be trained beside; null: float32 */
  constructor(
    device: Device,
    architecture: Architecture,
    source: ModelSource | null = null,
    quantization: Quantization | null = null,
  ) {
    this.device = device;
    this.source = source;
    this.architecture = architecture;
    this.quantized = quantization && new QuantizedParameters(device, architecture, quantization);
    this.layout = parameterLayout(architecture, ({ name }) => !this.quantized?.specs.has(name));
    this.parameters = new ParameterTensors(device, this.layout);
    this.pool = new BufferPool(device);
    this.activations = new Activations(this.pool, architecture);
    this.contexts = new BatchContexts(device, architecture, this.pool);
    this.attached = new AttachedAdapter(device);
    this.modelParts = this.makeParts();
    this.passes = this.makePasses();
    this.decodingPrograms = new DecodingPrograms(device, architecture);
  }

  /** The parts of the model, and where their numbers are. */
  get parts(): ModelParts {
    return this.modelParts;
  }

  /** What training changes: the adapter's numbers, or all parameters where there is none. */
  get trainable(): TrainableTensors {
    return this.modelParts.trainable;
  }

  /** Gradients of the last training pass, or of those since `zeroGradients` when they accumulate. */
  get gradients(): ParameterTensors {
    return this.trainable.gradients;
  }

  get adapter(): Adapter | null {
    return this.attached.adapter;
  }

  /** Whether the adapter's updates are in the model's weights at the moment. */
  get isMerged(): boolean {
    return this.attached.isMerged;
  }

  /**
   * Puts an adapter beside the model's parameters, which are frozen from then on; or takes it away.
   *
   * @throws AdapterError when there is one already, or it is merged
   */
  attach(adapter: Adapter | null): Promise<void> {
    return this.turns.take(async () => {
      this.attached.attach(adapter);
      await this.rebuild(true);
    });
  }

  /**
   * Adds the adapter's updates to the model's weights, which then compute the same at their own cost alone. Copies of those
   * weights are kept in memory for `unmerge`.
   *
   * @throws AdapterError when there is no adapter, or it is merged already
   */
  merge(): Promise<void> {
    return this.turns.take(async () => {
      this.attached.checkMerge(this.quantized !== null);
      await this.passes.programs.updateNorms();
      await this.attached.merge(this.modelParts);
      await this.rebuild(true);
    });
  }

  /**
   * Takes a merged adapter out of the weights again, which are to the bit what they were.
   *
   * @throws AdapterError when it is not merged
   */
  unmerge(): Promise<void> {
    return this.turns.take(async () => {
      this.attached.unmerge();
      await this.rebuild(true);
    });
  }

  /** How training passes compute. Takes effect from the next pass on. */
  configure({ residuals = "keep", accumulate = false, noisePlacement = "embedding" }: CausalLMOptions): Promise<void> {
    return this.turns.take(async () => {
      this.options = { residuals, accumulate, noisePlacement };
      await this.rebuild();
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
      for (const shape of shapes) await this.passes.prepare(shape, counts, noise);
    });
  }

  /**
   * Computes what DoRA divides by: the lengths of the rows of its layers' weights with the updates in them, by the weights'
   * names. Every pass does that by itself.
   *
   * @returns null where the model has no DoRA
   */
  updateNorms(): Promise<ParameterTensors | null> {
    return this.turns.take(async () => {
      await this.passes.programs.updateNorms();
      return this.adapter?.norms ?? null;
    });
  }

  zeroGradients(): void {
    this.device.zero(this.gradients.flat);
  }

  /** Width of what the noise of training passes is added to: the d of its scale. */
  get noiseWidth(): number {
    return noiseWidth(this.architecture, this.options.noisePlacement);
  }

  /** Losses at every label, without noise and without gradients. */
  losses(batch: RaggedBatch): Promise<LabelLosses> {
    return this.turns.take(() => this.passes.losses(batch));
  }

  /**
   * Logits at every position of every row, without noise.
   *
   * @param rows token ids
   * @returns [length, vocabSize] a row
   */
  logits(rows: readonly ArrayLike<number>[]): Promise<Float32Array[]> {
    return this.turns.take(() => this.passes.logits(rows));
  }

  /**
   * Losses at every label, and the gradients of weight · Σ nll in `gradients`.
   *
   * @param weight for the mean over a window of labels, 1 / their number
   * @param noise [tokens, noiseWidth], added where `configure` says; null for none
   * @param dropout what the masks of dropout, the model's own and the adapter's, depend on; null drops nothing
   */
  train(
    batch: RaggedBatch,
    weight: number,
    noise: Float32Array | null,
    dropout: DropoutKey | null = null,
  ): Promise<TrainingPass> {
    return this.turns.take(async () => {
      if (this.isMerged) throw new AdapterError("a merged adapter cannot be trained; unmerge it first");
      if (this.quantized && !this.adapter)
        throw new AdapterError("weights in 4 bits cannot be trained; give the model an adapter");
      return this.passes.gradients(batch, weight, noise, dropout);
    });
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
    const open = () => this.openDecoder(options.weights);
    return startGeneration(open, prompts, settings, options, this);
  }

  /**
   * The parameters as they are now, in fewer bits, for `generate`'s option `weights`: several times faster.
   *
   * @throws AdapterError when an adapter is not merged, or the parameters are in few bits already
   */
  compressedWeights(bits: WeightBits): Promise<DecodingWeights> {
    return this.turns.take(async () => {
      if (this.quantized || (this.adapter && !this.isMerged))
        throw new AdapterError("only weights in float32 can be compressed, with an adapter merged into them");
      return compressedWeights(this, bits);
    });
  }

  /**
   * Losses of rows of tokens, computed as `generate` computes; see `forcedLosses`.
   *
   * @param rows all of one length
   */
  async generationLosses(rows: readonly (readonly number[])[], weights?: DecodingWeights): Promise<number[]> {
    return forcedLosses(await this.openDecoder(weights), rows);
  }

  /**
   * The memory of the model as it is configured: what has been used or, after `prepare`, will be.
   *
   * @param optimizerState bytes that an optimiser keeps beside it
   */
  explain(optimizerState = 0): ModelPlan {
    const { trainable } = this.modelParts;
    const adapter = this.adapter ? trainable.layout.total * 4 : 0;
    const parameters = this.layout.total * 4 + (this.quantized?.bytes ?? 0) + adapter;
    const { constants, scratch } = this.device.memory();
    const { residuals, others } = pooledBytes(this.pool.sizes());
    const activations = others + this.contexts.maskBytes;
    const gradients = trainable.hasGradients ? trainable.layout.total * 4 : 0;
    return modelPlan({ parameters, gradients, optimizerState, residuals, activations, constants, scratch });
  }

  dispose(): Promise<void> {
    return this.turns.take(async () => {
      await this.passes.programs.dispose();
      await this.decodingPrograms.dispose();
    });
  }

  private openDecoder(weights?: DecodingWeights): Promise<Decoder> {
    return this.turns.take(async () => {
      await this.passes.programs.updateNorms();
      return new Decoder(this, this.decodingPrograms, { promptWeights: residentWeights(this), weights });
    });
  }

  private makeParts(): ModelParts {
    const { parameters, quantized, adapter, isMerged } = this;
    return new ModelParts(this.device, this.architecture, { parameters, quantized, adapter, isMerged });
  }

  private makePasses(): Passes {
    const { device, architecture, pool, activations, contexts, modelParts: parts } = this;
    const dropout = this.isMerged ? 0 : (this.adapter?.config.loraDropout ?? 0);
    return new Passes({ device, architecture, pool, activations, contexts, parts }, { ...this.options, dropout });
  }

  /** @param withParts the adapter has come, gone, or changed sides */
  private async rebuild(withParts = false): Promise<void> {
    await this.passes.programs.dispose();
    if (withParts) this.modelParts = this.makeParts();
    this.passes = this.makePasses();
  }
}
