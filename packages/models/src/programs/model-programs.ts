import type { Device, Program, Residuals, TensorSpec, VjpPrograms } from "@neftune/engine";
import type { Tensor } from "@tensorflow/tfjs";
import { type Architecture, type BlockParameterSpecs, shapeOf } from "../architectures/architecture.ts";
import { placesOf, type RaggedShape } from "../ragged/ragged-layout.ts";
import { addNoise, embed } from "./embed.ts";
import { addRows } from "./head.ts";
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

  embed(tokens: number): Promise<Program> {
    const { embedParameters } = this.architecture;
    return this.program(`embed ${tokens}`, embed, { ids: int32(tokens), ...shapesOf(embedParameters) });
  }

  addNoise(tokens: number): Promise<Program> {
    const { width } = this.architecture;
    return this.program(`addNoise ${tokens}`, addNoise, { embedded: [tokens, width], noise: [tokens, width] });
  }

  /** Forward and backward of a block. */
  trainBlock(shape: RaggedShape): Promise<VjpPrograms> {
    const parameters = Object.keys(this.architecture.blockParameters(0));
    return this.vjps.get(`block ${shapeKey(shape)}`, () =>
      this.device.compileVjp(this.block(shape), this.blockSpec(shape), {
        wrt: ["x", ...parameters],
        residuals: this.options.residuals,
        accumulate: this.options.accumulate ? parameters : [],
      }),
    );
  }

  /** A block's forward alone. */
  evalBlock(shape: RaggedShape): Promise<Program> {
    const block = this.block(shape);
    const key = `evalBlock ${shapeKey(shape)}`;
    return this.program(key, (inputs) => ({ y: block(inputs) }), this.blockSpec(shape));
  }

  addRows(rows: number): Promise<Program> {
    const { vocabSize, width } = this.architecture;
    return this.program(`addRows ${rows}`, addRows, {
      target: [vocabSize, width],
      indices: int32(rows),
      rows: [rows, width],
    });
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

  private block({ groups }: RaggedShape) {
    return ({ x, pad, unpad, cos, sin, ...rest }: Record<string, Tensor>): Tensor =>
      this.architecture.block(x!, rest, {
        groups: groups.map((group, index) => ({ ...group, mask: rest[maskName(index)]! })),
        pad: pad!,
        unpad: unpad!,
        cos: cos!,
        sin: sin!,
      });
  }

  private blockSpec(shape: RaggedShape): Record<string, TensorSpec> {
    const { width, headDim } = this.architecture;
    const { tokens, groups } = shape;
    return {
      x: [tokens, width],
      pad: int32(placesOf(shape)),
      unpad: int32(tokens),
      cos: [tokens, headDim],
      sin: [tokens, headDim],
      ...Object.fromEntries(groups.map(({ length }, index) => [maskName(index), [length, length]])),
      ...shapesOf(this.architecture.blockParameters(0)),
    };
  }
}

/** Name of a group's causal mask among the block's inputs. */
export function maskName(group: number): string {
  return `mask_${group}`;
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
