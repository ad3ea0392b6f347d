import type { Device, Program, Residuals, TensorSpec, VjpPrograms } from "@neftune/engine";
import { permuteRows } from "@neftune/engine";
import type { Tensor } from "@tensorflow/tfjs";
import { type Architecture, type BlockParameterSpecs, shapeOf } from "../architectures/architecture.ts";
import { placesOf, type RaggedShape } from "../ragged/ragged-layout.ts";
import { addNoise, embed } from "./embed.ts";
import { addRows, headLosses, headWithGradients, normNames } from "./head.ts";
import { ProgramCache } from "./program-cache.ts";
import { type VocabularyPart, vocabularyParts } from "./vocabulary-parts.ts";

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
  /** Parts of the output matrix, which the head's programs take one by one. */
  readonly parts: readonly VocabularyPart[];
  private readonly programs = new ProgramCache<Program>(256);
  private readonly vjps = new ProgramCache<VjpPrograms>(64);

  constructor(device: Device, architecture: Architecture, options: ModelProgramsOptions) {
    this.device = device;
    this.architecture = architecture;
    this.options = options;
    this.parts = vocabularyParts(architecture.vocabSize);
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

  /** Rows of `x` at label slots, and the way back. */
  select({ tokens, labelled }: RaggedShape): Promise<VjpPrograms> {
    return this.vjps.get(`select ${tokens} ${labelled}`, () =>
      this.device.compileVjp(
        ({ x, select, unselect }) => permuteRows(x!, select!, unselect!),
        { x: [tokens, this.architecture.width], select: int32(labelled), unselect: int32(tokens) },
        { wrt: ["x"], residuals: "recompute" },
      ),
    );
  }

  /** @param accumulate add to the gradients that are there */
  trainHead(slots: number, accumulate: boolean): Promise<Program> {
    const { width, headParameters } = this.architecture;
    const gradients = [
      ...normNames(this.architecture).map((name) => [`acc_${name}`, headParameters[name]!.shape] as const),
      ...this.parts.map(({ name, size }) => [`acc_${name}`, [size, width]] as const),
    ];
    const spec = {
      ...this.headSpec(slots),
      weights: [slots],
      ...(accumulate ? Object.fromEntries(gradients) : {}),
    };
    const key = `trainHead ${slots} ${accumulate}`;
    return this.program(key, headWithGradients(this.architecture, this.parts, accumulate), spec);
  }

  evalHead(slots: number): Promise<Program> {
    return this.program(`evalHead ${slots}`, headLosses(this.architecture, this.parts), this.headSpec(slots));
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

  private headSpec(slots: number): Record<string, TensorSpec> {
    return {
      x: [slots, this.architecture.width],
      targets: int32(slots),
      ...shapesOf(this.architecture.headParameters),
      ...Object.fromEntries(this.parts.map(({ name, size }) => [name, [size, this.architecture.width]])),
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
