import type { Device, DeviceTensor, Residuals } from "@neftune/engine";
import type { Architecture } from "./architectures/architecture.ts";
import { causalMask } from "./layers/attention.ts";
import { rotaryTables } from "./layers/rotary.ts";
import { type ParameterLayout, ParameterTensors, parameterLayout } from "./parameters.ts";
import { BufferPool } from "./programs/buffer-pool.ts";
import { ModelPrograms } from "./programs/model-programs.ts";
import type { RaggedBatch } from "./ragged/ragged-batch.ts";

/** Most label slots that the head computes at once: more are split, so that the logits stay in the processor's cache. */
const headSlots = 256;

/** Loss and the like at each label of a batch, in the order of the rows. */
export interface LabelLosses {
  /** Negative log-likelihood in nats. */
  readonly nll: Float32Array;
  /** Entropy of the prediction in nats. */
  readonly entropy: Float32Array;
  /** 1 where the label is the model's first choice. */
  readonly correct: Float32Array;
}

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

/** A causal language model with its parameters on a device. Activations exist for real tokens only. */
export class CausalLM {
  readonly device: Device;
  readonly architecture: Architecture;
  readonly source: ModelSource | null;
  readonly layout: ParameterLayout;
  readonly parameters: ParameterTensors;
  private readonly pool: BufferPool;
  private programs: ModelPrograms;
  private accumulate = false;
  private gradientTensors: ParameterTensors | null = null;
  private readonly masks = new Map<number, DeviceTensor>();

  constructor(device: Device, architecture: Architecture, source: ModelSource | null = null) {
    this.device = device;
    this.source = source;
    this.architecture = architecture;
    this.layout = parameterLayout(architecture);
    this.parameters = new ParameterTensors(device, this.layout);
    this.pool = new BufferPool(device);
    this.programs = new ModelPrograms(device, architecture, { residuals: "keep", accumulate: false });
  }

  /** Gradients of the last training pass, or of those since `zeroGradients` when they accumulate. */
  get gradients(): ParameterTensors {
    this.gradientTensors ??= new ParameterTensors(this.device, this.layout);
    return this.gradientTensors;
  }

  /** How training passes compute. Takes effect from the next pass on. */
  async configure({ residuals = "keep", accumulate = false }: CausalLMOptions): Promise<void> {
    await this.programs.dispose();
    this.accumulate = accumulate;
    this.programs = new ModelPrograms(this.device, this.architecture, { residuals, accumulate });
  }

  zeroGradients(): void {
    this.device.zero(this.gradients.flat);
  }

  /** Losses at every label, without noise and without gradients. */
  async losses(batch: RaggedBatch): Promise<LabelLosses> {
    const { layers, width } = this.architecture;
    const { tokens } = batch;
    const context = this.writeContext(batch);
    const embed = await this.programs.embed(tokens, false);
    let x = this.pool.get("eval0", [tokens, width]);
    await embed.run({ ids: context.ids, ...this.parameters.part(this.architecture.embedParameters) }, { x });
    const block = await this.programs.evalBlock(batch);
    for (let layer = 0; layer < layers; layer++) {
      const y = this.pool.get(`eval${(layer + 1) % 2}`, [tokens, width]);
      const parameters = this.parameters.part(this.architecture.blockParameters(layer));
      await block.run({ x, ...context.block, ...parameters }, { y });
      x = y;
    }
    return (await this.runHead(batch, x, null)).losses;
  }

  /**
   * Losses at every label, and the gradients of weight · Σ nll in `gradients`.
   *
   * @param weight for the mean over a window of labels, 1 / their number
   * @param noise [tokens, width], added to the embeddings; null for none
   */
  async train(batch: RaggedBatch, weight: number, noise: Float32Array | null): Promise<TrainingPass> {
    const { layers, width, embedParameters } = this.architecture;
    const { tokens } = batch;
    const context = this.writeContext(batch);
    const activation = (layer: number) => this.pool.get(`x${layer}`, [tokens, width]);

    const embed = await this.programs.embed(tokens, noise !== null);
    const embedInputs = { ids: context.ids, ...this.parameters.part(embedParameters) };
    const embedded = await embed.run(
      noise ? { ...embedInputs, noise: this.write("noise", noise, [tokens, width]) } : embedInputs,
      noise ? { x: activation(0), norms: this.pool.get("norms", [tokens]) } : { x: activation(0) },
    );
    const block = await this.programs.trainBlock(batch);
    const residuals = (layer: number) =>
      Object.fromEntries(
        Object.entries(block.residuals).map(([name, { shape, dtype }]) => [
          name,
          this.pool.get(`${name}.${layer}`, shape, dtype),
        ]),
      );
    const parametersOf = (layer: number) => this.parameters.part(this.architecture.blockParameters(layer));
    for (let layer = 0; layer < layers; layer++)
      await block.forward.run(
        { x: activation(layer), ...context.block, ...parametersOf(layer) },
        { y: activation(layer + 1), ...residuals(layer) },
      );

    const head = await this.runHead(batch, activation(layers), weight);

    let dy = head.dx!;
    for (let layer = layers - 1; layer >= 0; layer--) {
      const gradients = this.gradients.part(this.architecture.blockParameters(layer));
      const dx = this.pool.get(`dx${layer % 2}`, [tokens, width]);
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

    const norms = noise ? ((await this.device.read(embedded.norms!)) as Float32Array) : null;
    return { ...head.losses, embeddingNorms: norms };
  }

  async dispose(): Promise<void> {
    await this.programs.dispose();
  }

  /** The head over all label slots, in parts. With a weight also its gradients, of which the one for `x` is returned. */
  private async runHead(
    batch: RaggedBatch,
    x: DeviceTensor,
    weight: number | null,
  ): Promise<{ losses: LabelLosses; dx: DeviceTensor | null }> {
    const { width } = this.architecture;
    const { tokens, labelled, labelCount } = batch;
    const select = await this.programs.select(batch);
    const selected = this.pool.get("selected", [labelled, width]);
    const dSelected = this.pool.get("dSelected", [labelled, width]);
    const indices = {
      select: this.write("select", batch.select, [labelled]),
      unselect: this.write("unselect", batch.unselect, [tokens]),
    };
    await select.forward.run({ x, ...indices }, { y: selected });

    const targets = this.write("targets", batch.targets, [labelled]);
    const weights = this.write("weights", new Float32Array(labelled).fill(weight ?? 0, 0, labelCount), [labelled]);
    const parameters = this.headTensors(this.parameters);
    const losses = {
      nll: new Float32Array(labelCount),
      entropy: new Float32Array(labelCount),
      correct: new Float32Array(labelCount),
    };
    for (let start = 0; start < labelled; start += headSlots) {
      const slots = Math.min(headSlots, labelled - start);
      const rows = (tensor: DeviceTensor) => tensor.view(start * width, [slots, width]);
      const inputs = { x: rows(selected), targets: targets.view(start, [slots]), ...parameters };
      const results = Object.fromEntries(
        ["nll", "entropy", "correct"].map((name) => [name, this.pool.get(name, [slots])]),
      );
      if (weight === null) await (await this.programs.evalHead(slots)).run(inputs, results);
      else
        await this.trainHeadPart(
          slots,
          { ...inputs, weights: weights.view(start, [slots]) },
          { ...results, dx: rows(dSelected) },
          // The first part replaces the gradients of the last pass, the others add to it.
          this.accumulate || start > 0,
        );
      for (const name of ["nll", "entropy", "correct"] as const) {
        const part = (await this.device.read(results[name]!)) as Float32Array;
        losses[name].set(part.subarray(0, Math.max(0, Math.min(slots, labelCount - start))), start);
      }
    }
    if (weight === null) return { losses, dx: null };
    const dx = this.pool.get(`dx${this.architecture.layers % 2}`, [tokens, width]);
    await select.backward.run({ dy: dSelected, x, ...indices }, { d_x: dx });
    return { losses, dx };
  }

  private async trainHeadPart(
    slots: number,
    inputs: Record<string, DeviceTensor>,
    outputs: Record<string, DeviceTensor>,
    accumulate: boolean,
  ): Promise<void> {
    const { width } = this.architecture;
    const program = await this.programs.trainHead(slots, accumulate);
    const { lmHead, ...gradients } = this.headTensors(this.gradients);
    const targetRows = this.pool.get("targetRows", [slots, width]);
    await program.run(
      { ...inputs, ...(accumulate ? prefixed("acc_", gradients) : {}) },
      { ...outputs, ...prefixed("d_", gradients), targetRows },
    );
    const target = lmHead!;
    await (await this.programs.addRows(slots)).run({ target, indices: inputs.targets!, rows: targetRows }, { target });
  }

  /** The head's parameters, or numbers that belong to them, the output matrix whole and in parts. */
  private headTensors(tensors: ParameterTensors): Record<string, DeviceTensor> {
    const { width, headParameters } = this.architecture;
    const whole = tensors.part(headParameters);
    const parts = this.programs.parts.map(
      ({ name, begin, size }) => [name, whole.lmHead!.view(begin * width, [size, width])] as const,
    );
    return { ...whole, ...Object.fromEntries(parts) };
  }

  /** Index lists, positions and mask of a batch, in device memory. */
  private writeContext(batch: RaggedBatch): { ids: DeviceTensor; block: Record<string, DeviceTensor> } {
    const { headDim, ropeTheta } = this.architecture;
    const { tokens, batch: sequences, length } = batch;
    const { cos, sin } = rotaryTables(batch.positions, headDim, ropeTheta);
    let mask = this.masks.get(length);
    if (!mask) {
      mask = this.device.empty([length, length]);
      this.device.write(mask, causalMask(length));
      this.masks.set(length, mask);
    }
    return {
      ids: this.write("ids", batch.inputIds, [tokens]),
      block: {
        pad: this.write("pad", batch.pad, [sequences * length]),
        unpad: this.write("unpad", batch.unpad, [tokens]),
        cos: this.write("cos", cos, [tokens, headDim]),
        sin: this.write("sin", sin, [tokens, headDim]),
        mask,
      },
    };
  }

  private write(name: string, data: Float32Array | Int32Array, shape: readonly number[]): DeviceTensor {
    const tensor = this.pool.get(name, shape, data instanceof Int32Array ? "int32" : "float32");
    this.device.write(tensor, data);
    return tensor;
  }
}

function prefixed(prefix: string, tensors: Record<string, DeviceTensor>): Record<string, DeviceTensor> {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [prefix + name, tensor]));
}
