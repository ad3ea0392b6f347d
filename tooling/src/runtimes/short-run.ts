import { tokens } from "@neftune/datasets";
import { openDevice } from "@neftune/engine";
import { evaluateLoss } from "@neftune/evaluation";
import { AutoModelForCausalLM } from "@neftune/models";
import { SFTTrainer, type TrainerEvent } from "@neftune/trainer";

// The same program on every runtime: loads the model of the first argument, makes four steps with noise on the rows of the second
// and third, saves the model to the fourth, loads that, and prints the events and the loss of what was saved as lines of JSON. The
// fifth argument is the device.
const [modelFolder, trainFile, testFile, outputFolder, deviceName] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
];

await using device = await openDevice(deviceName);
const model = await AutoModelForCausalLM.fromPretrained(modelFolder, { device });
const trainer = new SFTTrainer({
  model,
  trainDataset: tokens(trainFile),
  evalDataset: tokens(testFile),
  args: {
    neftuneNoiseAlpha: 5,
    maxSteps: 4,
    perDeviceTrainBatchSize: 2,
    gradientAccumulationSteps: 2,
    learningRate: 1e-2,
    lrSchedulerType: "cosine",
    loggingSteps: 1,
    evalStrategy: "steps",
    evalSteps: 2,
  },
});
for await (const event of trainer.train()) print(event);
await trainer.saveModel(outputFolder);

const saved = await AutoModelForCausalLM.fromPretrained(outputFolder, { device });
const { test } = await trainer.prepare();
const { loss } = await evaluateLoss(saved, test, { batchSize: 8 });
print({ event: "saved", testLoss: loss });

function print(event: TrainerEvent | { event: "saved"; testLoss: number }): void {
  console.log(JSON.stringify(event));
}
