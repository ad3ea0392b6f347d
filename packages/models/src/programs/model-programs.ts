import type { Device, Program, Residuals, TensorSpec, VjpOptions, VjpPrograms } from "@neftune/engine";
import type { Tensor } from "@tensorflow/tfjs";
import {
  type Architecture,
  type BlockKind,
  embedWidth,
  headWidth,
  type InputStage,
} from "../architectures/architecture.ts";
import { type BlockMask, maskSpec } from "../dropout/block-masks.ts";
import { dropout } from "../layers/dropout.ts";
import type { RaggedShape } from "../ragged/ragged-layout.ts";
import { blockFunction, contextSpec } from "./block.ts";
import { addNoise, addRows, embed } from "./embed.ts";
import { HeadPrograms } from "./head-programs.ts";
import { adaptedWeights, doraNorms } from "./linear-layer.ts";
import type { ModelParts } from "./model-parts.ts";
import { type Part, partSpec } from "./part.ts";
import { ProgramCache } from "./program-cache.ts";

export interface ModelProgramsOptions {
  /** `recompute` is gradient checkpointing. */
  residuals: Residuals;
  /** Add gradients to what is there, for accumulation. */
  accumulate: boolean;
}

/** The small graphs that a model's passes are made of, compiled when a shape is first seen. */
export class ModelPrograms {
  private readonly device: Device;
  private readonly architecture: Architecture;
  private readonly parts: ModelParts;
  private readonly options: ModelProgramsOptions;
  readonly head: HeadPrograms;
  private readonly programs = new ProgramCache<Program>(256);
  private readonly vjps = new ProgramCache<VjpPrograms>(64);

  constructor(device: Device, architecture: Architecture, parts: ModelParts, options: ModelProgramsOptions) {
    this.device = device;
    this.architecture = architecture;
    this.parts = parts;
    this.options = options;
    this.head = new HeadPrograms(device, architecture, parts.head.part, options.accumulate);
  }

  /** @param scale factor on the rows of the embedding matrix */
  embed(tokens: number, scale: number): Promise<Program> {
    const spec = { ids: int32(tokens), ...partSpec(this.parts.embed.part) };
    return this.program(`embed ${tokens} ${scale}`, embed(scale), spec);
  }

  /** @param scale factor on the embeddings after the noise */
  addNoise(tokens: number, width: number, scale: number): Promise<Program> {
    const spec = { embedded: [tokens, width], noise: [tokens, width] };
    return this.program(`addNoise ${tokens} ${width} ${scale}`, addNoise(scale), spec);
  }

  /** What a mask keeps of what the first block takes, and so of its gradient. */
  drop(tokens: number, width: number, probability: number): Promise<Program> {
    const spec = { x: [tokens, width], kept: { shape: [tokens, width], dtype: "bool" } } as const;
    return this.program(`drop ${tokens}`, ({ x, kept }) => ({ x: dropout(x!, { kept: kept!, probability }) }), spec);
  }

  /** The architecture's input stage, forward and backward. */
  trainInput(tokens: number, stage: InputStage): Promise<VjpPrograms> {
    const { part } = this.parts.input!;
    return this.vjps.get(`input ${tokens}`, () =>
      this.device.compileVjp(
        inputFunction(stage, part),
        this.inputSpec(tokens, part),
        this.gradientsOf(part, "recompute"),
      ),
    );
  }

  /** Its forward alone. */
  evalInput(tokens: number, stage: InputStage): Promise<Program> {
    const { part } = this.parts.input!;
    const input = inputFunction(stage, part);
    return this.program(`evalInput ${tokens}`, (inputs) => ({ y: input(inputs) }), this.inputSpec(tokens, part));
  }

  /**
   * Forward and backward of a block of this kind.
   *
   * @param masks of what it drops
   */
  trainBlock(shape: RaggedShape, kind: BlockKind, part: Part, masks: readonly BlockMask[]): Promise<VjpPrograms> {
    const spec = { ...this.blockSpec(shape, kind, part), ...maskSpec(masks) };
    return this.vjps.get(`block ${kindKey(kind)} ${shapeKey(shape)} ${masksKey(masks)} ${part.key}`, () =>
      this.device.compileVjp(
        blockFunction(this.architecture, part, shape, masks),
        spec,
        this.gradientsOf(part, this.options.residuals),
      ),
    );
  }

  /** A block's forward alone. */
  evalBlock(shape: RaggedShape, kind: BlockKind, part: Part): Promise<Program> {
    const block = blockFunction(this.architecture, part, shape);
    const key = `evalBlock ${kindKey(kind)} ${shapeKey(shape)} ${part.key}`;
    return this.program(key, (inputs) => ({ y: block(inputs) }), this.blockSpec(shape, kind, part));
  }

  /** Computes what DoRA divides by, for all parts that have it: in float32, since magnitudes are measured against it. */
  async updateNorms(): Promise<void> {
    for (const { part, tensors } of this.parts.all) {
      const [norms, others] = partition(tensors, (name) => part.inputs[name]!.set === "norms");
      if (Object.keys(norms).length === 0) continue;
      const program = await this.programs.get(`doraNorms ${part.key}`, () => {
        const [, spec] = partition(partSpec(part), (name) => name in norms);
        return this.device.compile((inputs) => doraNorms(part, inputs), spec, { precision: "float32" });
      });
      await program.run(others, norms);
    }
  }

  /** Adds rows, times `scale`, to those of the embedding matrix's gradient. */
  addEmbeddingRows(rows: number, scale: number): Promise<Program> {
    return this.addRows(rows, embedWidth(this.architecture), scale);
  }

  /** Adds rows to those of the output matrix's gradient. */
  addHeadRows(rows: number): Promise<Program> {
    return this.addRows(rows, headWidth(this.architecture), 1);
  }

  async dispose(): Promise<void> {
    await this.head.dispose();
    await this.programs.dispose();
    await this.vjps.dispose();
  }

  private program(
    key: string,
    fn: (inputs: Record<string, Tensor>) => Record<string, Tensor>,
    spec: Record<string, TensorSpec>,
  ): Promise<Program> {
    return this.programs.get(key, () => this.device.compile(fn, spec));
  }

  private addRows(rows: number, width: number, scale: number): Promise<Program> {
    return this.program(`addRows ${rows} ${width} ${scale}`, addRows(scale), {
      target: [this.architecture.vocabSize, width],
      indices: int32(rows),
      rows: [rows, width],
    });
  }

  /** By the input and by what is trained of a part. */
  private gradientsOf({ trainable }: Part, residuals: Residuals): VjpOptions {
    return { wrt: ["x", ...trainable], residuals, accumulate: this.options.accumulate ? trainable : [] };
  }

  private inputSpec(tokens: number, part: Part): Record<string, TensorSpec> {
    return { x: [tokens, embedWidth(this.architecture)], positions: int32(tokens), ...partSpec(part) };
  }

  private blockSpec(shape: RaggedShape, kind: BlockKind, part: Part): Record<string, TensorSpec> {
    return { x: [shape.tokens, this.architecture.width], ...contextSpec(shape, kind), ...partSpec(part) };
  }
}

/** Kinds with the same key are served by one program: their windows and angles are inputs. */
function kindKey({ rotary }: BlockKind): string {
  return `${rotary?.width ?? "unrotated"}`;
}

function inputFunction(stage: InputStage, part: Part) {
  return ({ x, positions, ...inputs }: Record<string, Tensor>): Tensor =>
    stage.apply(x!, adaptedWeights(part, inputs), positions!);
}

function shapeKey({ tokens, groups }: RaggedShape): string {
  return [tokens, ...groups.map(({ batch, length }) => `${batch}x${length}`)].join(" ");
}

/** Their shapes follow from the batch's. */
function masksKey(masks: readonly BlockMask[]): string {
  return masks.map(({ name, probability }) => `${name}:${probability}`).join();
}

function int32(...shape: number[]): TensorSpec {
  return { shape, dtype: "int32" };
}

/** Entries of the names that are wanted, and the others. */
function partition<T>(
  values: Readonly<Record<string, T>>,
  isWanted: (name: string) => boolean,
): [Record<string, T>, Record<string, T>] {
  const entries = Object.entries(values);
  return [
    Object.fromEntries(entries.filter(([name]) => isWanted(name))),
    Object.fromEntries(entries.filter(([name]) => !isWanted(name))),
  ];
}
