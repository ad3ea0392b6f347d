import { alpaca, tokens } from "@neftune/datasets";
import { openDevice } from "@neftune/engine";
import { AutoModelForCausalLM, AutoTokenizer } from "@neftune/models";
import { type SFTConfigInput, SFTTrainer } from "@neftune/trainer";
import type { Side } from "../sides.ts";
import { peakMemoryMb } from "./peak-memory.ts";
import type { TrainingResult } from "./training-result.ts";

interface TrainInput extends Side {
  readonly model: string;
  readonly rows: string;
  readonly format: "alpaca" | "tokens";
  readonly args: SFTConfigInput;
  readonly threads: number;
}

// Trains as the settings of the first argument say and prints how long each step took.
const { model: folder, rows, format, args, ...side } = JSON.parse(process.argv[2]!) as TrainInput;

await using device = await openDevice(side.device, side);
const model = await AutoModelForCausalLM.fromPretrained(folder, { device });
const tokenizer = format === "alpaca" ? await AutoTokenizer.fromPretrained(folder) : undefined;
const began = performance.now();
const trainer = new SFTTrainer({
  model,
  tokenizer,
  trainDataset: format === "alpaca" ? alpaca(rows) : tokens(rows),
  args: { ...args, loggingSteps: 1 },
});
const ends: number[] = [];
const losses: number[] = [];
const numTokens: number[] = [];
for await (const event of trainer.train()) {
  if (event.event !== "log") continue;
  ends.push(performance.now());
  losses.push(event.loss);
  numTokens.push(event.numTokens);
}
const seconds = ends.map((end, step) => (end - (ends[step - 1] ?? began)) / 1000);
const result: TrainingResult = {
  firstStepSeconds: seconds[0]!,
  stepSeconds: seconds.slice(1),
  losses,
  numTokens,
  maxRssMb: peakMemoryMb(),
};
console.log(JSON.stringify(result));
