import type { Device, DeviceTensor } from "@neftune/engine";
import { type Architecture, embedWidth } from "../architectures/architecture.ts";
import { type NoisePlacement, noiseWidth } from "../hooks/noise-placement.ts";
import type { BatchContext } from "./batch-context.ts";
import type { BufferPool } from "./buffer-pool.ts";
import type { ModelParts } from "./model-parts.ts";
import type { ModelPrograms } from "./model-programs.ts";
import { prefixed } from "./prefixed.ts";

/** The noise of a training pass and where it goes. */
export interface PlacedNoise {
  /** [tokens, width at the place] */
  readonly values: Float32Array;
  readonly placement: NoisePlacement;
}

/** From token ids to what the first block takes, with the noise; and back to the gradient of the embedding matrix. */
export class EmbeddingPass {
  private readonly device: Device;
  private readonly architecture: Architecture;
  private readonly programs: ModelPrograms;
  private readonly pool: BufferPool;
  private readonly parts: ModelParts;

  constructor(
    device: Device,
    architecture: Architecture,
    programs: ModelPrograms,
    pool: BufferPool,
    parts: ModelParts,
  ) {
    this.device = device;
    this.architecture = architecture;
    this.programs = programs;
    this.pool = pool;
    this.parts = parts;
  }

  /** Compiles what training passes over so many tokens need, and sets aside the memory. */
  async prepare(tokens: number, placement: NoisePlacement | null): Promise<void> {
    const { width, embedScale, input, dropout } = this.architecture;
    if (placement)
      for (const name of ["embedded", "noise"])
        this.pool.reserve(name, [tokens, noiseWidth(this.architecture, placement)]);
    if (input)
      for (const name of ["embedding", "dEmbedding"]) this.pool.reserve(name, [tokens, embedWidth(this.architecture)]);
    await this.programs.embed(tokens, placement === "lookup" ? 1 : embedScale);
    if (placement === "input") await this.programs.addNoise(tokens, width, 1);
    else if (placement)
      await this.programs.addNoise(tokens, embedWidth(this.architecture), placement === "lookup" ? embedScale : 1);
    if (input) await this.programs.trainInput(tokens, input);
    if (dropout.embedding > 0) await this.programs.drop(tokens, width, dropout.embedding);
    if (this.trainsMatrix) await this.programs.addEmbeddingRows(tokens, embedScale);
  }

  /**
   * @param x [tokens, width], where the first block's input goes
   * @param kept [tokens, width], the mask of dropout; null: all is kept
   * @param training keep what `backward` needs
   * @returns [tokens], norms of what the noise was added to; null without noise
   */
  async forward(
    context: BatchContext,
    x: DeviceTensor,
    { noise, kept, training }: { noise: PlacedNoise | null; kept: DeviceTensor | null; training: boolean },
  ): Promise<DeviceTensor | null> {
    const norms = await this.noisy(context, x, noise, training);
    if (kept) await this.drop(x, kept);
    return norms;
  }

  /** Without dropout, which comes after all else. */
  private async noisy(
    { ids, positions }: BatchContext,
    x: DeviceTensor,
    noise: PlacedNoise | null,
    training: boolean,
  ): Promise<DeviceTensor | null> {
    const { width, embedScale, input } = this.architecture;
    const [tokens] = ids.shape as [number];
    const placement = noise?.placement;
    const atInput = placement === "input";
    const embedded = input ? this.pool.get("embedding", [tokens, embedWidth(this.architecture)]) : x;
    const lookup = await this.programs.embed(tokens, placement === "lookup" ? 1 : embedScale);
    const looked = noise && !(atInput && input) ? this.pool.get("embedded", embedded.shape) : embedded;
    await lookup.run({ ids, ...this.parts.embed.tensors }, { x: looked });
    let norms: DeviceTensor | null = null;
    if (noise && looked !== embedded)
      norms = await this.addNoise(looked, noise.values, embedded, placement === "lookup" ? embedScale : 1);
    if (!input) return norms;

    const entering = noise && atInput ? this.pool.get("embedded", [tokens, width]) : x;
    const program = training
      ? (await this.programs.trainInput(tokens, input)).forward
      : await this.programs.evalInput(tokens, input);
    await program.run({ x: embedded, positions: positions!, ...this.parts.input!.tensors }, { y: entering });
    return noise && atInput ? this.addNoise(entering, noise.values, x, 1) : norms;
  }

  /** @param dy [tokens, width], gradient of the first block's input; overwritten */
  async backward(
    { ids, positions }: BatchContext,
    dy: DeviceTensor,
    { kept, accumulate }: { kept: DeviceTensor | null; accumulate: boolean },
  ): Promise<void> {
    const { embedScale, input } = this.architecture;
    const { embed, head, input: inputPart } = this.parts;
    const [tokens] = ids.shape as [number];
    if (!this.trainsMatrix && !inputPart?.part.trainable.length) return;
    if (kept) await this.drop(dy, kept);
    let rows = dy;
    if (input && inputPart) {
      const shape = [tokens, embedWidth(this.architecture)];
      const weights = inputPart.gradients;
      rows = this.pool.get("dEmbedding", shape);
      await (await this.programs.trainInput(tokens, input)).backward.run(
        {
          x: this.pool.get("embedding", shape),
          dy,
          positions: positions!,
          ...inputPart.tensors,
          ...(accumulate ? prefixed("acc_", weights) : {}),
        },
        { d_x: rows, ...prefixed("d_", weights) },
      );
    }
    const target = embed.gradients.tokens;
    if (!target) return;
    // A tied matrix already has the head's gradient.
    const tied =
      head.part.trainable.includes("lmHead") &&
      head.part.inputs.lmHead!.names[0] === embed.part.inputs.tokens!.names[0];
    if (!tied && !accumulate) this.device.zero(target);
    await (await this.programs.addEmbeddingRows(tokens, embedScale)).run({ target, indices: ids, rows }, { target });
  }

  private get trainsMatrix(): boolean {
    return this.parts.embed.part.trainable.length > 0;
  }

  private async drop(x: DeviceTensor, kept: DeviceTensor): Promise<void> {
    const { width, dropout } = this.architecture;
    await (await this.programs.drop(x.shape[0]!, width, dropout.embedding)).run({ x, kept }, { x });
  }

  private async addNoise(
    embedded: DeviceTensor,
    values: Float32Array,
    x: DeviceTensor,
    scale: number,
  ): Promise<DeviceTensor> {
    const [tokens, width] = embedded.shape as [number, number];
    const norms = this.pool.get("norms", [tokens]);
    const noise = this.pool.write("noise", values, [tokens, width]);
    await (await this.programs.addNoise(tokens, width, scale)).run({ embedded, noise }, { x, norms });
    return norms;
  }
}
