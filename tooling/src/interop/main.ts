import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { tokens } from "@neftune/datasets";
import { type Device, openDevice } from "@neftune/engine";
import {
  AutoModelForCausalLM,
  addAdapter,
  type CausalLM,
  loadAdapter,
  raggedBatch,
  savePretrained,
} from "@neftune/models";
import { SFTTrainer } from "@neftune/trainer";
import { BenchError } from "../bench/bench-error.ts";
import { findPython } from "../bench/find-python.ts";
import { runProgram } from "../bench/run-program.ts";
import { type AdapterCase, adapterCases, toPython } from "./adapter-cases.ts";

/**
 * `node tooling/src/interop/main.ts FOLDER …`: adapters of every kind between PEFT and us, both ways, for each model folder.
 * PEER_PYTHON names a Python with PyTorch, transformers and PEFT.
 */
const largest = 1e-5;
const largestGradient = 1e-4;
const rows = [17, 9, 24].map((length, row) => Array.from({ length }, (_, i) => 3 + ((row * 31 + i * i * 7 + i) % 50)));
const labelled = rows.map((inputIds) => ({ inputIds, labels: inputIds }));

const root = fileURLToPath(new URL("../../../", import.meta.url));
const python = await findPython(process.env, root);
if (!python) throw new BenchError("PEER_PYTHON names no Python with PyTorch, transformers and PEFT");
const folder = mkdtempSync(join(tmpdir(), "neftune-interop-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

interface Made {
  readonly loss: number;
  readonly gradients: Readonly<Record<string, number>>;
  readonly merged: number;
}

const peer = <Result>(given: Record<string, unknown>): Promise<Result> =>
  runProgram(
    [python.path, "-B", fileURLToPath(new URL("./peft_peer.py", import.meta.url)), JSON.stringify({ ...given, rows })],
    {
      cwd: root,
      env: { ...process.env, HF_HUB_OFFLINE: "1" },
    },
  );

await using device = await openDevice("cpu", { threads: 1 });
let failures = 0;
for (const path of process.argv.slice(2)) {
  const { linear, embedding } = await modulesOf(device, path);
  for (const [index, one] of adapterCases(linear, embedding).entries()) {
    const differences = await compare(device, path, one, join(folder, `${basename(path)}-${index}`)).catch(
      (error: Error) => error.message.trimEnd().split("\n").at(-1)!,
    );
    const isRight =
      typeof differences !== "string" &&
      Object.entries(differences).every(([what, value]) => value <= (what === "gradients" ? largestGradient : largest));
    if (!isRight) failures++;
    const text =
      typeof differences === "string"
        ? differences
        : Object.entries(differences)
            .map(([what, value]) => `${what} ${value.toExponential(1)}`)
            .join(", ");
    console.log(`${isRight ? "same " : "OTHER"} ${basename(path)}, ${one.name}: ${text}`);
  }
}
process.exitCode = failures === 0 ? 0 : 1;

/** The last parts of the names of a model's linear layers, and of its embedding's. */
async function modulesOf(device: Device, path: string): Promise<{ linear: string[]; embedding: string }> {
  const model = await open(device, path);
  const names = [...model.layout.slots.values()].flatMap(({ name, linear }) =>
    linear ? [name.split(".").at(-2)!] : [],
  );
  const embedding = model.architecture.embedParameters.tokens!.name.split(".").at(-2)!;
  await model.dispose();
  return { linear: [...new Set(names)].filter((name) => name !== "lm_head" && name !== "embed_out"), embedding };
}

/** Relative differences between PEFT's figures and ours. */
async function compare(
  device: Device,
  path: string,
  { settings }: AdapterCase,
  place: string,
): Promise<Record<string, number>> {
  const theirs = join(place, "theirs");
  const made = await peer<Made>({ model: path, settings: toPython(settings), adapter: theirs });
  const model = await open(device, path);
  await loadAdapter(model, theirs);
  const loss = await meanLoss(model);
  const batch = raggedBatch(labelled);
  await model.train(batch, 1 / batch.labelCount, null);
  const gradients = [];
  for (const name of model.trainable.layout.slots.keys()) {
    const values = (await device.read(model.gradients.get(name))) as Float32Array;
    gradients.push(difference(Math.hypot(...values), made.gradients[name] ?? 0));
  }
  await model.merge();
  const merged = await meanLoss(model);
  await model.dispose();

  const trained = await open(device, path);
  await addAdapter(trained, settings, { seed: 1 });
  const args = { maxSteps: 4, learningRate: 1e-2, saveStrategy: "no" } as const;
  const trainer = new SFTTrainer({
    model: trained,
    trainDataset: tokens(labelled.map(({ inputIds, labels }) => ({ input_ids: inputIds, labels }))),
    args,
  });
  for await (const _ of trainer.train());
  const [ours, whole] = [join(place, "ours"), join(place, "merged")];
  await trainer.saveModel(ours);
  const ourLoss = await meanLoss(trained);
  await trained.merge();
  await savePretrained(trained, whole);
  await trained.dispose();
  const read = await peer<{ loss: number }>({ model: path, adapter: ours });
  const readWhole = await peer<{ loss: number }>({ model: whole });
  return {
    loss: difference(loss, made.loss),
    gradients: Math.max(...gradients),
    merged: difference(merged, made.merged),
    "written adapter": difference(ourLoss, read.loss),
    "written model": difference(ourLoss, readWhole.loss),
  };
}

function open(device: Device, path: string): Promise<CausalLM> {
  return AutoModelForCausalLM.fromPretrained(path, { device });
}

async function meanLoss(model: CausalLM): Promise<number> {
  const { nll } = await model.losses(raggedBatch(labelled));
  return nll.reduce((sum, value) => sum + value, 0) / nll.length;
}

function difference(ours: number, theirs: number): number {
  return Math.abs(ours - theirs) / Math.max(Math.abs(theirs), 1e-12);
}
