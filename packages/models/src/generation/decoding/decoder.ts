import type { DeviceTensor } from "@neftune/engine";
import { embedWidth } from "../../architectures/architecture.ts";
import { BufferPool } from "../../programs/buffer-pool.ts";
import { prefixed } from "../../programs/prefixed.ts";
import { raggedBatch } from "../../ragged/ragged-batch.ts";
import type { DecodableModel } from "./decodable-model.ts";
import { DecoderContext } from "./decoder-context.ts";
import type { DecodingPrograms } from "./decoding-programs.ts";
import type { DecodingWeights } from "./decoding-weights.ts";
import { KeyValueCache } from "./key-value-cache.ts";
import { promptShape } from "./prompt-shape.ts";

export interface DecoderOptions {
  /** Whole prompts are computed with these. */
  readonly promptWeights: DecodingWeights;
  /** Tokens after the prompts. Default: the same. */
  readonly weights?: DecodingWeights | undefined;
  /** Tokens that the cache's recent part has room for. Default 32. */
  readonly recentRoom?: number;
}

/** A batch of sequences that grow token by token, with a key/value cache on the device. Nothing here adds noise. */
export class Decoder {
  private readonly model: DecodableModel;
  private readonly programs: DecodingPrograms;
  private readonly promptWeights: DecodingWeights;
  private readonly weights: DecodingWeights;
  private readonly pool: BufferPool;
  private readonly context: DecoderContext;
  private readonly cache: KeyValueCache;

  constructor(model: DecodableModel, programs: DecodingPrograms, options: DecoderOptions) {
    const { promptWeights, weights = promptWeights, recentRoom = 32 } = options;
    this.model = model;
    this.programs = programs;
    this.promptWeights = promptWeights;
    this.weights = weights;
    this.pool = new BufferPool(model.device);
    this.context = new DecoderContext(model.architecture, this.pool);
    this.cache = new KeyValueCache(model.device, model.architecture, programs, recentRoom);
  }

  /** Sequences in the batch. */
  get batch(): number {
    return this.cache.batch;
  }

  /**
   * Begins with prompts of any lengths; pads are not computed.
   *
   * @returns [batch, vocabSize], logits of each sequence's next token
   */
  async begin(prompts: readonly (readonly number[])[]): Promise<Float32Array> {
    const { layers, width, kindOf, attention } = this.model.architecture;
    const shape = promptShape(prompts.map(({ length }) => length));
    const batch = raggedBatch(
      prompts.map((inputIds) => ({ inputIds, labels: [] })),
      shape,
    );
    const { tokens, starts, lengths } = batch;
    this.cache.begin(lengths);
    const contexts = this.context.prompt(batch);
    const rowShape = [tokens, attention.kvHeads * attention.headDim];
    const rows = { k: this.pool.get("promptKeys", rowShape), v: this.pool.get("promptValues", rowShape) };
    let x = await this.embed(batch.inputIds, batch.positions);
    for (let layer = 0; layer < layers; layer++) {
      const program = await this.programs.prompt(shape, layer, this.promptWeights);
      const y = this.pool.get(`prompt ${layer % 2}`, [tokens, width]);
      const inputs = { x, ...contexts[kindOf(layer)]!, ...this.promptWeights.blockTensors(layer) };
      await program.run(inputs, { y, ...rows });
      await this.cache.fill(layer, rows, starts);
      x = y;
    }
    const last = Int32Array.from(starts, (start, sequence) => start + lengths[sequence]! - 1);
    const y = this.pool.get("selected", [last.length, width]);
    const select = await this.programs.select(tokens, last.length);
    await select.run({ x, rows: this.pool.write("rows", last, [last.length]) }, { y });
    return this.logits(y, this.promptWeights);
  }

  /**
   * One token more for each sequence.
   *
   * @param ids the tokens
   * @returns [batch, vocabSize], logits of the tokens after them
   */
  async step(ids: readonly number[]): Promise<Float32Array> {
    if (this.cache.isRecentFull) await this.cache.settle();
    const { programs, weights, pool } = this;
    const { layers, width, attention, kindOf } = this.model.architecture;
    const { batch, lengths, capacity, recentRoom } = this.cache;
    const contexts = this.context.step(this.cache);
    const q = pool.get("q", [batch, attention.heads * attention.headDim]);
    const attended = pool.get("attended", q.shape);

    let x = await this.embed(Int32Array.from(ids), Int32Array.from(lengths));
    let cache = this.cache.layer(0);
    await (await programs.first(batch, weights)).run(
      { x, ...contexts[kindOf(0)]!.angles, ...prefixed("next_", weights.blockTensors(0)) },
      { q, ...cache.next },
    );
    const attend = await programs.attend(batch, capacity, recentRoom);
    for (let layer = 0; layer < layers; layer++) {
      await attend.run({ q, ...cache.held, ...contexts[kindOf(layer)]!.masks }, { attended });
      const y = pool.get(`step ${layer % 2}`, [batch, width]);
      const inputs = { x, attended, ...prefixed("this_", weights.blockTensors(layer)) };
      const next = layer + 1;
      if (next < layers) {
        cache = this.cache.layer(next);
        await (await programs.between(batch, layer, weights)).run(
          { ...inputs, ...contexts[kindOf(next)]!.angles, ...prefixed("next_", weights.blockTensors(next)) },
          { y, q, ...cache.next },
        );
      } else await (await programs.last(batch, weights)).run(inputs, { y });
      x = y;
    }
    this.cache.advance();
    return this.logits(x, weights);
  }

  /** Leaves out all sequences but these, in this order. */
  keep(sequences: readonly number[]): Promise<void> {
    return this.cache.settle(sequences);
  }

  dispose(): void {
    this.cache.dispose();
    this.pool.dispose();
  }

  /** ids and positions [tokens] → [tokens, width] */
  private async embed(ids: Int32Array, positions: Int32Array): Promise<DeviceTensor> {
    const { architecture, parts } = this.model;
    const { input, width } = architecture;
    const tokens = ids.length;
    const x = this.pool.get(`embedded ${tokens}`, [tokens, embedWidth(architecture)]);
    const embed = await this.programs.embed(tokens, parts.embed.part);
    await embed.run({ ids: this.pool.write("ids", ids, [tokens]), ...parts.embed.tensors }, { x });
    if (!input) return x;
    const y = this.pool.get(`input ${tokens}`, [tokens, width]);
    const stage = await this.programs.input(tokens, parts.input!.part);
    const places = this.pool.write("positions", positions, [tokens]);
    await stage.run({ x, positions: places, ...parts.input!.tensors }, { y });
    return y;
  }

  private async logits(x: DeviceTensor, weights: DecodingWeights): Promise<Float32Array> {
    const [rows] = x.shape as [number];
    const logits = this.pool.get("logits", [rows, this.model.architecture.vocabSize]);
    await (await this.programs.logits(rows, weights)).run({ x, ...weights.headTensors }, { logits });
    return (await this.model.device.read(logits)) as Float32Array;
  }
}
