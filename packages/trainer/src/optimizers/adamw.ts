import type { DeviceTensor, Program } from "@neftune/engine";
import { type CausalLM, chunkSize, type ParameterLayout, ParameterTensors } from "@neftune/models";
import * as tf from "@tensorflow/tfjs";

export interface AdamWOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Decoupled weight decay, of matrices only: norms and biases are left alone, as TRL does it. */
  readonly weightDecay: number;
}

type Tensors = Record<string, tf.Tensor>;

/**
 * AdamW (Loshchilov and Hutter 2019) as PyTorch computes it: float32 state, bias correction in the step size.
 * All parameters lie in flat memory, and one small program walks through it in chunks, in place.
 */
export class AdamW {
  /** First and second moments. */
  readonly moments: readonly [ParameterTensors, ParameterTensors];
  private readonly model: CausalLM;
  private readonly options: AdamWOptions;
  private readonly update: Program;
  private readonly squares: Program;
  private readonly scalars: Readonly<Record<"decay" | "stepSize" | "correction" | "clip", DeviceTensor>>;
  private readonly chunks: readonly Chunk[];

  private constructor(model: CausalLM, options: AdamWOptions, update: Program, squares: Program) {
    const { device, layout, parameters, gradients } = model;
    this.model = model;
    this.options = options;
    this.update = update;
    this.squares = squares;
    this.moments = [new ParameterTensors(device, layout), new ParameterTensors(device, layout)];
    const scalar = () => device.empty([]);
    this.scalars = { decay: scalar(), stepSize: scalar(), correction: scalar(), clip: scalar() };
    this.chunks = chunksOf(layout, { p: parameters, m: this.moments[0], v: this.moments[1], g: gradients });
  }

  static async create(model: CausalLM, options: AdamWOptions): Promise<AdamW> {
    const { device } = model;
    const state = { p: [chunkSize], m: [chunkSize], v: [chunkSize], g: [chunkSize] };
    const update = await device.compile(updateChunk(options), {
      ...state,
      decay: [],
      stepSize: [],
      correction: [],
      clip: [],
    });
    const squares = await device.compile(({ g }: Tensors) => ({ sum: tf.sum(tf.square(g!)) }), { g: [chunkSize] });
    return new AdamW(model, options, update, squares);
  }

  /** Global L2 norm of the gradients. */
  async gradientNorm(): Promise<number> {
    const sum = this.model.device.empty([]);
    let total = 0;
    for (const { g } of this.chunks) {
      await this.squares.run({ g }, { sum });
      total += (await this.model.device.read(sum))[0]!;
    }
    return Math.sqrt(total);
  }

  /**
   * One update of all parameters.
   *
   * @param step number of this update, from 1
   * @param clip factor on the gradients
   */
  async step(step: number, learningRate: number, clip: number): Promise<void> {
    const { device } = this.model;
    const { beta1, beta2, weightDecay } = this.options;
    const write = (tensor: DeviceTensor, value: number) => device.write(tensor, Float32Array.of(value));
    write(this.scalars.stepSize, learningRate / (1 - beta1 ** step));
    write(this.scalars.correction, 1 / Math.sqrt(1 - beta2 ** step));
    write(this.scalars.clip, clip);
    let isDecayed: boolean | null = null;
    for (const { decayed, p, m, v, g } of this.chunks) {
      if (decayed !== isDecayed) write(this.scalars.decay, decayed ? 1 - learningRate * weightDecay : 1);
      isDecayed = decayed;
      await this.update.run({ p, m, v, g, ...this.scalars }, { p, m, v });
    }
  }

  async dispose(): Promise<void> {
    await this.update.dispose();
    await this.squares.dispose();
  }
}

interface Chunk {
  readonly decayed: boolean;
  readonly p: DeviceTensor;
  readonly m: DeviceTensor;
  readonly v: DeviceTensor;
  readonly g: DeviceTensor;
}

function chunksOf(layout: ParameterLayout, state: Record<"p" | "m" | "v" | "g", ParameterTensors>): Chunk[] {
  return Array.from({ length: layout.total / chunkSize }, (_, index) => {
    const offset = index * chunkSize;
    const at = (tensors: ParameterTensors) => tensors.flat.view(offset, [chunkSize]);
    return { decayed: offset < layout.decayed, p: at(state.p), m: at(state.m), v: at(state.v), g: at(state.g) };
  });
}

function updateChunk({ beta1, beta2, epsilon }: AdamWOptions) {
  return ({ p, m, v, g, decay, stepSize, correction, clip }: Tensors): Tensors => {
    const gradient = tf.mul(g!, clip!);
    const first = tf.add(tf.mul(m!, beta1), tf.mul(gradient, 1 - beta1));
    const second = tf.add(tf.mul(v!, beta2), tf.mul(tf.square(gradient), 1 - beta2));
    const denominator = tf.add(tf.mul(tf.sqrt(second), correction!), epsilon);
    return { p: tf.sub(tf.mul(p!, decay!), tf.mul(tf.div(first, denominator), stepSize!)), m: first, v: second };
  };
}
