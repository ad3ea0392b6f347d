import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { temporaryFolder, writeTinyLlama } from "@neftune/models/fixtures";
import { expect, test } from "vitest";

const folder = fileURLToPath(new URL("..", import.meta.url));
/** One heap for all programs, as the command has it, but large pieces mapped singly: what is asked for is what is measured. */
const allocator = "glibc.malloc.mmap_max=0:glibc.malloc.mmap_max=1000000:glibc.malloc.mmap_threshold=262144";

/** Trains for three steps in a process of its own: the plan, and the peak above what it takes without tensors. */
const script = (small: string, model: string) => `
import { readFileSync } from "node:fs";
import { openDevice } from "@neftune/engine";
import { AutoModelForCausalLM } from "@neftune/models";
import { SFTTrainer } from "@neftune/trainer";
import { tokens } from "@neftune/datasets";
const account = (key: string) => Number(new RegExp(key + ":\\\\s+(\\\\d+) kB").exec(readFileSync("/proc/self/status", "utf8"))![1]) * 1024;
const device = await openDevice("cpu", { threads: 2 });
const rows = Array.from({ length: 12 }, (_, row) => {
  const input_ids = Array.from({ length: 128 }, (_, i) => (row * 131 + i * 17) % 250 + 3);
  return { input_ids, labels: input_ids };
});
const args = { perDeviceTrainBatchSize: 4, maxSteps: 3, loggingSteps: 1, saveStrategy: "no", evalStrategy: "no", neftuneNoiseAlpha: 5 } as const;
let loaded = 0;
const train = async (folder: string, onStep: (plan: object) => void) => {
  const model = await AutoModelForCausalLM.fromPretrained(folder, { device });
  // What reading the file left to the collector is none of the step's: from here on, with the parameters there.
  gc();
  loaded = account("VmRSS");
  const trainer = new SFTTrainer({ model, trainDataset: tokens(rows), args });
  for await (const { event } of trainer.train()) if (event === "log") onStep(trainer.explain());
  await model.dispose();
};
// Code, threads and V8's own are not the step's, and are there after this.
await train(${JSON.stringify(small)}, () => {});
let plan: ReturnType<SFTTrainer["explain"]> | null = null;
await train(${JSON.stringify(model)}, (now) => { plan = now; });
console.log(JSON.stringify({ plan, measured: account("VmHWM") - loaded + plan!.parameters }));
await device.dispose();
`;

test.skipIf(!existsSync("/proc/self/clear_refs"))(
  "a training step takes what the trainer's plan says, to a tenth, by Linux's accounts",
  async () => {
    await using small = await temporaryFolder();
    await using model = await temporaryFolder();
    await writeTinyLlama(small.path);
    const config = { hidden_size: 512, intermediate_size: 1536, num_hidden_layers: 10, num_attention_heads: 8 };
    await writeTinyLlama(model.path, { ...config, num_key_value_heads: 4 });
    const flags = ["--expose-gc", "--conditions=@neftune/source", "--input-type=module-typescript", "-"];
    const { status, stdout, stderr } = spawnSync(process.execPath, flags, {
      cwd: folder,
      input: script(small.path, model.path),
      encoding: "utf8",
      env: { ...process.env, GLIBC_TUNABLES: allocator },
    });
    expect(status, stderr).toBe(0);
    const { plan, measured } = JSON.parse(stdout.trim().split("\n").at(-1)!);
    // Ten layers of 3.1 million parameters, moments twice as large.
    expect(plan.parameters).toBeGreaterThan(120e6);
    expect(plan).toMatchObject({ gradients: plan.parameters, optimizerState: 2 * plan.parameters });
    expect(plan.residuals).toBeGreaterThan(plan.scratch);
    expect(measured / plan.peak, `${measured} of\n${plan.summary}`).toBeGreaterThan(0.9);
    expect(measured / plan.peak, `${measured} of\n${plan.summary}`).toBeLessThan(1.1);
  },
);
