import type { Device, DeviceTensor, Program } from "@neftune/engine";
import { type ParameterLayout, ParameterTensors, type TrainableTensors } from "@neftune/models";
import * as tf from "@tensorflow/tfjs";

export interface AdamWOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Decoupled weight decay, of matrices only: norms and biases are left alone, as TRL does it. */
  readonly weightDecay: number;
}

type Scalar = "gain" | "squareGain" | "stepSize" | "epsilon" | "decay";
type Tensors = Record<string, tf.Tensor>;

/** On a device in bfloat16 as well: small updates to large weights would be rounded away. */
const inFloat32 = { precision: "float32" } as const;

/** Parameters that are updated by one call at the most, where memory can be cut anywhere. */
const chunkSize = 1 << 19;

/**
 * AdamW (Loshchilov and Hutter 2019) as PyTorch computes it: float32 state, bias correction in the step size.
 * All that is trained lies in flat memory, and one small program walks through it in chunks, in place. Where a device has no free
 * views, what the model takes as one tensor is a chunk.
 */
export class AdamW {
  /** First and second moments. */
  readonly moments: readonly [ParameterTensors, ParameterTensors];
  private readonly trained: TrainableTensors;
  private readonly options: AdamWOptions;
  private readonly programs: ReadonlyMap<number, ChunkPrograms>;
  /** Of the squared gradients of each chunk. */
  private readonly sums: DeviceTensor;
  private readonly scalars: Readonly<Record<Scalar, DeviceTensor>>;
  private readonly chunks: readonly Chunk[];

  private constructor(trained: TrainableTensors, options: AdamWOptions, programs: ReadonlyMap<number, ChunkPrograms>) {
    const { device, layout, parameters, gradients } = trained;
    this.trained = trained;
    this.options = options;
    this.programs = programs;
    this.moments = [new ParameterTensors(device, layout), new ParameterTensors(device, layout)];
    const scalar = () => device.empty([]);
    this.scalars = { gain: scalar(), squareGain: scalar(), stepSize: scalar(), epsilon: scalar(), decay: scalar() };
    const places = chunkPlaces(layout, device);
    this.sums = device.empty([places.length]);
    this.chunks = places.map((place, index) => {
      const at = (tensors: ParameterTensors) => tensors.flat.view(place.offset, [place.size]);
      const [m, v] = this.moments;
      return { ...place, p: at(parameters), m: at(m), v: at(v), g: at(gradients), sum: this.sums.view(index, []) };
    });
  }

  /** @param trained a model's `trainable` */
  static async create(trained: TrainableTensors, options: AdamWOptions): Promise<AdamW> {
    const { device, layout } = trained;
    const programs = new Map<number, ChunkPrograms>();
    for (const { size } of chunkPlaces(layout, device)) {
      if (programs.has(size)) continue;
      const scalars = { gain: [], squareGain: [], stepSize: [], epsilon: [], decay: [] };
      const state = { p: [size], m: [size], v: [size], g: [size] };
      programs.set(size, {
        update: await device.compile(updateChunk(options), { ...state, ...scalars }, inFloat32),
        squares: await device.compile(sumOfSquares, { g: [size] }, inFloat32),
      });
    }
    return new AdamW(trained, options, programs);
  }

  /** Bytes of its state. */
  get stateBytes(): number {
    return this.moments.reduce((sum, { flat }) => sum + flat.size * 4, 0);
  }

  /** Global L2 norm of the gradients. */
  async gradientNorm(): Promise<number> {
    for (const { size, g, sum } of this.chunks) await this.programs.get(size)!.squares.run({ g }, { sum });
    const sums = (await this.trained.device.read(this.sums)) as Float32Array;
    return Math.sqrt(sums.reduce((total, sum) => total + sum, 0));
  }

  /**
   * One update of all parameters.
   *
   * @param step number of this update, from 1
   * @param clip factor on the gradients
   */
  async step(step: number, learningRate: number, clip: number): Promise<void> {
    const { device } = this.trained;
    const { beta1, beta2, epsilon, weightDecay } = this.options;
    const correction = Math.sqrt(1 - beta2 ** step);
    const write = (name: Scalar, value: number) => device.write(this.scalars[name], Float32Array.of(value));
    write("gain", (1 - beta1) * clip);
    write("squareGain", (1 - beta2) * clip ** 2);
    write("stepSize", (learningRate / (1 - beta1 ** step)) * correction);
    write("epsilon", epsilon * correction);
    let isDecayed: boolean | null = null;
    for (const { size, decayed, p, m, v, g } of this.chunks) {
      if (decayed !== isDecayed) write("decay", decayed ? 1 - learningRate * weightDecay : 1);
      isDecayed = decayed;
      await this.programs.get(size)!.update.run({ p, m, v, g, ...this.scalars }, { p, m, v });
    }
  }

  async dispose(): Promise<void> {
    for (const { update, squares } of this.programs.values()) {
      await update.dispose();
      await squares.dispose();
    }
  }
}

/** The programs for chunks of one size. */
interface ChunkPrograms {
  readonly update: Program;
  readonly squares: Program;
}

interface ChunkPlace {
  readonly offset: number;
  readonly size: number;
  readonly decayed: boolean;
}

interface Chunk extends ChunkPlace {
  readonly p: DeviceTensor;
  readonly m: DeviceTensor;
  readonly v: DeviceTensor;
  readonly g: DeviceTensor;
  readonly sum: DeviceTensor;
}

function chunkPlaces({ pieces, decayed, total }: ParameterLayout, { hasFreeViews }: Device): ChunkPlace[] {
  if (!hasFreeViews) return pieces.map(({ offset, size }) => ({ offset, size, decayed: offset < decayed }));
  const regions = [
    { begin: 0, end: decayed, decayed: true },
    { begin: decayed, end: total, decayed: false },
  ];
  return regions.flatMap(({ begin, end, decayed: isDecayed }) =>
    Array.from({ length: Math.ceil((end - begin) / chunkSize) }, (_, index) => {
      const offset = begin + index * chunkSize;
      return { offset, size: Math.min(chunkSize, end - offset), decayed: isDecayed };
    }),
  );
}

/** By columns first: more exact than one running sum, and twice as fast. */
function sumOfSquares({ g }: Tensors): Tensors {
  const columns = g!.size % 1024 === 0 ? 1024 : 1;
  return { sum: tf.sum(tf.sum(tf.square(tf.reshape(g!, [-1, columns])), 0)) };
}

/** Everything that is the same for a whole step is one scalar, so that a parameter costs as few operations as can be. */
function updateChunk({ beta1, beta2 }: AdamWOptions) {
  return ({ p, m, v, g, gain, squareGain, stepSize, epsilon, decay }: Tensors): Tensors => {
    const first = tf.add(tf.mul(m!, beta1), tf.mul(g!, gain!));
    const second = tf.add(tf.mul(v!, beta2), tf.mul(tf.square(g!), squareGain!));
    const change = tf.div(first, tf.add(tf.sqrt(second), epsilon!));
    return { p: tf.sub(tf.mul(p!, decay!), tf.mul(change, stepSize!)), m: first, v: second };
  };
}
