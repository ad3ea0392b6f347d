import { join } from "node:path";
import { parseArgs } from "node:util";
import { alpaca } from "@neftune/datasets";
import { type Device, openDevice } from "@neftune/engine";
import { AutoModelForCausalLM, AutoTokenizer } from "@neftune/models";
import { type SFTConfigInput, SFTTrainer, type TrainerEvent } from "@neftune/trainer";
import { ASSETS, SETTINGS } from "./settings.ts";
import { type StudyRun, summarizeRun } from "./study-run.ts";
import { STUDY_HEADER, studyMeans, studyRow } from "./study-table.ts";

/** Fine-tunes the demo's model once with the demo's settings, but for those given. */
async function runOnce(device: Device, folder: string, args: SFTConfigInput): Promise<TrainerEvent[]> {
  const model = await AutoModelForCausalLM.fromPretrained(folder, { device });
  try {
    const trainer = new SFTTrainer({
      model,
      tokenizer: await AutoTokenizer.fromPretrained(folder),
      trainDataset: alpaca(join(ASSETS, "train.json")),
      evalDataset: alpaca(join(ASSETS, "test.json")),
      args: { ...SETTINGS.finetune, ...args },
    });
    const events: TrainerEvent[] = [];
    for await (const event of trainer.train()) events.push(event);
    return events;
  } finally {
    await model.dispose();
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      model: { type: "string", default: join(ASSETS, "model") },
      alphas: { type: "string", default: "0,5,15,30" },
      seeds: { type: "string", default: "0,1,2" },
      epochs: { type: "string", default: String(SETTINGS.finetune.numTrainEpochs) },
      "learning-rate": { type: "string", default: String(SETTINGS.finetune.learningRate) },
    },
  });
  const numbers = (list: string) => list.split(",").map(Number);
  const common = { numTrainEpochs: Number(values.epochs), learningRate: Number(values["learning-rate"]) };
  const runs: StudyRun[] = [];
  await using device = await openDevice("auto");
  console.log(STUDY_HEADER);
  for (const seed of numbers(values.seeds))
    for (const alpha of numbers(values.alphas)) {
      const events = await runOnce(device, values.model, { ...common, seed, neftuneNoiseAlpha: alpha });
      const run = summarizeRun(events, { alpha, seed });
      runs.push(run);
      console.log(studyRow(run));
    }
  for (const line of studyMeans(runs)) console.log(line);
}
