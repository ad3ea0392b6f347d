import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openDevice } from "@neftune/engine";
import { AutoModelForCausalLM, type CausalLM, raggedBatch, savePretrained } from "@neftune/models";
import { BenchError } from "../bench/bench-error.ts";
import { findPython, noPython } from "../bench/find-python.ts";
import { runProgram } from "../bench/run-program.ts";

// Every architecture both ways between Python's transformers and us: models that it saved are loaded and trained a step here, saved,
// and loaded there again. Prints a table; ends with status 1 where a figure is out of bounds.

interface PeerModels {
  readonly transformers: string;
  readonly torch: string;
  readonly models: readonly {
    name: string;
    folder: string;
    rows: number[][];
    losses: number[];
    gradNorms: number[];
  }[];
}

/** Largest relative differences that are in order. */
const bounds = { loaded: 2e-6, gradient: 1e-4, saved: 2e-6 };

const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
const relative = (actual: number, expected: number) => Math.abs(actual / expected - 1);

async function losses(model: CausalLM, rows: readonly number[][]): Promise<number[]> {
  const found: number[] = [];
  for (const row of rows) found.push(mean((await model.losses(raggedBatch([{ inputIds: row, labels: row }]))).nll));
  return found;
}

async function gradientNorms(model: CausalLM, rows: readonly number[][]): Promise<number[]> {
  const norms: number[] = [];
  for (const row of rows) {
    const batch = raggedBatch([{ inputIds: row, labels: row }]);
    await model.train(batch, 1 / batch.labelCount, null);
    const gradient = (await model.device.read(model.gradients.flat)) as Float32Array;
    norms.push(Math.sqrt(gradient.reduce((sum, value) => sum + value ** 2, 0)));
  }
  return norms;
}

/** One step down the gradient that is there. */
async function descend(model: CausalLM, learningRate: number): Promise<void> {
  const gradient = (await model.device.read(model.gradients.flat)) as Float32Array;
  const parameters = (await model.device.read(model.parameters.flat)) as Float32Array;
  model.device.write(
    model.parameters.flat,
    parameters.map((value, index) => value - learningRate * gradient[index]!),
  );
}

const root = fileURLToPath(new URL("../../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "neftune-interop-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const peer = (name: string) => fileURLToPath(new URL(`./peers/${name}`, import.meta.url));

try {
  const python = await findPython(process.env, root);
  if (!python?.versions.transformers) throw new BenchError(`${noPython} and transformers (PEER_PYTHON names one)`);
  const run = <Result>(script: string) =>
    runProgram<Result>([python.path, "-B", peer(script), folder], { cwd: root, env: process.env });
  const made = await run<PeerModels>("random_models.py");
  await using device = await openDevice("cpu");

  const table = [];
  for (const { name, folder: source, rows, losses: expected, gradNorms } of made.models) {
    const model = await AutoModelForCausalLM.fromPretrained(join(folder, source), { device });
    const loaded = await losses(model, rows);
    const norms = await gradientNorms(model, rows);
    await descend(model, 0.01);
    const after = await losses(model, rows);
    await savePretrained(model, join(folder, `${source}-saved`));
    await model.dispose();
    table.push({
      name,
      saved: `${source}-saved`,
      rows,
      after,
      loadedBy: Math.max(...loaded.map((loss, row) => relative(loss, expected[row]!))),
      gradientBy: Math.max(...norms.map((norm, row) => relative(norm, gradNorms[row]!))),
      moved: Math.max(...after.map((loss, row) => relative(loss, loaded[row]!))),
    });
  }
  writeFileSync(join(folder, "rows.json"), JSON.stringify(Object.fromEntries(table.map((m) => [m.saved, m.rows]))));
  const reloaded = await run<Record<string, number[]>>("saved_losses.py");

  console.log(
    `transformers ${made.transformers}, torch ${made.torch}; differences are relative, the largest of two rows\n`,
  );
  console.log("| model | loss as loaded here | gradient norm | loss of what was trained and saved here, in Python |");
  console.log("|---|---|---|---|");
  for (const { name, saved, after, loadedBy, gradientBy, moved } of table) {
    const savedBy = Math.max(...after.map((loss, row) => relative(loss, reloaded[saved]![row]!)));
    console.log(
      `| ${name} | ${loadedBy.toExponential(1)} | ${gradientBy.toExponential(1)} | ${savedBy.toExponential(1)} |`,
    );
    const isWrong = loadedBy > bounds.loaded || gradientBy > bounds.gradient || savedBy > bounds.saved || moved < 1e-4;
    if (isWrong) process.exitCode = 1;
  }
} catch (error) {
  if (!BenchError.isInstance(error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
