import type { PackingSummary } from "./batch-rows.ts";

/** What a run tells while it goes: one object an event, also one line of JSON in `events.jsonl`. */
export type TrainerEvent = StartEvent | LogEvent | EvaluateEvent | CheckpointEvent | WarningEvent | EndEvent;

/** First event of a run. */
export interface StartEvent {
  event: "start";
  runDir: string | null;
  /** Folder or id of the model. */
  model: string;
  /** The model's, and its adapter's. */
  parameters: number;
  trainableParameters: number;
  /** Rows of the data, packed or not. */
  trainSamples: number;
  testSamples: number;
  /** How the training rows are packed; absent where they are not. */
  packing?: PackingSummary;
  /** Optimiser steps that the run will make. */
  totalSteps: number;
  /** Name of the device, as the key `device` takes it. */
  device: string;
  /** The device in words: runtime, version, hardware. */
  deviceDescription: string;
  /** What could be installed to have a faster device; absent where nothing would help. */
  deviceHint?: string;
  /** The sets of rows, those to train on first: their files, their format, and why it is this one where it was recognised. */
  datasets: readonly { path: string | null; format: string; reason: string | null }[];
  /** Every key of the configuration, resolved, in snake_case. */
  config: Record<string, unknown>;
}

/** Every `logging_steps` optimiser steps. Tokens are real ones: pads never count. */
export interface LogEvent {
  event: "log";
  step: number;
  /** Epochs done so far, a fraction. */
  epoch: number;
  /** Mean cross-entropy of the labelled tokens, in nats, averaged over the steps since the last log; with the noise on. */
  loss: number;
  /** Global L2 norm of the gradient before clipping. */
  gradNorm: number;
  /** The learning rate used in this step. */
  learningRate: number;
  /** Real tokens seen so far. */
  numTokens: number;
  meanTokenAccuracy: number;
  /** Mean entropy, in nats, of the predictions at labelled positions. */
  entropy: number;
  /** Mean over the step's sequences of the noise's L2 norm over real tokens; 0 without noise. */
  noiseNorm: number;
  /** Mean over the step's sequences of α·√(n / 3L) for uniform noise; 0 without noise. */
  noiseNormExpected: number;
  /** Noise norm of one token over embedding norm of one token, over real tokens; 0 without noise. */
  noiseRatio: number;
  tokensPerSecond: number;
  /** Rows of the data a second, packed or not. */
  samplesPerSecond: number;
  /** Resident memory of the training process, in MB (10^6 bytes). */
  memoryMb: number;
}

/** Losses with the noise off. Those of the test rows are null where there are none. */
export interface EvaluateEvent {
  event: "evaluate";
  step: number;
  epoch: number;
  /** Over a fixed sample of training rows, weighted by token. */
  trainLoss: number;
  /** Over the test rows, weighted by token. */
  testLoss: number | null;
  /** testLoss − trainLoss. */
  gap: number | null;
  /** TRL's average over the test rows: the mean of the batches' means, each weighted by its rows, packed ones where they are packed. */
  evalLoss: number | null;
  /** Share of labelled test tokens that are the model's first choice. */
  evalMeanTokenAccuracy: number | null;
  /** Mean entropy in nats at labelled test tokens. */
  evalEntropy: number | null;
}

export interface CheckpointEvent {
  event: "checkpoint";
  step: number;
  path: string;
}

export interface WarningEvent {
  event: "warning";
  message: string;
}

/**
 * What the evaluations of a run say together. `overfitting`: the test loss has risen from its lowest while the training loss fell;
 * `generalizing`: it has not; `unknown`: there are no test rows, fewer than two evaluations, or one whose loss is no number.
 */
export type Verdict = "overfitting" | "generalizing" | "unknown";

/** Last event of a run. */
export interface EndEvent {
  event: "end";
  step: number;
  epoch: number;
  runDir: string | null;
  seconds: number;
  trainLoss: number | null;
  testLoss: number | null;
  gap: number | null;
  verdict: Verdict;
}
