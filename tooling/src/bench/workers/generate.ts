import { openDevice } from "@neftune/engine";
import { AutoModelForCausalLM, AutoTokenizer } from "@neftune/models";
import type { Side } from "../sides.ts";
import { peakMemoryMb } from "./peak-memory.ts";

interface GenerateInput extends Side {
  readonly model: string;
  readonly prompt: string;
  readonly newTokens: number;
  /** Of the weights; 32: as they are. */
  readonly bits: 32 | 8 | 4;
  /** The loss on it is measured, as generation computes it. */
  readonly text: string;
  readonly threads: number;
}

/** What a generation came to. */
export interface GenerateResult {
  /** Generated tokens over the whole time, the prompt's included. */
  readonly tokensPerSecond: number;
  readonly outputIds: readonly number[];
  /** Mean loss on the text, in nats; null where it was not measured. */
  readonly loss: number | null;
  readonly maxRssMb: number;
}

/** Length of the rows that the text is cut into. */
const rowLength = 64;

// Generates greedily, once to warm up and once for the clock.
const { model: folder, prompt, newTokens, bits, text, ...side } = JSON.parse(process.argv[2]!) as GenerateInput;
await using device = await openDevice(side.device, side);
const model = await AutoModelForCausalLM.fromPretrained(folder, { device });
const tokenizer = await AutoTokenizer.fromPretrained(folder);
const weights = bits === 32 ? undefined : await model.compressedWeights(bits);
const prompts = [tokenizer.encode(prompt)];
const generate = (count: number) =>
  model
    .generate(prompts, { maxNewTokens: count, minNewTokens: count, doSample: false }, weights ? { weights } : {})
    .sequences();
await generate(newTokens);
const began = performance.now();
const [sequence] = await generate(newTokens);
const seconds = (performance.now() - began) / 1000;
const maxRssMb = peakMemoryMb();
const ids = tokenizer.encode(text);
const rows = Array.from({ length: Math.min(8, Math.floor(ids.length / rowLength)) }, (_, row) =>
  ids.slice(row * rowLength, (row + 1) * rowLength),
);
const losses = await model.generationLosses(rows, weights);
const result: GenerateResult = {
  tokensPerSecond: newTokens / seconds,
  outputIds: sequence!.outputIds,
  loss: losses.reduce((sum, loss) => sum + loss, 0) / losses.length,
  maxRssMb,
};
console.log(JSON.stringify(result));
