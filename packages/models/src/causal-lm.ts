import type { Device, DeviceTensor, Residuals } from "@neftune/engine";
import type { Architecture } from "./architectures/architecture.ts";
import { causalMask } from "./layers/attention.ts";
import { rotaryTables } from "./layers/rotary.ts";
import { type ModelPlan, modelPlan } from "./model-plan.ts";
import { type ParameterLayout, ParameterTensors, parameterLayout } from "./parameters.ts";
import { Activations } from "./programs/activations.ts";
import { BufferPool } from "./programs/buffer-pool.ts";
import { HeadPass, type LabelLosses } from "./programs/head-pass.ts";
import { ModelPrograms, maskName } from "./programs/model-programs.ts";
import { prefixed } from "./programs/prefixed.ts";
import { Turns } from "./programs/turns.ts";
import type { RaggedBatch } from "./ragged/ragged-batch.ts";
import { placesOf, type RaggedShape } from "./ragged/ragged-layout.ts";

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
  private programs: ModelPrograms;
  private head: HeadPass;
  private accumulate = false;
  private gradientTensors: ParameterTensors | null = null;
  private readonly masks = new Map<number, DeviceTensor>();
  private readonly turns = new Turns();

  constructor(device: Device, architecture: Architecture, source: ModelSource | null = null) {
    this.device = device;
    this.source = source;
    this.architecture = architecture;
    this.layout = parameterLayout(architecture);
    this.parameters = new ParameterTensors(device, this.layout);
    this.pool = new BufferPool(device);
    this.activations = new Activations(this.pool, architecture);
    this.programs = new ModelPrograms(device, architecture, { residuals: "keep", accumulate: false });
    this.head = new HeadPass(device, architecture, this.programs, this.pool);
  }

  /** Gradients of the last training pass, or of those since `zeroGradients` when they accumulate. */
  get gradients(): ParameterTensors {
    this.gradientTensors ??= new ParameterTensors(this.device, this.layout);
    return this.gradientTensors;
  }

  /** How training passes compute. Takes effect from the next pass on. */
  configure({ residuals = "keep", accumulate = false }: CausalLMOptions): Promise<void> {
    return this.turns.take(async () => {
      await this.programs.dispose();
      this.accumulate = accumulate;
      this.programs = new ModelPrograms(this.device, this.architecture, { residuals, accumulate });
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
        this.activations.reserve(shape, await this.programs.trainBlock(shape));
        await this.programs.embed(shape.tokens);
        if (noise) await this.programs.addNoise(shape.tokens);
        await this.programs.addRows(shape.tokens);
        await this.head.prepare(shape, counts, this.accumulate);
      }
    });
  }

  zeroGradients(): void {
    this.device.zero(this.gradients.flat);
  }

  /** Losses at every label, without noise and without gradients. */
  losses(batch: RaggedBatch): Promise<LabelLosses> {
    return this.turns.take(() => this.computeLosses(batch));
  }

  /**
   * Losses at every label, and the gradients of weight · Σ nll in `gradients`.
   *
   * @param weight for the mean over a window of labels, 1 / their number
   * @param noise [tokens, width], added to the embeddings; null for none
   */
  train(batch: RaggedBatch, weight: number, noise: Float32Array | null): Promise<TrainingPass> {
    return this.turns.take(() => this.computeGradients(batch, weight, noise));
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
    for (const { size } of this.masks.values()) activations += size * 4;
    const gradients = this.gradientTensors ? flat : 0;
    return modelPlan({ parameters: flat, gradients, optimizerState, residuals, activations, constants, scratch });
  }

  dispose(): Promise<void> {
    return this.turns.take(() => this.programs.dispose());
  }

  private async computeLosses(batch: RaggedBatch): Promise<LabelLosses> {
    const { layers, width } = this.architecture;
    const { tokens } = batch;
    const context = this.writeContext(batch);
    const embed = await this.programs.embed(tokens);
    let x = this.pool.get("eval0", [tokens, width]);
    await embed.run({ ids: context.ids, ...this.parameters.part(this.architecture.embedParameters) }, { x });
    const block = await this.programs.evalBlock(batch);
    for (let layer = 0; layer < layers; layer++) {
      const y = this.pool.get(`eval${(layer + 1) % 2}`, [tokens, width]);
      const parameters = this.parameters.part(this.architecture.blockParameters(layer));
      await block.run({ x, ...context.block, ...parameters }, { y });
      x = y;
    }
    return this.head.run(batch, x, this.parameters, null);
  }

  private async computeGradients(
    batch: RaggedBatch,
    weight: number,
    noise: Float32Array | null,
  ): Promise<TrainingPass> {
    const { layers, width, embedParameters } = this.architecture;
    const { tokens } = batch;
    const context = this.writeContext(batch);
    const activation = (layer: number) => this.activations.input(layer, tokens);

    const embed = await this.programs.embed(tokens);
    const embedded = noise ? this.pool.get("embedded", [tokens, width]) : activation(0);
    await embed.run({ ids: context.ids, ...this.parameters.part(embedParameters) }, { x: embedded });
    const noisy = noise && {
      inputs: { embedded, noise: this.pool.write("noise", noise, [tokens, width]) },
      outputs: { x: activation(0), norms: this.pool.get("norms", [tokens]) },
    };
    if (noisy) await (await this.programs.addNoise(tokens)).run(noisy.inputs, noisy.outputs);
    const block = await this.programs.trainBlock(batch);
    const residuals = (layer: number) => this.activations.residuals(layer, block);
    const parametersOf = (layer: number) => this.parameters.part(this.architecture.blockParameters(layer));
    for (let layer = 0; layer < layers; layer++)
      await block.forward.run(
        { x: activation(layer), ...context.block, ...parametersOf(layer) },
        { y: activation(layer + 1), ...residuals(layer) },
      );

    let dy = this.activations.inputGradient(layers, tokens);
    const losses = await this.head.run(batch, activation(layers), this.parameters, {
      gradients: this.gradients,
      weight,
      accumulate: this.accumulate,
      dx: dy,
    });
    for (let layer = layers - 1; layer >= 0; layer--) {
      const gradients = this.gradients.part(this.architecture.blockParameters(layer));
      const dx = this.activations.inputGradient(layer, tokens);
      await block.backward.run(
        {
          x: activation(layer),
          dy,
          ...context.block,
          ...parametersOf(layer),
          ...residuals(layer),
          ...(this.accumulate ? prefixed("acc_", gradients) : {}),
        },
        { d_x: dx, ...prefixed("d_", gradients) },
      );
      dy = dx;
    }
    const target = this.gradients.get(embedParameters.tokens!.name);
    const tied = this.architecture.headParameters.lmHead!.name === embedParameters.tokens!.name;
    if (!tied && !this.accumulate) this.device.zero(target);
    await (await this.programs.addRows(tokens)).run({ target, indices: context.ids, rows: dy }, { target });

    const norms = noisy && ((await this.device.read(noisy.outputs.norms)) as Float32Array);
    return { ...losses, embeddingNorms: norms };
  }

  /** Index lists, positions and masks of a batch, in device memory. */
  private writeContext(batch: RaggedBatch): { ids: DeviceTensor; block: Record<string, DeviceTensor> } {
    const { headDim, ropeTheta } = this.architecture;
    const { tokens } = batch;
    const { cos, sin } = rotaryTables(batch.positions, headDim, ropeTheta);
    const masks = batch.groups.map(({ length }, index) => [maskName(index), this.mask(length)] as const);
    return {
      ids: this.pool.write("ids", batch.inputIds, [tokens]),
      block: {
        pad: this.pool.write("pad", batch.pad, [placesOf(batch)]),
        unpad: this.pool.write("unpad", batch.unpad, [tokens]),
        cos: this.pool.write("cos", cos, [tokens, headDim]),
        sin: this.pool.write("sin", sin, [tokens, headDim]),
        ...Object.fromEntries(masks),
      },
    };
  }

  private mask(length: number): DeviceTensor {
    const known = this.masks.get(length);
    if (known) return known;
    const mask = this.device.empty([length, length]);
    this.device.write(mask, causalMask(length));
    this.masks.set(length, mask);
    return mask;
  }
}
