import { type DatasetSource, isJinja, type PrepareOptions, type Tokenizer } from "@neftune/datasets";
import { evaluateLoss } from "@neftune/evaluation";
import { type CausalLM, type ModelPlan, savePretrained } from "@neftune/models";
import { attachAdapter } from "./attach-adapter.ts";
import { type BatchRows, batchRows } from "./batch-rows.ts";
import {
  checkCheckpoint,
  flawOf,
  listCheckpoints,
  loadCheckpoint,
  rotateCheckpoints,
  saveCheckpoint,
} from "./checkpoints/checkpoint.ts";
import { initialState, type TrainerState } from "./checkpoints/trainer-state.ts";
import { verdictOf } from "./diagnostics/verdict.ts";
import { dropoutNotices } from "./dropout-notices.ts";
import type { EndEvent, EvaluateEvent, StartEvent, TrainerEvent } from "./events.ts";
import { LogWindow } from "./log-window.ts";
import { type DatasetMixture, mixtureOf } from "./mixture.ts";
import { AdamW } from "./optimizers/adamw.ts";
import { planShapes } from "./plan-shapes.ts";
import { rowOptions } from "./row-options.ts";
import { isDue, planSteps, totalSteps } from "./run-plan.ts";
import { createSchedule } from "./schedules/learning-rate.ts";
import { resolveSFTConfig, type SFTConfig, type SFTConfigInput, toSnakeCase } from "./sft-config.ts";
import { type PrepareRows, prepareTrainingData, type TrainingData } from "./training-data.ts";
import { TrainingStep } from "./training-step.ts";

export interface SFTTrainerOptions {
  model: CausalLM;
  /** Not needed where the rows are tokens already. */
  tokenizer?: Tokenizer;
  /** One set, or several and how often each comes. */
  trainDataset: DatasetSource | DatasetMixture;
  evalDataset?: DatasetSource;
  args?: SFTConfigInput;
  promptTemplate?: PrepareOptions["promptTemplate"];
  onBadRow?: PrepareOptions["onBadRow"];
  sharegptClean?: PrepareOptions["sharegptClean"];
  /** Makes tokens and labels of the rows; default `prepareDataset`. A program that keeps them for its next run says so here. */
  prepareRows?: PrepareRows;
  /** Folder for checkpoints; without it none are written. */
  outputDir?: string;
  /** Milliseconds of a clock. */
  now?: () => number;
}

/** The rows of a run, and what its batches are made of. */
export interface RunData extends TrainingData {
  readonly rows: BatchRows;
}

interface ResumedCheckpoint {
  readonly path: string;
  readonly state: TrainerState;
}

/** Supervised fine-tuning with NEFTune, told event by event. Losses of evaluations are measured with the noise off. */
export class SFTTrainer {
  readonly config: SFTConfig;
  readonly model: CausalLM;
  private readonly options: SFTTrainerOptions;
  private readonly now: () => number;
  private data: RunData | null = null;
  private optimizerState = 0;
  private resumed: ResumedCheckpoint | null = null;

  /** @throws SFTConfigError when a setting is unknown or wrong */
  constructor(options: SFTTrainerOptions) {
    this.config = resolveSFTConfig(options.args);
    this.model = options.model;
    this.options = options;
    this.now = options.now ?? (() => performance.now());
  }

  /** Optimiser steps of the checkpoint that the run goes on from, once `prepare` has found it; 0 where it starts anew. */
  get resumedStep(): number {
    return this.resumed?.state.step ?? 0;
  }

  /**
   * Reads and tokenises the rows, gives the model its adapter, once, and finds the checkpoint to go on from; `train` does it where
   * it has not been done.
   *
   * @throws SFTConfigError, AdapterError or CheckpointError when the adapter that is asked for cannot be had
   * @throws DatasetError when a row is wrong or nothing is left to train or test on
   * @throws ResumeError when the checkpoint to go on from is none, or of another model
   */
  async prepare(): Promise<RunData> {
    const {
      tokenizer,
      trainDataset,
      evalDataset = null,
      promptTemplate,
      onBadRow,
      sharegptClean,
      prepareRows,
    } = this.options;
    const { vocabSize } = this.model.architecture;
    if (this.data) return this.data;
    const options = { tokenizer, promptTemplate, onBadRow, sharegptClean, vocabSize };
    const config = { ...this.config, ...rowOptions(this.config) };
    const data = await prepareTrainingData(trainDataset, evalDataset, config, options, prepareRows);
    const rows = batchRows(data, this.config);
    const unused = await attachAdapter(this.model, this.config);
    const { found, warnings } = await this.findCheckpoint();
    this.resumed = found;
    const notices = [...unused, ...dropoutNotices(this.model)];
    this.data = { ...data, rows, warnings: [...warnings, ...notices, ...data.warnings, ...rows.warnings] };
    return this.data;
  }

  /**
   * Trains, telling each event as it happens.
   *
   * @param signal when it is aborted, the step in progress is finished and, with an `outputDir`, a checkpoint written
   */
  async *train({ signal }: { signal?: AbortSignal } = {}): AsyncGenerator<TrainerEvent, void> {
    const { config, model } = this;
    const began = this.now();
    const data = await this.prepare();
    const steps = totalSteps(config, data.rows.train.length);
    yield this.startEvent(data, steps);
    for (const message of data.warnings) yield { event: "warning", message };
    if (config.bf16 && model.device.precision !== "bfloat16")
      yield {
        event: "warning",
        message: `the device ${model.device.name} does not compute in bfloat16: training in float32`,
      };

    await model.configure({
      residuals: config.gradientCheckpointing ? "recompute" : "keep",
      accumulate: config.gradientAccumulationSteps > 1,
      noisePlacement: config.neftunePlacement,
    });
    const optimizer = await AdamW.create(model.trainable, {
      beta1: config.adamBeta1,
      beta2: config.adamBeta2,
      epsilon: config.adamEpsilon,
      weightDecay: config.weightDecay,
    });
    this.optimizerState = optimizer.stateBytes;
    try {
      yield* this.run(data, optimizer, steps, began, signal);
    } finally {
      await optimizer.dispose();
    }
  }

  /**
   * What training takes of the device's memory, in bytes: parameters, gradients, optimiser state, residuals, activations, and the
   * peak of all. Complete once a run has begun to tell its steps; before, it is what the model takes alone.
   */
  explain(): ModelPlan {
    return this.model.explain(this.optimizerState);
  }

  /** Writes the model as transformers loads it, or its adapter as PEFT does, with the chat template if it was given as Jinja. */
  saveModel(folder: string): Promise<void> {
    const { promptTemplate: template } = this.options;
    const isGiven = typeof template === "string" && isJinja(template);
    return savePretrained(this.model, folder, isGiven ? { chatTemplate: template } : {});
  }

  private async *run(
    data: RunData,
    optimizer: AdamW,
    steps: number,
    began: number,
    signal?: AbortSignal,
  ): AsyncGenerator<TrainerEvent, void> {
    const { config, model } = this;
    const schedule = createSchedule(config, steps);
    const trainingStep = new TrainingStep(model, optimizer, config);
    const { train } = data.rows;
    const lengths = train.map((row) => row.reduce((sum, { inputIds }) => sum + inputIds.length, 0));
    const plan = await planShapes(model, planSteps(config, lengths), train, config);
    let state = initialState;
    if (this.resumed) {
      await loadCheckpoint(this.resumed.path, model, optimizer);
      state = this.resumed.state;
      this.resumed = null;
    }
    const window = new LogWindow(state.window);
    if (config.evalOnStart && state.step === 0) {
      const evaluation = await this.evaluate(data, 0, 0);
      state = { ...state, evaluations: [evaluation] };
      yield evaluation;
    }
    let saved = state.step;
    for (const planned of planSteps(config, lengths)) {
      if (planned.step <= state.step) continue;
      if (signal?.aborted) break;
      const started = this.now();
      const learningRate = config.learningRate * schedule(planned.step - 1);
      const rows = planned.microBatches.map((batch) => batch.flatMap((index) => train[index]!));
      const result = await trainingStep.run(rows, plan, { step: planned.step, epoch: planned.epoch, learningRate });
      const { step, epochsDone: epoch } = planned;
      state = { ...state, step, epoch, numTokens: state.numTokens + result.tokens };
      window.add({ ...result, seconds: (this.now() - started) / 1000 });
      if (step % config.loggingSteps === 0) {
        const memoryMb = process.memoryUsage().rss / 1e6;
        yield window.flush({ step, epoch, learningRate, numTokens: state.numTokens, memoryMb });
        if (!Number.isFinite(result.loss))
          yield { event: "warning", message: `the loss is ${result.loss} at step ${step}: lower learning_rate` };
      }
      const isLast = step === steps;
      if (
        isDue(config.evalStrategy, config.evalSteps ?? config.loggingSteps, planned, isLast) ||
        (config.evalStrategy === "steps" && isLast)
      ) {
        const evaluation = await this.evaluate(data, step, epoch);
        state = { ...state, evaluations: [...state.evaluations, evaluation] };
        yield evaluation;
      }
      if (isDue(config.saveStrategy, config.saveSteps, planned, isLast)) {
        saved = step;
        yield* this.checkpoint(optimizer, { ...state, window: window.steps });
      }
      // Lets timers and signals of this process have their turn: a step may block it for seconds.
      await new Promise(setImmediate);
    }
    if (signal?.aborted && saved !== state.step) yield* this.checkpoint(optimizer, { ...state, window: window.steps });
    yield this.endEvent(state, (this.now() - began) / 1000);
  }

  /** The checkpoint that is named, or the newest whole one in `outputDir`, and what is to be said of newer ones. */
  private async findCheckpoint(): Promise<{ found: ResumedCheckpoint | null; warnings: string[] }> {
    const { model, options, config } = this;
    const warnings: string[] = [];
    const wanted = config.resumeFromCheckpoint;
    if (typeof wanted === "string")
      return { found: { path: wanted, state: await checkCheckpoint(wanted, model) }, warnings };
    const candidates = wanted && options.outputDir ? await listCheckpoints(options.outputDir) : [];
    for (const path of candidates.reverse()) {
      const flaw = await flawOf(path, model);
      if (flaw === null) return { found: { path, state: await checkCheckpoint(path, model) }, warnings };
      warnings.push(`a checkpoint that is not whole is passed over: ${flaw}`);
    }
    return { found: null, warnings };
  }

  private async *checkpoint(optimizer: AdamW, state: TrainerState): AsyncGenerator<TrainerEvent, void> {
    const { outputDir } = this.options;
    if (!outputDir) return;
    const path = await saveCheckpoint(outputDir, this.model, optimizer, state);
    await rotateCheckpoints(outputDir, this.config.saveTotalLimit, path);
    yield { event: "checkpoint", step: state.step, path };
  }

  private async evaluate(data: RunData, step: number, epoch: number): Promise<EvaluateEvent> {
    const options = { batchSize: this.config.perDeviceEvalBatchSize };
    const { rows } = data;
    const train = await evaluateLoss(this.model, rows.trainSample, options);
    const test = rows.test.length > 0 ? await evaluateLoss(this.model, rows.test, options) : null;
    return {
      event: "evaluate",
      step,
      epoch,
      trainLoss: train.loss,
      testLoss: test?.loss ?? null,
      gap: test ? test.loss - train.loss : null,
      evalLoss: test?.batchMeanLoss ?? null,
      evalMeanTokenAccuracy: test?.meanTokenAccuracy ?? null,
      evalEntropy: test?.entropy ?? null,
    };
  }

  private startEvent(data: RunData, steps: number): StartEvent {
    const { layout, quantized, trainable, adapter } = this.model;
    const trainableParameters = trainable.layout.count;
    const { trainDataset, evalDataset } = this.options;
    const sources = [...mixtureOf(trainDataset).datasets, ...(evalDataset ? [evalDataset] : [])];
    return {
      event: "start",
      runDir: this.options.outputDir ?? null,
      model: this.model.source?.folder ?? "",
      parameters: layout.count + (quantized?.count ?? 0) + (adapter ? trainableParameters : 0),
      trainableParameters,
      trainSamples: data.train.length,
      testSamples: data.test.length,
      ...(data.rows.packing ? { packing: data.rows.packing } : {}),
      totalSteps: steps,
      datasets: sources.map(({ path = null, format, reason = null }) => ({ path, format: format.name, reason })),
      device: this.model.device.name,
      deviceDescription: this.model.device.description,
      config: toSnakeCase(this.config),
    };
  }

  private endEvent({ step, epoch, evaluations }: TrainerState, seconds: number): EndEvent {
    const last = evaluations.at(-1);
    return {
      event: "end",
      step,
      epoch,
      runDir: this.options.outputDir ?? null,
      seconds,
      trainLoss: last?.trainLoss ?? null,
      testLoss: last?.testLoss ?? null,
      gap: last?.gap ?? null,
      verdict: verdictOf(evaluations),
    };
  }
}
