import * as tf from "@tensorflow/tfjs";
import type { Device, Precision } from "../device.ts";

export interface MeasureOptions {
  readonly precision?: Precision;
  /** Seconds of measuring, compiling left aside; default 0.4. */
  readonly seconds?: number;
  /** Milliseconds of a clock. */
  readonly now?: () => number;
}

/** Matrix products one after the other, as in a model's layers. */
const LINKS = 4;
/** Widths tried, until one run takes long enough to be told from the cost of starting it. */
const WIDTHS = [64, 256, 1024, 2048];
const ENOUGH_MS = 40;

/**
 * Billions of floating-point operations a second of a chain of square matrix products on a device: 2·n³ for each product.
 * The best of several runs, as other work on the machine only ever slows one down.
 */
export async function measureGflops(device: Device, options: MeasureOptions = {}): Promise<number> {
  const { precision, seconds = 0.4, now = () => performance.now() } = options;
  const end = now() + seconds * 1000;
  let best = 0;
  for (const width of WIDTHS) {
    const chain = await openChain(device, width, precision);
    try {
      await chain.run();
      let fastest = Number.POSITIVE_INFINITY;
      const isLast = width === WIDTHS.at(-1);
      do {
        const began = now();
        await chain.run();
        fastest = Math.min(fastest, now() - began);
      } while (now() < end && (isLast || fastest >= ENOUGH_MS));
      best = Math.max(best, (2 * width ** 3 * LINKS) / (fastest * 1e6));
      if (fastest >= ENOUGH_MS || now() >= end) break;
    } finally {
      await chain.dispose();
    }
  }
  return best;
}

async function openChain(device: Device, width: number, precision: Precision | undefined) {
  const spec = { x: [width, width], w: [width, width] };
  const program = await device.compile(
    ({ x, w }) => {
      let y = x;
      for (let link = 0; link < LINKS; link++) y = tf.matMul(y, w);
      // A single number: fetching the product from a GPU would be measured too.
      return { mean: tf.mean(y) };
    },
    spec,
    precision === undefined ? {} : { precision },
  );
  const x = device.empty(spec.x);
  const w = device.empty(spec.w);
  // Products keep the size of their factors. Any numbers do, but for zeros and ones, which hardware may favour.
  const scale = Math.sqrt(3 / width);
  device.write(x, pattern(width * width, 1));
  device.write(w, pattern(width * width, scale));
  const mean = device.empty([]);
  return {
    run: async () => {
      await program.run({ x, w }, { mean });
      await device.read(mean);
    },
    dispose: async () => {
      await program.dispose();
      for (const tensor of [x, w, mean]) tensor.dispose();
    },
  };
}

/** Numbers in (−scale, scale) that are spread evenly: multiples of the golden ratio. */
function pattern(size: number, scale: number): Float32Array {
  return Float32Array.from({ length: size }, (_, index) => ((index * 0.618_033_988_75) % 1) * 2 * scale - scale);
}
