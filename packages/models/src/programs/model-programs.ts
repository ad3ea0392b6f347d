import type { Device, Program, Residuals, TensorSpec, VjpPrograms } from "@neftune/engine";
import type { Tensor } from "@tensorflow/tfjs";
import {
  type Architecture,
  type BlockKind,
  type BlockParameterSpecs,
  embedWidth,
  headWidth,
  type InputStage,
  shapeOf,
} from "../architectures/architecture.ts";
import type { RaggedShape } from "../ragged/ragged-layout.ts";
import { blockFunction, contextSpec } from "./block.ts";
import { addNoise, addRows, embed } from "./embed.ts";
import { HeadPrograms } from "./head-programs.ts";
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
  private readonly options: ModelProgramsOptions;
  readonly head: HeadPrograms;
  private readonly programs = new ProgramCache<Program>(256);
  private readonly vjps = new ProgramCache<VjpPrograms>(64);

  constructor(device: Device, architecture: Architecture, options: ModelProgramsOptions) {
    this.device = device;
    this.architecture = architecture;
    this.options = options;
    this.head = new HeadPrograms(device, architecture, options.accumulate);
  }

  /** @param scale factor on the rows of the embedding matrix */
  embed(tokens: number, scale: number): Promise<Program> {
    const spec = { ids: int32(tokens), ...shapesOf(this.architecture.embedParameters) };
    return this.program(`embed ${tokens} ${scale}`, embed(scale), spec);
  }

  /** @param scale factor on the embeddings after the noise */
  addNoise(tokens: number, width: number, scale: number): Promise<Program> {
    const spec = { embedded: [tokens, width], noise: [tokens, width] };
    return this.program(`addNoise ${tokens} ${width} ${scale}`, addNoise(scale), spec);
  }

  /** The architecture's input stage, forward and backward. */
  trainInput(tokens: number, stage: InputStage): Promise<VjpPrograms> {
    const names = Object.keys(stage.parameters);
    return this.vjps.get(`input ${tokens}`, () =>
      this.device.compileVjp(inputFunction(stage), this.inputSpec(tokens, stage), {
        wrt: ["x", ...names],
        residuals: "recompute",
        accumulate: this.options.accumulate ? names : [],
      }),
    );
  }

  /** Its forward alone. */
  evalInput(tokens: number, stage: InputStage): Promise<Program> {
    const input = inputFunction(stage);
    return this.program(`evalInput ${tokens}`, (inputs) => ({ y: input(inputs) }), this.inputSpec(tokens, stage));
  }

  /** Forward and backward of a block of this kind. */
  trainBlock(shape: RaggedShape, kind: BlockKind): Promise<VjpPrograms> {
    const parameters = Object.keys(this.architecture.blockParameters(0));
    return this.vjps.get(`block ${kindKey(kind)} ${shapeKey(shape)}`, () =>
      this.device.compileVjp(blockFunction(this.architecture, shape), this.blockSpec(shape, kind), {
        wrt: ["x", ...parameters],
        residuals: this.options.residuals,
        accumulate: this.options.accumulate ? parameters : [],
      }),
    );
  }

  /** A block's forward alone. */
  evalBlock(shape: RaggedShape, kind: BlockKind): Promise<Program> {
    const block = blockFunction(this.architecture, shape);
    const key = `evalBlock ${kindKey(kind)} ${shapeKey(shape)}`;
    return this.program(key, (inputs) => ({ y: block(inputs) }), this.blockSpec(shape, kind));
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

  private inputSpec(tokens: number, { parameters }: InputStage): Record<string, TensorSpec> {
    return { x: [tokens, embedWidth(this.architecture)], positions: int32(tokens), ...shapesOf(parameters) };
  }

  private blockSpec(shape: RaggedShape, kind: BlockKind): Record<string, TensorSpec> {
    return {
      x: [shape.tokens, this.architecture.width],
      ...contextSpec(shape, kind),
      ...shapesOf(this.architecture.blockParameters(0)),
    };
  }
}

/** Kinds with the same key are served by one program: their windows and angles are inputs. */
function kindKey({ rotary }: BlockKind): string {
  return `${rotary?.width ?? "unrotated"}`;
}

function inputFunction(stage: InputStage) {
  return ({ x, positions, ...weights }: Record<string, Tensor>): Tensor => stage.apply(x!, weights, positions!);
}

function shapeKey({ tokens, groups }: RaggedShape): string {
  return [tokens, ...groups.map(({ batch, length }) => `${batch}x${length}`)].join(" ");
}

function int32(...shape: number[]): TensorSpec {
  return { shape, dtype: "int32" };
}

function shapesOf(parameters: BlockParameterSpecs): Record<string, readonly number[]> {
  return Object.fromEntries(Object.entries(parameters).map(([name, spec]) => [name, shapeOf(spec)]));
}
