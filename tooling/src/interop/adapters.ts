import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { tokens } from "@neftune/datasets";
import { type Device, openDevice } from "@neftune/engine";
import {
  AutoModelForCausalLM,
  addAdapter,
  type CausalLM,
  type LoraConfig,
  loadAdapter,
  raggedBatch,
  savePretrained,
} from "@neftune/models";
import { SFTTrainer } from "@neftune/trainer";
import { BenchError } from "../bench/bench-error.ts";
import { findPython } from "../bench/find-python.ts";
import { runProgram } from "../bench/run-program.ts";
import { adapterCases, toPython } from "./adapter-cases.ts";

/**
 * `node -C @neftune/source tooling/src/interop/adapters.ts FOLDER …`: adapters of every kind between PEFT and us, both ways, for each
 * model folder. PEER_PYTHON names a Python with PyTorch, transformers and PEFT.
 */
const limits = { loss: 1e-5, gradients: 1e-4, merged: 1e-5, "written adapter": 1e-5, "written model": 1e-5 } as const;
const rows = [17, 9, 24].map((length, row) => Array.from({ length }, (_, i) => 3 + ((row * 31 + i * i * 7 + i) % 50)));
const labelled = rows.map((inputIds) => ({ inputIds, labels: inputIds }));

/** What PEFT's side says of a job. */
interface PeerResult {
  readonly loss: number;
  readonly gradients: Readonly<Record<string, number>>;
  readonly merged: number;
  readonly error?: string;
}

const root = fileURLToPath(new URL("../../../", import.meta.url));
const python = await findPython(process.env, root);
if (!python) throw new BenchError("PEER_PYTHON names no Python with PyTorch, transformers and PEFT");
const folder = mkdtempSync(join(tmpdir(), "neftune-interop-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

await using device = await openDevice("cpu", { threads: 1 });
for (const path of process.argv.slice(2)) {
  const { linear, embedding } = await modulesOf(path);
  const cases = adapterCases(linear, embedding).map((one, index) => ({
    ...one,
    place: join(folder, basename(path), `${index}`),
  }));
  const made = await peer(
    cases.map(({ settings, place }) => ({ model: path, settings: toPython(settings), adapter: join(place, "theirs") })),
  );
  const written = [];
  for (const { settings, place } of cases) written.push(await write(path, settings, place));
  const read = await peer(
    cases.flatMap(({ place }) => [{ model: path, adapter: join(place, "ours") }, { model: join(place, "merged") }]),
  );
  for (const [index, { name, place }] of cases.entries()) {
    const [theirs, adapter, whole] = [made[index]!, read[2 * index]!, read[2 * index + 1]!];
    const error = theirs.error ?? adapter.error ?? whole.error;
    const differences: Record<string, number> = error
      ? {}
      : {
          ...(await compareRead(path, join(place, "theirs"), theirs)),
          "written adapter": difference(written[index]!, adapter.loss),
          "written model": difference(written[index]!, whole.loss),
        };
    const isSame =
      !error && Object.entries(differences).every(([what, value]) => value <= limits[what as keyof typeof limits]);
    if (!isSame) process.exitCode = 1;
    const figures = Object.entries(differences).map(([what, value]) => `${what} ${value.toExponential(1)}`);
    console.log(`${isSame ? "same " : "OTHER"} ${basename(path)}, ${name}: ${error ?? figures.join(", ")}`);
  }
}

async function peer(jobs: readonly Record<string, unknown>[]): Promise<readonly PeerResult[]> {
  const input = join(folder, "jobs.json");
  writeFileSync(input, JSON.stringify({ rows, jobs }));
  const script = fileURLToPath(new URL("./peers/peft_adapters.py", import.meta.url));
  const env = { ...process.env, HF_HUB_OFFLINE: "1" };
  const { results } = await runProgram<{ results: PeerResult[] }>([python!.path, "-B", script, input], {
    cwd: root,
    env,
  });
  return results;
}

/** The last parts of the names of a model's linear layers in blocks, and of its embedding's. */
async function modulesOf(path: string): Promise<{ linear: string[]; embedding: string }> {
  const model = await open(device, path);
  const { architecture } = model;
  const parameters = Object.values(architecture.blockParameters(0)).flatMap((spec) =>
    "stack" in spec ? spec.stack : [spec],
  );
  const names = parameters.flatMap(({ name, linear }) => (linear ? [name.split(".").at(-2)!] : []));
  const embedding = architecture.embedParameters.tokens!.name.split(".").at(-2)!;
  await model.dispose();
  return { linear: [...new Set(names)], embedding };
}

/** Trains an adapter of ours and writes it, and the model with it merged. @returns the loss with it */
async function write(path: string, settings: Partial<LoraConfig>, place: string): Promise<number> {
  const model = await open(device, path);
  await addAdapter(model, settings, { seed: 1 });
  const trainer = new SFTTrainer({
    model,
    trainDataset: tokens(labelled.map(({ inputIds, labels }) => ({ input_ids: inputIds, labels }))),
    args: { maxSteps: 4, learningRate: 1e-2, saveStrategy: "no" },
  });
  for await (const _ of trainer.train());
  await trainer.saveModel(join(place, "ours"));
  const loss = await meanLoss(model);
  await model.merge();
  await savePretrained(model, join(place, "merged"));
  await model.dispose();
  return loss;
}

/** Relative differences between PEFT's figures of its adapter and ours. */
async function compareRead(path: string, adapter: string, theirs: PeerResult) {
  const model = await open(device, path);
  await loadAdapter(model, adapter);
  const loss = difference(await meanLoss(model), theirs.loss);
  const batch = raggedBatch(labelled);
  await model.train(batch, 1 / batch.labelCount, null);
  // Some gradients are zero but for rounding, as those of a key's bias.
  const floor = 1e-4 * Math.hypot(...Object.values(theirs.gradients));
  let gradients = 0;
  for (const name of model.trainable.layout.slots.keys()) {
    const values = (await device.read(model.gradients.get(name))) as Float32Array;
    gradients = Math.max(gradients, difference(Math.hypot(...values), theirs.gradients[name] ?? 0, floor));
  }
  await model.merge();
  const merged = difference(await meanLoss(model), theirs.merged);
  await model.dispose();
  return { loss, gradients, merged };
}

function open(on: Device, path: string): Promise<CausalLM> {
  return AutoModelForCausalLM.fromPretrained(path, { device: on });
}

async function meanLoss(model: CausalLM): Promise<number> {
  const { nll } = await model.losses(raggedBatch(labelled));
  return nll.reduce((sum, value) => sum + value, 0) / nll.length;
}

function difference(ours: number, theirs: number, floor = 1e-9): number {
  return Math.abs(ours - theirs) / Math.max(Math.abs(theirs), floor);
}
