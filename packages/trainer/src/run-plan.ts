import { epochOrder } from "@neftune/datasets";
import type { SFTConfig } from "./sft-config.ts";

/** Rows of one optimiser step: micro-batches of indices of rows, which are packed ones under packing. */
export interface StepPlan {
  /** From 1. */
  readonly step: number;
  /** Epoch that its rows are drawn in, from 0. */
  readonly epoch: number;
  /** Epochs done after it, a fraction. */
  readonly epochsDone: number;
  readonly isEpochEnd: boolean;
  readonly microBatches: readonly (readonly number[])[];
}

type PlanConfig = Pick<
  SFTConfig,
  | "perDeviceTrainBatchSize"
  | "gradientAccumulationSteps"
  | "numTrainEpochs"
  | "maxSteps"
  | "seed"
  | "trainSamplingStrategy"
>;

/** Optimiser steps of a run: the partial window at an epoch's end is a step of its own, as in transformers' Trainer. */
export function totalSteps(config: PlanConfig, rows: number): number {
  return config.maxSteps > 0 ? config.maxSteps : Math.ceil(config.numTrainEpochs * stepsPerEpoch(config, rows));
}

/**
 * The steps of a run in order. A run that is resumed makes the same ones from any step on.
 *
 * @param lengths tokens of each row
 */
export function* planSteps(config: PlanConfig, lengths: readonly number[]): Generator<StepPlan> {
  const rows = lengths.length;
  const total = totalSteps(config, rows);
  const perEpoch = stepsPerEpoch(config, rows);
  const { perDeviceTrainBatchSize: size, gradientAccumulationSteps: window, seed } = config;
  const groups = { lengths, batchSize: size * window };
  for (let step = 0, epoch = 0; step < total; epoch++) {
    const order = epochOrder(rows, { strategy: config.trainSamplingStrategy, seed, epoch, ...groups });
    const batches = chunks([...order], size);
    for (const [index, microBatches] of chunks(batches, window).entries()) {
      if (step === total) return;
      step++;
      const done = Math.min((index + 1) * window, batches.length);
      yield {
        step,
        epoch,
        epochsDone: epoch + done / batches.length,
        isEpochEnd: index + 1 === perEpoch,
        microBatches,
      };
    }
  }
}

/** Whether something that is done every few steps or each epoch is done after a step. As in transformers, an epoch also ends where the run does. */
export function isDue(
  strategy: "no" | "steps" | "epoch",
  every: number,
  { step, isEpochEnd }: StepPlan,
  isLast: boolean,
): boolean {
  return strategy === "steps" ? step % every === 0 : strategy === "epoch" && (isEpochEnd || isLast);
}

function stepsPerEpoch(config: PlanConfig, rows: number): number {
  return Math.ceil(Math.ceil(rows / config.perDeviceTrainBatchSize) / config.gradientAccumulationSteps);
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
