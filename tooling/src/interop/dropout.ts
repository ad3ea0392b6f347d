import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openDevice } from "@neftune/engine";
import { AutoModelForCausalLM, raggedBatch } from "@neftune/models";
import { masksInOrder, tinyModels, withDropout, writeTinyModel } from "@neftune/models/fixtures";
import { BenchError } from "../bench/bench-error.ts";
import { findPython } from "../bench/find-python.ts";
import { runProgram } from "../bench/run-program.ts";

/**
 * `node -C @neftune/source tooling/src/interop/dropout.ts`: a tiny model of each architecture in training, with all the dropout that
 * it knows, here and in transformers under the same masks. PEER_PYTHON names a Python with PyTorch and transformers. Prints a table;
 * ends with status 1 where a figure is out of bounds.
 */
const bounds = { loss: 2e-6, gradient: 1e-4 };

interface PeerResult {
  readonly losses: readonly number[];
  readonly gradients: Readonly<Record<string, number>>;
}

const root = fileURLToPath(new URL("../../../", import.meta.url));
const python = await findPython(process.env, root);
if (!python?.versions.transformers) throw new BenchError("PEER_PYTHON names no Python with PyTorch and transformers");
const folder = mkdtempSync(join(tmpdir(), "neftune-interop-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

// Without the pad, whose embedding PyTorch gives no gradient.
const rows = [21, 9].map((length, row) => Array.from({ length }, (_, i) => 3 + ((row * 31 + i * i * 7 + i) % 58)));
await using device = await openDevice("cpu", { threads: 1 });
const jobs = [];
const ours: PeerResult[] = [];
for (const [index, [, config]] of Object.entries(tinyModels).entries()) {
  const path = join(folder, String(index));
  await writeTinyModel(path, { ...withDropout(config), pad_token_id: 0, bos_token_id: 1, eos_token_id: 2 });
  const model = await AutoModelForCausalLM.fromPretrained(path, { device });
  await model.configure({ accumulate: true });
  model.zeroGradients();
  const losses: number[] = [];
  const given = [];
  for (const [row, inputIds] of rows.entries()) {
    const key = { seed: 1, epoch: 2, samples: [row] };
    const batch = raggedBatch([{ inputIds, labels: inputIds }]);
    const { nll } = await model.train(batch, 1 / batch.labelCount, null, key);
    losses.push(nll.reduce((sum, value) => sum + value, 0) / nll.length);
    given.push({ inputIds, masks: masksInOrder(model, inputIds, key) });
  }
  const gradients: Record<string, number> = {};
  for (const name of model.trainable.layout.slots.keys())
    gradients[name] = Math.hypot(...((await device.read(model.gradients.get(name))) as Float32Array));
  await model.dispose();
  jobs.push({ model: path, rows: given });
  ours.push({ losses, gradients });
}

const input = join(folder, "jobs.json");
writeFileSync(input, JSON.stringify(jobs));
const script = fileURLToPath(new URL("./peers/given_masks.py", import.meta.url));
const { transformers, torch, results } = await runProgram<{
  transformers: string;
  torch: string;
  results: PeerResult[];
}>([python.path, "-B", script, input], { cwd: root, env: { ...process.env, HF_HUB_OFFLINE: "1" } });

console.log(`transformers ${transformers}, torch ${torch}; differences are relative, the largest of all\n`);
console.log("| model | masks | loss | gradients' norms |");
console.log("|---|---|---|---|");
for (const [index, name] of Object.keys(tinyModels).entries()) {
  const [mine, theirs] = [ours[index]!, results[index]!];
  // Some gradients are zero but for rounding, as those of a key's bias.
  const floor = 1e-4 * Math.hypot(...Object.values(theirs.gradients));
  const loss = largest(theirs.losses.map((value, row) => mine.losses[row]! / value - 1));
  const gradient = largest(
    Object.entries(theirs.gradients).map(
      // GPT-NeoX's output matrix is called otherwise in files.
      ([parameter, value]) =>
        ((mine.gradients[parameter] ?? mine.gradients["embed_out.weight"]!) - value) / Math.max(value, floor),
    ),
  );
  console.log(
    `| ${name} | ${jobs[index]!.rows[0]!.masks.length} | ${loss.toExponential(1)} | ${gradient.toExponential(1)} |`,
  );
  if (!(loss <= bounds.loss && gradient <= bounds.gradient)) process.exitCode = 1;
}

function largest(differences: readonly number[]): number {
  return differences.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
