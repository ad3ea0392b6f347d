import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type CausalLM, readParameterTensors, savePretrained, writeParameterTensors } from "@neftune/models";
import type { EvaluateEvent } from "../events.ts";
import type { AdamW } from "../optimizers/adamw.ts";
import { ResumeError } from "./resume-error.ts";

/** What a run must remember beside weights and moments to go on as if it had never stopped. */
export interface TrainerState {
  readonly step: number;
  readonly epoch: number;
  readonly numTokens: number;
  readonly evaluations: readonly EvaluateEvent[];
}

const folderName = /^checkpoint-(\d+)$/;

/**
 * Writes `checkpoint-<step>` in `runDir`: the model as transformers loads it, AdamW's moments, trainer_state.json.
 * The folder bears that name only once it is whole.
 *
 * @returns its path
 */
export async function saveCheckpoint(
  runDir: string,
  model: CausalLM,
  optimizer: AdamW,
  state: TrainerState,
): Promise<string> {
  const path = join(runDir, `checkpoint-${state.step}`);
  const beside = `${path}.part`;
  await rm(beside, { recursive: true, force: true });
  await mkdir(beside, { recursive: true });
  await savePretrained(model, beside);
  await writeParameterTensors(join(beside, "optimizer.safetensors"), model, {
    exp_avg: optimizer.moments[0],
    exp_avg_sq: optimizer.moments[1],
  });
  await writeFile(join(beside, "trainer_state.json"), `${JSON.stringify(state, null, 2)}\n`);
  await rm(path, { recursive: true, force: true });
  await rename(beside, path);
  return path;
}

/** Puts a checkpoint's weights and moments back. @throws ResumeError when it is not whole or of another model */
export async function loadCheckpoint(path: string, model: CausalLM, optimizer: AdamW): Promise<TrainerState> {
  try {
    const state = JSON.parse(await readFile(join(path, "trainer_state.json"), "utf8")) as TrainerState;
    await readParameterTensors(join(path, "model.safetensors"), model, { "": model.parameters });
    await readParameterTensors(join(path, "optimizer.safetensors"), model, {
      exp_avg: optimizer.moments[0],
      exp_avg_sq: optimizer.moments[1],
    });
    return state;
  } catch (cause) {
    throw new ResumeError(`${path} is no checkpoint of this run: ${(cause as Error).message}`, { cause });
  }
}

/** Paths of the whole checkpoints in `runDir`, oldest first. */
export async function listCheckpoints(runDir: string): Promise<string[]> {
  const names = await readdir(runDir).catch(() => []);
  return names
    .flatMap((name) => {
      const step = folderName.exec(name)?.[1];
      return step ? [{ name, step: Number(step) }] : [];
    })
    .sort((a, b) => a.step - b.step)
    .map(({ name }) => join(runDir, name));
}

/** Removes the oldest checkpoints beyond `limit`. */
export async function rotateCheckpoints(runDir: string, limit: number | null): Promise<void> {
  if (limit === null) return;
  const paths = await listCheckpoints(runDir);
  for (const path of paths.slice(0, Math.max(0, paths.length - limit)))
    await rm(path, { recursive: true, force: true });
}
