import { readFileSync } from "node:fs";
import { NEFTune } from "@neftune/core";
import { tokens } from "@neftune/datasets";
import { openDevice } from "@neftune/engine";
import { AutoModelForCausalLM, embeddingNoise, raggedBatch } from "@neftune/models";
import { SFTTrainer, type TrainerEvent } from "@neftune/trainer";
import type { TokenRow } from "../inputs/token-rows.ts";

interface NoiseInput {
  readonly model: string;
  /** One batch of rows. */
  readonly rows: string;
  readonly alpha: number;
  /** Pairs of steps, one with and one without noise, before any is measured. */
  readonly warmUp: number;
  readonly pairs: number;
  readonly threads: number;
}

/** Seconds, of the same batch in each entry. */
export interface NoiseResult {
  readonly without: readonly number[];
  readonly withNoise: readonly number[];
  /** Of `embeddingNoise` alone. */
  readonly noise: readonly number[];
}

// Two trainers share one model and take turns, so that both meet the same memory, programs and machine.
const input = JSON.parse(process.argv[2]!) as NoiseInput;
await using device = await openDevice("cpu", { threads: input.threads });
const model = await AutoModelForCausalLM.fromPretrained(input.model, { device });
const rows = JSON.parse(readFileSync(input.rows, "utf8")) as TokenRow[];
const steps = input.warmUp + input.pairs;

const [plain, noisy] = [null, input.alpha].map((neftuneNoiseAlpha) =>
  new SFTTrainer({
    model,
    trainDataset: tokens(rows),
    args: {
      neftuneNoiseAlpha,
      perDeviceTrainBatchSize: rows.length,
      maxSteps: steps + 1,
      maxLength: null,
      loggingSteps: 1,
    },
  }).train(),
) as [AsyncGenerator<TrainerEvent>, AsyncGenerator<TrainerEvent>];

const without: number[] = [];
const withNoise: number[] = [];
for (let pair = 0; pair < steps; pair++) {
  const order = [
    { events: plain, seconds: without },
    { events: noisy, seconds: withNoise },
  ];
  // Whatever the first of a pair leaves behind for the second falls to both alike.
  for (const { events, seconds } of pair % 2 === 0 ? order : order.reverse()) {
    const began = performance.now();
    await nextStep(events);
    seconds.push((performance.now() - began) / 1000);
  }
}
const result: NoiseResult = {
  without: without.slice(input.warmUp),
  withNoise: withNoise.slice(input.warmUp),
  noise: timeNoise(),
};
console.log(JSON.stringify(result));
await Promise.all([plain.return(undefined), noisy.return(undefined)]);

async function nextStep(events: AsyncGenerator<TrainerEvent>): Promise<void> {
  let next = await events.next();
  while (!next.done && next.value.event !== "log") next = await events.next();
}

function timeNoise(): number[] {
  const noise = new NEFTune({ alpha: input.alpha, seed: 0 });
  const batch = raggedBatch(rows.map(({ input_ids, labels }) => ({ inputIds: input_ids, labels })));
  const samples = rows.map((_, index) => index);
  const seconds = Array.from({ length: 40 }, (_, epoch) => {
    const began = performance.now();
    embeddingNoise(noise, batch, model.noiseWidth, { epoch, samples });
    return (performance.now() - began) / 1000;
  });
  return seconds.slice(10);
}
