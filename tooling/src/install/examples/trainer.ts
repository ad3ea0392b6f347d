import { tokens } from "@neftune/datasets";
import { openDevice } from "@neftune/engine";
import { AutoModelForCausalLM } from "@neftune/models";
import { SFTTrainer } from "@neftune/trainer";

await using device = await openDevice("cpu");
const trainer = new SFTTrainer({
  model: await AutoModelForCausalLM.fromPretrained("model", { device }),
  trainDataset: tokens("train.json"),
  evalDataset: tokens("test.json"),
  args: { neftuneNoiseAlpha: 5, maxSteps: 2, evalStrategy: "steps", evalSteps: 2 },
});
for await (const event of trainer.train()) if (event.event === "evaluate") console.log(`gap ${event.gap?.toFixed(3)}`);
