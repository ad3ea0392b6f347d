import { tokens } from "@neftune/datasets";
import { type Device, openDevice } from "@neftune/engine";
import { AutoModelForCausalLM } from "@neftune/models";
import { SFTTrainer } from "@neftune/trainer";
import type { Side } from "../sides.ts";

interface UpdateInput extends Side {
  readonly model: string;
  readonly steps: number;
  readonly threads: number;
}

/** Seconds of AdamW in each step. */
export interface UpdateResult {
  readonly seconds: readonly number[];
  readonly parameters: number;
}

// Steps of one short row, in which only the calls of the update are timed: it runs as it does in training, after everything else.
const { model: folder, steps, ...side } = JSON.parse(process.argv[2]!) as UpdateInput;
await using device = await openDevice(side.device, side);
const spent = timeUpdates(device);
const model = await AutoModelForCausalLM.fromPretrained(folder, { device });
const trainer = new SFTTrainer({
  model,
  trainDataset: tokens([{ input_ids: Array.from({ length: 16 }, (_, position) => position + 3) }]),
  args: { perDeviceTrainBatchSize: 1, maxSteps: steps, loggingSteps: 1 },
});
const seconds: number[] = [];
for await (const { event } of trainer.train()) if (event === "log") seconds.push(spent());
const result: UpdateResult = { seconds: seconds.slice(3), parameters: model.layout.count };
console.log(JSON.stringify(result));

/** Times the runs of programs over parameters and both their moments. @returns seconds since it was last asked */
function timeUpdates(device: Device): () => number {
  let total = 0;
  const compile = device.compile.bind(device);
  device.compile = async (fn, spec) => {
    const program = await compile(fn, spec);
    if (!["p", "m", "v", "g"].every((name) => name in spec)) return program;
    const run = program.run.bind(program);
    program.run = async (inputs, outputs) => {
      const began = performance.now();
      const results = await run(inputs, outputs);
      total += performance.now() - began;
      return results;
    };
    return program;
  };
  return () => {
    if (total === 0) throw new Error("no update was seen: AdamW's program has other inputs than this looks for");
    const seconds = total / 1000;
    total = 0;
    return seconds;
  };
}
