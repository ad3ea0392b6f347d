import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type CausalLM,
  checkParameterTensors,
  readParameterTensors,
  savePretrained,
  writeParameterTensors,
} from "@neftune/models";
import type { AdamW } from "../optimizers/adamw.ts";
import { ResumeError } from "./resume-error.ts";
import { decodeState, encodeState, type TrainerState } from "./trainer-state.ts";

const wholeName = /^checkpoint-(\d+)$/;
const unfinishedName = /^checkpoint-\d+\.part$/;

/**
 * Writes `checkpoint-<step>` in `runDir`: the model as transformers loads it or its adapter as PEFT does, AdamW's moments,
 * trainer_state.json.
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
  await removeUnfinished(runDir);
  try {
    await mkdir(beside, { recursive: true });
    await savePretrained(model, beside);
    await writeParameterTensors(join(beside, "optimizer.safetensors"), model.trainable, {
      exp_avg: optimizer.moments[0],
      exp_avg_sq: optimizer.moments[1],
    });
    await writeFile(join(beside, "trainer_state.json"), encodeState(state), { flush: true });
    await rm(path, { recursive: true, force: true });
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { recursive: true, force: true });
    throw error;
  }
  return path;
}

/**
 * What a checkpoint's run had done. Nothing of the model is changed.
 * @throws ResumeError when it is no checkpoint, not whole, or of another model
 */
export async function checkCheckpoint(path: string, model: CausalLM): Promise<TrainerState> {
  const state = await readState(path);
  await ofThisModel(path, async () => {
    await checkParameterTensors(join(path, "optimizer.safetensors"), model.trainable, ["exp_avg", "exp_avg_sq"]);
    await checkParameterTensors(join(path, weightsFile(model)), model.trainable, [""]);
  });
  return state;
}

/** Why a folder is no whole checkpoint, of whichever model; null where it is one. */
export async function flawOf(path: string, model: CausalLM): Promise<string | null> {
  try {
    await readState(path);
    for (const name of ["optimizer.safetensors", weightsFile(model)])
      await checkParameterTensors(join(path, name), model.trainable, []);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Puts a checkpoint's weights and moments back. @throws ResumeError when it is not whole or of another model */
export async function loadCheckpoint(path: string, model: CausalLM, optimizer: AdamW): Promise<void> {
  await ofThisModel(path, async () => {
    await readParameterTensors(join(path, "optimizer.safetensors"), model.trainable, {
      exp_avg: optimizer.moments[0],
      exp_avg_sq: optimizer.moments[1],
    });
    await readParameterTensors(join(path, weightsFile(model)), model.trainable, { "": model.trainable.parameters });
  });
}

/** What is trained is in there. */
function weightsFile(model: CausalLM): string {
  return model.adapter ? "adapter_model.safetensors" : "model.safetensors";
}

async function readState(path: string): Promise<TrainerState> {
  try {
    return decodeState(await readFile(join(path, "trainer_state.json"), "utf8"));
  } catch (cause) {
    throw new ResumeError(`${path} is no checkpoint of this trainer: ${(cause as Error).message}`, { cause });
  }
}

async function ofThisModel(path: string, read: () => Promise<void>): Promise<void> {
  try {
    await read();
  } catch (cause) {
    throw new ResumeError(`${path} is no checkpoint of this model: ${(cause as Error).message}`, { cause });
  }
}

/** Paths of the whole checkpoints in `runDir`, by their steps. */
export async function listCheckpoints(runDir: string): Promise<string[]> {
  const names = await readdir(runDir).catch(() => []);
  return names
    .flatMap((name) => {
      const step = wholeName.exec(name)?.[1];
      return step ? [{ name, step: Number(step) }] : [];
    })
    .sort((a, b) => a.step - b.step)
    .map(({ name }) => join(runDir, name));
}

/**
 * Removes those of the fewest steps beyond `limit`. The newest one stays even where an earlier run in the same folder has left
 * some of more steps.
 *
 * @param newest path of the checkpoint that was written last
 */
export async function rotateCheckpoints(runDir: string, limit: number | null, newest: string): Promise<void> {
  if (limit === null) return;
  const others = (await listCheckpoints(runDir)).filter((path) => path !== newest);
  for (const path of others.slice(0, Math.max(0, others.length + 1 - limit)))
    await rm(path, { recursive: true, force: true });
}

/** What a run that was killed in the middle of writing has left. */
async function removeUnfinished(runDir: string): Promise<void> {
  const names = await readdir(runDir).catch(() => []);
  for (const name of names)
    if (unfinishedName.test(name)) await rm(join(runDir, name), { recursive: true, force: true });
}
