/**
 * The paper's size: a checkpoint of Llama-2-7B's shape with random numbers is loaded in 4 bits and trained beside, and its adapter
 * is saved. Says what it took, and ends with status 1 where that is more than is promised.
 *
 *     node tooling/src/paper-size/main.ts [--device openvino] [--threads 2] [--tokens 256] [--layers 32] [--folder F]
 *
 * It needs 14 GB of disk space in the folder (default: the system's for temporary files), which it gives back.
 */
import { mkdtemp, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { runProgram } from "../bench/run-program.ts";
import { adapterNames, namesByPeft } from "./adapter-names.ts";
import { config, tensors } from "./llama-2-7b.ts";
import type { TrainInput, TrainResult } from "./train.ts";
import { writeCheckpoint } from "./write-checkpoint.ts";

/** Seconds of a step and bytes of memory that are promised, of the whole model. */
const promised = { seconds: 45, bytes: 7e9 };

/** Freed memory goes back at once: glibc would come to keep what one program's compilation took. Other C libraries ignore it. */
const allocator = { GLIBC_TUNABLES: "glibc.malloc.mmap_threshold=1048576" };

const { values } = parseArgs({
  options: {
    device: { type: "string", default: "openvino" },
    threads: { type: "string", default: "2" },
    tokens: { type: "string", default: "256" },
    layers: { type: "string", default: String(config.num_hidden_layers) },
    steps: { type: "string", default: "2" },
    folder: { type: "string", default: tmpdir() },
  },
});
const settings = { ...config, num_hidden_layers: Number(values.layers) };
const bytes = tensors(settings).reduce((sum, { shape }) => sum + 2 * shape.reduce((a, b) => a * b, 1), 0);
const { bavail, bsize } = await statfs(values.folder);
if (bavail * bsize < bytes + 1e9)
  throw new Error(`${values.folder} has ${gigabytes(bavail * bsize)} left, ${gigabytes(bytes + 1e9)} are needed`);

const folder = await mkdtemp(join(values.folder, "neftune-paper-size-"));
try {
  const began = performance.now();
  console.log(`checkpoint      ${gigabytes(await writeCheckpoint(folder, settings))}, ${since(began)} to write`);
  const input: TrainInput = {
    ...{ folder, output: join(folder, "adapter"), device: values.device },
    ...{ threads: Number(values.threads), tokens: Number(values.tokens), steps: Number(values.steps) },
  };
  const worker = fileURLToPath(new URL("./train.ts", import.meta.url));
  const command = [process.execPath, ...process.execArgv, worker, JSON.stringify(input)] satisfies string[] as [
    string,
    ...string[],
  ];
  const result = await runProgram<TrainResult>(command, { cwd: folder, env: { ...process.env, ...allocator } });
  report(result);
  const expected = await namesByPeft(folder, process.env);
  const saved = await adapterNames(input.output);
  const isSame = expected === null || JSON.stringify(expected) === JSON.stringify(saved);
  const count = `${Object.keys(saved).length} tensors`;
  const verdict = isSame ? "named and shaped as PEFT's" : "not named and shaped as PEFT's";
  console.log(
    `adapter         ${count}, ${expected ? verdict : "not compared: PEER_PYTHON names no Python with PEFT"}`,
  );
  const { stepSeconds, peakBytes } = result;
  if (!isSame || stepSeconds.at(-1)! > promised.seconds || peakBytes > promised.bytes) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

function report(result: TrainResult): void {
  const { device, parameters, trainableParameters, losses, loadSeconds, stepSeconds } = result;
  const [first, ...others] = stepSeconds.map((seconds) => `${seconds.toFixed(1)} s`);
  console.log(`device          ${device}`);
  console.log(`parameters      ${parameters}, ${trainableParameters} of them trained`);
  console.log(`loading         ${loadSeconds.toFixed(1)} s, ${gigabytes(result.loadedBytes)} in memory`);
  console.log(`first step      ${first}, compilation included`);
  console.log(`further steps   ${others.join(", ")} (promised: ${promised.seconds} s)`);
  const processor = result.processorSeconds.slice(1).map((seconds) => `${seconds.toFixed(1)} s`);
  console.log(`processor       ${processor.join(", ")} of each of ${values.threads} threads in these`);
  console.log(`losses          ${losses.map((loss) => loss.toFixed(4)).join(", ")}`);
  console.log(`peak memory     ${gigabytes(result.peakBytes)} (promised: ${gigabytes(promised.bytes)})`);
}

function gigabytes(value: number): string {
  return `${(value / 1e9).toFixed(2)} GB`;
}

function since(start: number): string {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}
