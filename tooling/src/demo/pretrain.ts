import { access } from "node:fs/promises";
import { join } from "node:path";
import { tokens } from "@neftune/datasets";
import { openDevice } from "@neftune/engine";
import { AutoModelForCausalLM, AutoTokenizer, savePretrained } from "@neftune/models";
import { SFTTrainer } from "@neftune/trainer";
import { demoCorpus } from "./corpus.ts";
import { writeInitialModel } from "./initialize.ts";
import { LLAMA_CONFIG } from "./model/llama-config.ts";
import { packRows } from "./pack.ts";
import { ASSETS, SETTINGS } from "./settings.ts";

/** Trains the fresh model in `initial` on the corpus and saves it, in bfloat16 so that it is small, in `folder`. */
async function pretrain(initial: string, folder: string, maxSteps: number): Promise<void> {
  const tokenizer = await AutoTokenizer.fromPretrained(initial);
  const texts = demoCorpus().map((text) => [...tokenizer.encode(text), LLAMA_CONFIG.eos_token_id]);
  const rows = packRows(texts, SETTINGS.rowLength);
  await using device = await openDevice("auto");
  const model = await AutoModelForCausalLM.fromPretrained(initial, { device });
  const trainer = new SFTTrainer({
    model,
    trainDataset: tokens(rows.slice(SETTINGS.pretrain.testRows)),
    evalDataset: tokens(rows.slice(0, SETTINGS.pretrain.testRows)),
    args: { ...SETTINGS.pretrain.args, maxLength: SETTINGS.rowLength, maxSteps },
  });
  for await (const event of trainer.train()) {
    if (event.event === "log")
      console.log(`step ${event.step}: loss ${event.loss.toFixed(3)}, ${Math.round(event.tokensPerSecond)} tokens/s`);
    else if (event.event === "evaluate")
      console.log(`step ${event.step}: train ${event.trainLoss.toFixed(3)}, test ${event.testLoss?.toFixed(3)}`);
  }
  await savePretrained(model, folder, { dtype: "BF16" });
}

if (import.meta.main) {
  const [initial = "runs/demo-recipe/initial", folder = join(ASSETS, "model"), steps = "-1"] = process.argv.slice(2);
  await access(join(initial, "config.json")).catch(() => writeInitialModel(initial));
  await pretrain(initial, folder, Number(steps));
  console.log(`wrote ${folder}`);
}
