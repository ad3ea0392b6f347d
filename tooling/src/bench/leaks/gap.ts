import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { alpaca } from "@neftune/datasets";
import { openDevice } from "@neftune/engine";
import { AutoModelForCausalLM, AutoTokenizer } from "@neftune/models";
import { type EvaluateEvent, SFTTrainer } from "@neftune/trainer";

/*
 * node --conditions=@neftune/source tooling/src/bench/leaks/gap.ts DATA
 *
 * What a leak does to the gap: stories260K is trained on 200 rows of Alpaca and tested on 100, of which none, a quarter or half are
 * training rows too; then with the leaks removed. Some five minutes on two cores.
 */
const data = resolve(process.argv[2] ?? "../shared/data");
const rows = (
  JSON.parse(readFileSync(join(data, "instruct/alpaca/alpaca_random_9k.json"), "utf8")) as { output: string }[]
)
  .filter(({ output }) => output.length > 20 && output.length < 200)
  .slice(0, 300);
const [train, unseen] = [rows.slice(0, 200), rows.slice(200)];
const folder = join(data, "derived/models/stories260K_hf");

for (const [leaked, onLeak] of [
  [0, "report"],
  [25, "report"],
  [50, "report"],
  [50, "remove_from_test"],
] as const) {
  await using device = await openDevice("cpu");
  const model = await AutoModelForCausalLM.fromPretrained(folder, { device });
  const trainer = new SFTTrainer({
    model,
    tokenizer: await AutoTokenizer.fromPretrained(folder),
    trainDataset: alpaca(train),
    evalDataset: alpaca([...train.slice(0, leaked), ...unseen.slice(leaked)]),
    args: {
      numTrainEpochs: 8,
      learningRate: 3e-3,
      perDeviceTrainBatchSize: 8,
      evalStrategy: "steps",
      evalSteps: 100,
      trainEvalSamples: 200,
      saveStrategy: "no",
      onLeak,
    },
  });
  const evaluations: EvaluateEvent[] = [];
  for await (const event of trainer.train()) {
    if (event.event === "warning") console.log(event.message);
    if (event.event === "evaluate") evaluations.push(event);
  }
  const { trainLoss, testLoss, gap } = evaluations.at(-1)!;
  const lowest = Math.min(...evaluations.map(({ testLoss }) => testLoss!));
  const shown = [trainLoss, testLoss!, gap!, lowest].map((loss) => loss.toFixed(3)).join(" · ");
  console.log(`${leaked} of 100 leaked, ${onLeak}: train loss · test loss · gap · lowest test loss: ${shown}`);
  await model.dispose();
}
