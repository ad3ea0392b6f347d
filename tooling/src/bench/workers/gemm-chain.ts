import { openDevice } from "@neftune/engine";
import * as tf from "@tensorflow/tfjs";
import type { GemmChain } from "../inputs/flops.ts";
import type { Side } from "../sides.ts";

interface GemmChainInput extends Side {
  readonly chains: readonly GemmChain[];
  readonly repeats: number;
  readonly threads: number;
}

/** Seconds of each repeat, by chain. */
export interface GemmChainResult {
  readonly seconds: readonly (readonly number[])[];
}

// Chains of matrix products, the weights given in each call as those of a model are.
const { chains, repeats, ...side } = JSON.parse(process.argv[2]!) as GemmChainInput;
await using device = await openDevice(side.device, side);
const seconds: number[][] = [];
for (const chain of chains) seconds.push(await timeChain(chain));
const result: GemmChainResult = { seconds };
console.log(JSON.stringify(result));

async function timeChain({ rows, width, count }: GemmChain): Promise<number[]> {
  const names = Array.from({ length: count }, (_, index) => `w${index}`);
  const spec = { x: [rows, width], ...Object.fromEntries(names.map((name) => [name, [width, width]])) };
  const program = await device.compile(
    ({ x, ...weights }: Record<string, tf.Tensor>) => ({
      y: names.reduce((product, name) => tf.matMul(product, weights[name]!), x!),
    }),
    spec as Record<string, number[]>,
  );
  const inputs = Object.fromEntries(
    Object.entries(spec).map(([name, shape]) => [name, device.empty(shape as number[])]),
  );
  // Products of such matrices keep the size of their numbers.
  for (const [name, tensor] of Object.entries(inputs))
    device.write(tensor, uniform(tensor.size, name === "x" ? 1 : Math.sqrt(3 / width)));
  const y = device.empty([rows, width]);
  const corner = y.view(0, [1]);
  const spent: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const began = performance.now();
    await program.run(inputs, { y });
    await device.read(corner); // Where a call only begins the work, this waits for its end.
    spent.push((performance.now() - began) / 1000);
  }
  await program.dispose();
  for (const tensor of [...Object.values(inputs), y]) tensor.dispose();
  return spent;
}

function uniform(size: number, bound: number): Float32Array {
  return Float32Array.from({ length: size }, () => (2 * Math.random() - 1) * bound);
}
