import { type Device, openDevice, type PassedOverDevice } from "@neftune/engine";
import { modelFiles, resolveSource } from "@neftune/hub";
import { AutoModelForCausalLM, AutoTokenizer } from "@neftune/models";
import { quantizationOf, SFTTrainer, toSnakeCase } from "@neftune/trainer";
import { rememberingPrepare } from "../data/prepared-rows.ts";
import { throttleProgress } from "../download/throttle-progress.ts";
import type { TrainingRequest } from "../options/training-request.ts";
import { deviceHint } from "../setup/device-hint.ts";
import { setupTargets } from "../setup/targets.ts";
import type { TrainingHooks } from "../training/serve-training.ts";
import { checkRowMemory, memoryLimit } from "./check-memory.ts";
import { openRows } from "./open-rows.ts";
import { openTrainingSet } from "./open-training-set.ts";
import { readPromptTemplate } from "./prompt-template.ts";
import { asRequested } from "./request-mistakes.ts";
import { RunFolder } from "./run-folder.ts";
import { trainingFiles } from "./training-files.ts";

/**
 * Fine-tunes as asked: everything is read and checked before the run folder is touched, events go to `emit` and to the folder,
 * and the model is written to it at the end.
 *
 * @throws RequestError when the request is wrong, before any training starts; the signal's reason when it is aborted before that
 */
export async function runFineTuning(request: TrainingRequest, hooks: TrainingHooks): Promise<void> {
  const { emit, signal } = hooks;
  const passedOver: PassedOverDevice[] = [];
  await using device = await asRequested(() =>
    openDevice(request.device, {
      precision: request.config.bf16 ? "bfloat16" : "float32",
      onPassedOver: (other) => passedOver.push(other),
    }),
  );
  const trainer = await asRequested(() => prepareTrainer(request, device, hooks));
  signal.throwIfAborted();

  const { config, ...own } = request;
  const recipe = { ...own, ...toSnakeCase(config) };
  const hint = await deviceHint(passedOver, setupTargets, process.env);
  // A model out of the cache lies in a folder that is named by its commit.
  const start = {
    model: request.model_name_or_path,
    config: recipe,
    ...(hint === undefined ? {} : { deviceHint: hint }),
  };
  await using folder = await RunFolder.open(request.output_dir, { recipe, resumedStep: trainer.resumedStep });
  for await (const event of trainer.train({ signal })) {
    // The last event speaks of a model that is there.
    if (event.event === "end" && !signal.aborted) await trainer.saveModel(folder.path);
    const told = event.event === "start" ? { ...event, ...start } : event;
    await folder.record(told);
    emit(told);
  }
}

async function prepareTrainer(
  request: TrainingRequest,
  device: Device,
  { onDownload, signal }: TrainingHooks,
): Promise<SFTTrainer> {
  const onProgress = throttleProgress(onDownload, () => performance.now());
  const files = await trainingFiles(request, { onProgress, signal });
  const trainDataset = await openTrainingSet(files.train, request);
  const evalDataset = files.test ? await openRows(files.test, request) : undefined;
  const sources = [...("datasets" in trainDataset ? trainDataset.datasets : [trainDataset]), evalDataset];
  const formats = sources.map((source) => source?.format.name ?? "tokens");
  signal.throwIfAborted();
  const download = { revision: request.model_revision, files: modelFiles, onProgress, signal };
  const folder = await resolveSource(request.model_name_or_path, download);
  const model = await AutoModelForCausalLM.fromPretrained(folder, {
    device,
    quantization: quantizationOf(request.config),
  });
  signal.throwIfAborted();
  const needsTokenizer = formats.some((format) => format !== "tokens");
  const trainer = new SFTTrainer({
    model,
    tokenizer: needsTokenizer ? await AutoTokenizer.fromPretrained(folder) : undefined,
    trainDataset,
    evalDataset,
    args: request.config,
    promptTemplate: await readPromptTemplate(request.prompt_template),
    onBadRow: request.on_bad_row,
    sharegptClean: request.sharegpt_clean,
    prepareRows: rememberingPrepare({ request, tokenizerPath: folder, env: process.env, now: () => new Date() }),
    outputDir: request.output_dir,
  });
  const { rows } = await trainer.prepare();
  checkRowMemory([...rows.train, ...rows.test].flat(), model.architecture, memoryLimit());
  return trainer;
}
