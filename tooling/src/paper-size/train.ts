import { tokens } from "@neftune/datasets";
import { openDevice } from "@neftune/engine";
import { AutoModelForCausalLM } from "@neftune/models";
import { quantizationOf, SFTTrainer } from "@neftune/trainer";
import { resolveSFTConfig } from "@neftune/trainer/config";

/** What is to be trained, by the process's one argument. */
export interface TrainInput {
  readonly folder: string;
  readonly output: string;
  readonly device: string;
  readonly threads: number;
  readonly tokens: number;
  readonly steps: number;
}

export interface TrainResult {
  readonly device: string;
  readonly parameters: number;
  readonly trainableParameters: number;
  readonly losses: readonly number[];
  readonly loadSeconds: number;
  /** Each step, from the tokens to the update; the first has the compilation in it. */
  readonly stepSeconds: readonly number[];
  /** Of each step the processor's time, divided among the threads: what a step takes where nothing else runs, or less. */
  readonly processorSeconds: readonly number[];
  readonly loadedBytes: number;
  readonly peakBytes: number;
}

// A process of its own, whose memory is that of the run alone.
const input = JSON.parse(process.argv[2]!) as TrainInput;
const args = {
  usePeft: true,
  loraTargetModules: "all-linear",
  loadIn4bit: true,
  useBnbNestedQuant: true,
  bf16: true,
  gradientCheckpointing: true,
  neftuneNoiseAlpha: 5,
  perDeviceTrainBatchSize: 1,
  maxSteps: input.steps,
  loggingSteps: 1,
  saveStrategy: "no",
} as const;
const seconds = (since: number) => (performance.now() - since) / 1000;
const peakBytes = () => process.resourceUsage().maxRSS * 1024;

await using device = await openDevice(input.device, { threads: input.threads, precision: "bfloat16" });
const began = performance.now();
const quantization = quantizationOf(resolveSFTConfig(args));
const model = await AutoModelForCausalLM.fromPretrained(input.folder, { device, quantization });
const loadSeconds = seconds(began);
const loadedBytes = peakBytes();
const { vocabSize } = model.architecture;
const row = { input_ids: Array.from({ length: input.tokens }, (_, position) => (position * 7919 + 3) % vocabSize) };
const trainer = new SFTTrainer({ model, trainDataset: tokens([row]), args });
const [losses, stepSeconds, processorSeconds]: [number[], number[], number[]] = [[], [], []];
let counts = { parameters: 0, trainableParameters: 0 };
let last = performance.now();
let used = process.cpuUsage();
for await (const event of trainer.train()) {
  if (event.event === "start") counts = event;
  if (event.event !== "log") continue;
  losses.push(event.loss);
  stepSeconds.push(seconds(last));
  const { user, system } = process.cpuUsage(used);
  processorSeconds.push((user + system) / 1e6 / input.threads);
  last = performance.now();
  used = process.cpuUsage();
}
await trainer.saveModel(input.output);
const { parameters, trainableParameters } = counts;
const result: TrainResult = {
  ...{ device: device.description, parameters, trainableParameters, losses },
  ...{ loadSeconds, stepSeconds, processorSeconds, loadedBytes, peakBytes: peakBytes() },
};
console.log(JSON.stringify(result));
