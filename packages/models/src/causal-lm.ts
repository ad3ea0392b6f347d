import type { Device, DeviceTensor, Residuals } from "@neftune/engine";
import type { Adapter } from "./adapters/adapter.ts";
import type { DropoutKey } from "./adapters/dropout.ts";
import type { Architecture } from "./architectures/architecture.ts";
import { AdapterError } from "./errors/adapter-error.ts";
import { GenerationConfigError } from "./errors/generation-config-error.ts";
import { checkPrompts } from "./generation/check-prompts.ts";
import { compressedWeights, type WeightBits } from "./generation/decoding/compressed-weights.ts";
import { Decoder } from "./generation/decoding/decoder.ts";
import { DecodingPrograms } from "./generation/decoding/decoding-programs.ts";
import type { DecodingWeights } from "./generation/decoding/decoding-weights.ts";
import { residentWeights } from "./generation/decoding/resident-weights.ts";
import { forcedLosses } from "./generation/forced-losses.ts";
import { type GenerateOptions, generate } from "./generation/generate.ts";
import { Generation } from "./generation/generation.ts";
import { type GenerationConfig, generationConfig, generationDefaults } from "./generation/generation-config.ts";
import { type NoisePlacement, noiseWidth } from "./hooks/noise-placement.ts";
import { type ModelPlan, modelPlan } from "./model-plan.ts";
import { type ParameterLayout, ParameterTensors, parameterLayout, type TrainableTensors } from "./parameters.ts";
import { Activations } from "./programs/activations.ts";
import { BatchContexts } from "./programs/batch-context.ts";
import { BufferPool } from "./programs/buffer-pool.ts";
import type { LabelLosses } from "./programs/head-pass.ts";
import { mergeInto } from "./programs/merge.ts";
import { ModelParts } from "./programs/model-parts.ts";
import { makePasses, type Passes } from "./programs/passes.ts";
import { Turns } from "./programs/turns.ts";
import type { Quantization } from "./quantization/quantization.ts";
import { QuantizedParameters } from "./quantization/quantized-parameters.ts";
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
  /** In float32. */
  readonly parameters: ParameterTensors;
  /** Those in 4 bits; null where there are none. */
  readonly quantized: QuantizedParameters | null;
  private readonly pool: BufferPool;
  private readonly activations: Activations;
  private readonly contexts: BatchContexts;
  private modelParts: ModelParts;
  private passes: Passes;
  private options: Required<CausalLMOptions> = { residuals: "keep", accumulate: false, noisePlacement: "embedding" };
  private attached: Adapter | null = null;
  /** Bytes of the weights that an adapter was merged into. */
  private unmerged: ReadonlyMap<DeviceTensor, Float32Array> | null = null;
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
    return this.attached;
  }

  /** Whether the adapter's updates are in the model's weights at the moment. */
  get isMerged(): boolean {
    return this.unmerged !== null;
  }

  /**
   * Puts an adapter beside the model's parameters, which are frozen from then on; or takes it away.
   *
   * @throws AdapterError when there is one already, or it is merged
   */
  attach(adapter: Adapter | null): Promise<void> {
    return this.turns.take(async () => {
      if (this.unmerged) throw new AdapterError("the adapter is merged into the model; unmerge it first");
      if (adapter && this.attached)
        throw new AdapterError("the model has an adapter already; attach(null) takes it away");
      this.attached = adapter;
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
      if (!this.attached) throw new AdapterError("the model has no adapter to merge");
      if (this.unmerged) throw new AdapterError("the adapter is merged already");
      if (this.quantized)
        throw new AdapterError("the model's weights are in 4 bits, which an adapter cannot be merged into");
      await this.passes.programs.updateNorms();
      this.unmerged = await mergeInto(this.device, this.modelParts);
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
      if (!this.unmerged) throw new AdapterError("the model has no merged adapter");
      for (const [tensor, values] of this.unmerged) this.device.write(tensor, values);
      this.unmerged = null;
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
      for (const shape of shapes) {
        this.activations.reserve(shape);
        await this.passes.blocks.prepare(shape);
        await this.passes.embedding.prepare(shape.tokens, noise ? this.options.noisePlacement : null);
        await this.passes.head.prepare(shape, counts, this.options.accumulate);
      }
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
      return this.attached?.norms ?? null;
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
   * @param dropout what the masks of an adapter with dropout depend on; null drops nothing
   */
  train(
    batch: RaggedBatch,
    weight: number,
    noise: Float32Array | null,
    dropout: DropoutKey | null = null,
  ): Promise<TrainingPass> {
    return this.turns.take(() => this.computeGradients(batch, weight, noise, dropout));
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
    const open = () => this.openDecoder(options.weights);
    return new Generation(prompts, generate(open, prompts, config, this.architecture.maxPositions, options));
  }

  /**
   * The parameters as they are now, in fewer bits, for `generate`'s option `weights`: several times faster.
   *
   * @throws AdapterError when an adapter is not merged, or the parameters are in few bits already
   */
  compressedWeights(bits: WeightBits): Promise<DecodingWeights> {
    return this.turns.take(async () => {
      if (this.quantized || (this.attached && !this.isMerged))
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
    const decoder = await this.openDecoder(weights);
    try {
      return await forcedLosses(decoder, rows);
    } finally {
      decoder.dispose();
    }
  }

  /**
   * The memory of the model as it is configured: what has been used or, after `prepare`, will be.
   *
   * @param optimizerState bytes that an optimiser keeps beside it
   */
  explain(optimizerState = 0): ModelPlan {
    const { trainable } = this.modelParts;
    const adapter = this.attached ? trainable.layout.total * 4 : 0;
    const parameters = this.layout.total * 4 + (this.quantized?.bytes ?? 0) + adapter;
    const { constants, scratch } = this.device.memory();
    let [residuals, activations] = [0, 0];
    for (const [name, bytes] of this.pool.sizes()) {
      if (name.startsWith("residual_")) residuals += bytes;
      else activations += bytes;
    }
    activations += this.contexts.maskBytes;
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
    const { parameters, quantized, attached: adapter, isMerged } = this;
    return new ModelParts(this.device, this.architecture, { parameters, quantized, adapter, isMerged });
  }

  private makePasses(): Passes {
    const { device, architecture, pool, activations, modelParts: parts } = this;
    const { residuals, accumulate } = this.options;
    const dropout = this.isMerged ? 0 : (this.attached?.config.loraDropout ?? 0);
    return makePasses({ device, architecture, pool, activations, parts }, { residuals, accumulate, dropout });
  }

  /** @param withParts the adapter has come, gone, or changed sides */
  private async rebuild(withParts = false): Promise<void> {
    await this.passes.programs.dispose();
    if (withParts) this.modelParts = this.makeParts();
    this.passes = this.makePasses();
  }

  private async computeLosses(batch: RaggedBatch): Promise<LabelLosses> {
    return this.passes.head.run(batch, await this.evaluateBlocks(batch), null);
  }

  private async computeLogits(rows: readonly ArrayLike<number>[]): Promise<Float32Array[]> {
    const { vocabSize } = this.architecture;
    const batch = batchOfAllPositions(rows);
    const logits = await this.passes.head.logits(batch, await this.evaluateBlocks(batch));
    let end = 0;
    return rows.map(({ length }) => {
      const begin = end;
      end += length * vocabSize;
      return logits.subarray(begin, end);
    });
  }

  /** @returns [tokens, width], what the last block puts out, without noise */
  private async evaluateBlocks(batch: RaggedBatch): Promise<DeviceTensor> {
    const context = this.contexts.write(batch);
    const x = this.pool.get("eval0", [batch.tokens, this.architecture.width]);
    await this.passes.programs.updateNorms();
    await this.passes.embedding.forward(context, x, { noise: null, training: false });
    return this.passes.blocks.evaluate(batch, context, x);
  }

  private async computeGradients(
    batch: RaggedBatch,
    weight: number,
    values: Float32Array | null,
    dropout: DropoutKey | null,
  ): Promise<TrainingPass> {
    if (this.isMerged) throw new AdapterError("a merged adapter cannot be trained; unmerge it first");
    if (this.quantized && !this.attached)
      throw new AdapterError("weights in 4 bits cannot be trained; give the model an adapter");
    const { accumulate, noisePlacement } = this.options;
    const { programs, embedding, blocks, head } = this.passes;
    const { tokens } = batch;
    const context = this.contexts.write(batch);
    const noise = values && { values, placement: noisePlacement };
    await programs.updateNorms();
    const norms = await embedding.forward(context, this.activations.input(0, tokens), { noise, training: true });
    const x = await blocks.forward(batch, context, dropout);
    const dx = this.activations.inputGradient(this.architecture.layers, tokens);
    const losses = await head.run(batch, x, { weight, accumulate, dx });
    await embedding.backward(context, await blocks.backward(batch, context, dropout, dx), accumulate);
    return { ...losses, embeddingNorms: norms && ((await this.device.read(norms)) as Float32Array) };
  }
}
