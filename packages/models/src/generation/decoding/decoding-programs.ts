import type { Device, Program, TensorSpec } from "@neftune/engine";
import * as tf from "@tensorflow/tfjs";
import { type Architecture, embedWidth } from "../../architectures/architecture.ts";
import { type CachedAttentionInputs, cachedAttention, regather } from "../../layers/cached-attention.ts";
import type { TokenAngles } from "../../layers/rotated-heads.ts";
import { contextSpec, maskName } from "../../programs/block.ts";
import { embed } from "../../programs/embed.ts";
import { adaptedWeights } from "../../programs/linear-layer.ts";
import { type Part, partSpec } from "../../programs/part.ts";
import { prefixed } from "../../programs/prefixed.ts";
import { ProgramCache } from "../../programs/program-cache.ts";
import type { RaggedShape } from "../../ragged/ragged-layout.ts";
import { afterAttention, beforeAttention, promptBlock, unprefixed } from "./block-halves.ts";
import type { DecodingWeights } from "./decoding-weights.ts";

type Tensors = Record<string, tf.Tensor>;

/**
 * The programs of generation, compiled when first needed. A step of one token a sequence is cut at the attention, so that what
 * depends on how long the sequences are has no weights in it: `first`; then `attend` and `between` once a layer, the second half
 * of the layer's block and the first half of the next; `last` after the last layer; `logits`.
 *
 * Parameters of a block stand behind `this_`, those of the next behind `next_`.
 */
export class DecodingPrograms {
  private readonly device: Device;
  private readonly architecture: Architecture;
  private readonly programs: ProgramCache<Program>;

  constructor(device: Device, architecture: Architecture) {
    this.device = device;
    this.architecture = architecture;
    // A step of a batch size with weights of its own takes a program a layer, and a batch shrinks as sequences end.
    this.programs = new ProgramCache(64 + 4 * architecture.layers);
  }

  /** ids [tokens] → x [tokens, embedWidth] */
  embed(tokens: number, part: Part): Promise<Program> {
    const spec = { ids: int32(tokens), ...partSpec(part) };
    return this.program(`embed ${tokens} ${part.key}`, embed(this.architecture.embedScale), spec);
  }

  /** The architecture's input stage: x [tokens, embedWidth], positions [tokens] → y [tokens, width] */
  input(tokens: number, part: Part): Promise<Program> {
    const { architecture } = this;
    const spec = { x: [tokens, embedWidth(architecture)], positions: int32(tokens), ...partSpec(part) };
    const stage = ({ x, positions, ...inputs }: Tensors) => ({
      y: architecture.input!.apply(x!, adaptedWeights(part, inputs), positions!),
    });
    return this.program(`input ${tokens} ${part.key}`, stage, spec);
  }

  /** A block over whole prompts: x [tokens, width] → y [tokens, width]; k, v [tokens, kvHeads · headDim] */
  prompt(shape: RaggedShape, layer: number, weights: DecodingWeights): Promise<Program> {
    const { architecture } = this;
    const { cos, sin, ...places } = contextSpec(shape, this.kind(layer));
    const spec = {
      x: [shape.tokens, architecture.width],
      ...places,
      ...this.angleSpec(shape.tokens, layer),
      ...weights.blockSpec(layer),
    };
    const groups = shape.groups.map(({ batch, length }) => `${batch}x${length}`);
    const key = `prompt ${weights.blockKey(layer)} ${this.rotaryKey(layer)} ${shape.tokens} ${groups}`;
    const block = ({ x, pad, unpad, cos, sin, ...rest }: Tensors) => {
      const masked = shape.groups.map((group, index) => ({ ...group, mask: rest[maskName(index)]! }));
      const own = weights.block(layer, rest);
      const angles = anglesOf({ cos, sin });
      return promptBlock(architecture, x!, own, angles, { groups: masked, pad: pad!, unpad: unpad! });
    };
    return this.program(key, block, spec);
  }

  /** x [tokens, width], rows [n] → y [n, width] */
  select(tokens: number, rows: number): Promise<Program> {
    const spec = { x: [tokens, this.architecture.width], rows: int32(rows) };
    const select = ({ x, rows }: Tensors) => ({ y: tf.gather(x!, rows as tf.Tensor1D) });
    return this.program(`select ${tokens} ${rows}`, select, spec);
  }

  /** See `regather`; `old` is [batch, capacity] of what is there, null where there is nothing. */
  regather(rows: number, old: readonly [number, number] | null, batch: number, capacity: number): Promise<Program> {
    const { attention } = this.architecture;
    const { kvHeads, headDim } = attention;
    const spec = {
      rows: [rows, kvHeads * headDim],
      ...(old ? { old: [kvHeads, ...old, headDim] } : {}),
      index: int32(batch * capacity),
    };
    const move = ({ rows, old, index }: Tensors) => ({
      moved: regather({ rows: rows!, old: old ?? null, index: index! }, attention, batch),
    });
    return this.program(`regather ${rows} ${old} ${batch} ${capacity}`, move, spec);
  }

  /** The first layer up to its attention: x [batch, width] → q, k, v */
  first(batch: number, weights: DecodingWeights): Promise<Program> {
    const { architecture } = this;
    const spec = {
      x: [batch, architecture.width],
      ...this.angleSpec(batch, 0),
      ...prefixed("next_", weights.blockSpec(0)),
    };
    const key = `first ${batch} ${weights.blockKey(0)} ${this.rotaryKey(0)}`;
    return this.program(key, (inputs) => this.before(inputs.x!, inputs, 0, weights), spec);
  }

  /** See `CachedAttentionInputs` → attended [batch, heads · headDim] */
  attend(batch: number, capacity: number, recent: number): Promise<Program> {
    const { attention } = this.architecture;
    const { heads, kvHeads, headDim } = attention;
    const [old, young] = [
      [kvHeads, batch, capacity, headDim],
      [recent, batch, kvHeads * headDim],
    ];
    const spec = {
      ...{ q: [batch, heads * headDim], keys: old, values: old, recentKeys: young, recentValues: young },
      ...{ mask: [batch, capacity], recentMask: [batch, recent] },
    };
    const attend = (inputs: Tensors) => ({
      attended: cachedAttention(inputs as unknown as CachedAttentionInputs, attention),
    });
    return this.program(`attend ${batch} ${capacity} ${recent}`, attend, spec);
  }

  /** x [batch, width], attended → y [batch, width], and q, k, v of the next layer */
  between(batch: number, layer: number, weights: DecodingWeights): Promise<Program> {
    const next = layer + 1;
    const spec = () => ({
      ...this.afterSpec(batch, layer, weights),
      ...this.angleSpec(batch, next),
      ...prefixed("next_", weights.blockSpec(next)),
    });
    const keys = `${weights.blockKey(layer)} ${weights.blockKey(next)}`;
    const key = `between ${batch} ${keys} ${this.rotaryKey(next)}`;
    const both = (inputs: Tensors) => {
      const y = this.after(inputs, layer, weights);
      return { y, ...this.before(y, inputs, next, weights) };
    };
    return this.program(key, both, spec);
  }

  /** x [batch, width], attended of the last layer → y [batch, width] */
  last(batch: number, weights: DecodingWeights): Promise<Program> {
    const layer = this.architecture.layers - 1;
    const key = `last ${batch} ${weights.blockKey(layer)}`;
    const after = (inputs: Tensors) => ({ y: this.after(inputs, layer, weights) });
    return this.program(key, after, this.afterSpec(batch, layer, weights));
  }

  /** x [rows, width], what the last block puts out → logits [rows, vocabSize] */
  logits(rows: number, weights: DecodingWeights): Promise<Program> {
    const { architecture } = this;
    const spec = { x: [rows, architecture.width], ...weights.headSpec };
    const head = ({ x, ...tensors }: Tensors) => ({ logits: weights.logits(x!, tensors) });
    return this.program(`logits ${rows} ${weights.headKey}`, head, spec);
  }

  dispose(): Promise<void> {
    return this.programs.dispose();
  }

  private before(x: tf.Tensor, inputs: Tensors, layer: number, weights: DecodingWeights) {
    const own = weights.block(layer, unprefixed("next_", inputs));
    return beforeAttention(this.architecture, x, own, anglesOf(inputs));
  }

  private after(inputs: Tensors, layer: number, weights: DecodingWeights): tf.Tensor {
    const own = weights.block(layer, unprefixed("this_", inputs));
    return afterAttention(this.architecture, inputs.x!, inputs.attended!, own);
  }

  private afterSpec(batch: number, layer: number, weights: DecodingWeights): Record<string, TensorSpec> {
    const { width, attention } = this.architecture;
    return {
      x: [batch, width],
      attended: [batch, attention.heads * attention.headDim],
      ...prefixed("this_", weights.blockSpec(layer)),
    };
  }

  private kind(layer: number) {
    const { kinds, kindOf } = this.architecture;
    return kinds[kindOf(layer)]!;
  }

  private angleSpec(tokens: number, layer: number): Record<string, TensorSpec> {
    const { rotary } = this.kind(layer);
    return rotary ? { cos: [tokens, rotary.width], sin: [tokens, rotary.width] } : {};
  }

  private rotaryKey(layer: number): string {
    return String(this.kind(layer).rotary?.width ?? "unrotated");
  }

  /** @param spec where it is asked for once a layer and step, a function: it is called only to compile */
  private program(
    key: string,
    fn: (inputs: Tensors) => Tensors,
    spec: Record<string, TensorSpec> | (() => Record<string, TensorSpec>),
  ): Promise<Program> {
    return this.programs.get(key, () => this.device.compile(fn, typeof spec === "function" ? spec() : spec));
  }
}

function anglesOf({ cos, sin }: Readonly<Record<string, tf.Tensor | undefined>>): TokenAngles {
  return cos && sin ? { cos, sin } : null;
}

function int32(length: number): TensorSpec {
  return { shape: [length], dtype: "int32" };
}
