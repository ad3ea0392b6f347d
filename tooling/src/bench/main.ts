import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseBenchArguments } from "./arguments.ts";
import { BenchError } from "./bench-error.ts";
import type { Benchmark } from "./benchmarks/benchmark.ts";
import { compile } from "./benchmarks/compile.ts";
import { data } from "./benchmarks/data.ts";
import { eager } from "./benchmarks/eager.ts";
import { generation } from "./benchmarks/generation.ts";
import { lora } from "./benchmarks/lora.ts";
import { noise } from "./benchmarks/noise.ts";
import { packing } from "./benchmarks/packing.ts";
import { rows } from "./benchmarks/rows.ts";
import { step } from "./benchmarks/step.ts";
import { stream } from "./benchmarks/stream.ts";
import { update } from "./benchmarks/update.ts";
import { BenchContext } from "./context.ts";
import { findPython, noPython } from "./find-python.ts";
import { type ShapeName, stepModels } from "./inputs/shapes.ts";
import type { BenchmarkResult } from "./measurement.ts";
import { formatResult } from "./report.ts";
import { findSides } from "./sides.ts";

const benchmarks: readonly Benchmark[] = [
  ...[step, rows, packing, lora, noise, update, eager, compile, generation],
  ...[data, stream],
];

/** `pnpm bench`, or `pnpm bench <benchmark> …` for some of them. */
const wanted = parseBenchArguments(process.argv.slice(2), {
  benchmarks: benchmarks.map(({ name }) => name),
  models: stepModels,
  usualModels: ["15M", "110M"],
});
if (typeof wanted === "string") {
  console.error(wanted);
  process.exit(2);
}
const root = fileURLToPath(new URL("../../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "neftune-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(130));

try {
  const python = await findPython(process.env, root);
  const threads = availableParallelism();
  const processor = cpus()[0]?.model.trim() ?? "unknown processor";
  const versions = { node: process.versions.node, ...python?.versions };
  console.log(`${processor}, ${threads} threads; ${describe(versions)}`);
  console.log(`Ours and the peers take turns, ${wanted.rounds} each; each side's best run counts.`);
  if (!python) console.log(`Ours is measured alone: ${noPython} (PEER_PYTHON names one).`);

  const report = (line: string) => console.error(`  ${line}`);
  const { rounds, precisions } = wanted;
  const models = wanted.models as readonly ShapeName[];
  const context = new BenchContext({ root, folder, env: process.env, python, threads, rounds, models, report });
  const { sides, remarks } = await findSides(wanted.devices, precisions, (side) => context.probe(side));
  for (const remark of remarks) console.log(remark);
  if (sides.length === 0) throw new BenchError("none of these devices can be measured here");
  context.sides = sides;
  const results: Record<string, BenchmarkResult> = {};
  for (const benchmark of benchmarks.filter(({ name }) => wanted.names.includes(name))) {
    const result = await benchmark.run(context);
    results[benchmark.name] = result;
    console.log(["", ...formatResult(benchmark.title, result)].join("\n"));
    if (result.failures.length > 0) process.exitCode = 1;
  }
  if (wanted.json !== null)
    writeWhole(wanted.json, { processor, threads, versions, rounds, devices: remarks, results });
} catch (error) {
  if (!BenchError.isInstance(error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function describe(versions: Readonly<Record<string, string | null>>): string {
  return Object.entries(versions)
    .map(([name, version]) => (version === null ? `no ${name}` : `${name} ${version}`))
    .join(", ");
}

function writeWhole(path: string, value: unknown): void {
  writeFileSync(`${path}.partial`, `${JSON.stringify(value, null, 2)}\n`);
  renameSync(`${path}.partial`, path);
}
