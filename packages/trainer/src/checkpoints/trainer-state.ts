import { z } from "zod";
import type { EvaluateEvent } from "../events.ts";
import type { WindowStep } from "../log-window.ts";

/** What a run must remember beside weights and moments to go on as if it had never stopped. */
export interface TrainerState {
  /** Optimiser steps made. */
  readonly step: number;
  /** Epochs done, a fraction. */
  readonly epoch: number;
  /** Real tokens seen. */
  readonly numTokens: number;
  readonly evaluations: readonly EvaluateEvent[];
  /** Steps since the last log. */
  readonly window: readonly WindowStep[];
}

export const initialState: TrainerState = { step: 0, epoch: 0, numTokens: 0, evaluations: [], window: [] };

/** JSON has no NaN: it stands there as null. */
const measured = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN);

const count = z.int().min(0);

const windowStep = z.object({
  loss: measured,
  gradNorm: measured,
  tokens: count,
  rows: count,
  accuracies: z.array(measured),
  entropies: z.array(measured),
  noiseNorms: z.array(z.number()),
  expectedNoiseNorms: z.array(z.number()),
  tokenNoiseNorm: z.number(),
  tokenEmbeddingNorm: measured,
  seconds: z.number(),
});

const evaluation = z.object({
  event: z.literal("evaluate"),
  step: count,
  epoch: z.number(),
  trainLoss: measured,
  testLoss: z.number().nullable(),
  gap: z.number().nullable(),
  evalLoss: z.number().nullable(),
  evalMeanTokenAccuracy: z.number().nullable(),
  evalEntropy: z.number().nullable(),
});

const schema = z.object({
  step: count,
  epoch: z.number(),
  numTokens: count,
  evaluations: z.array(evaluation),
  window: z.array(windowStep),
});

/** The text of trainer_state.json. */
export function encodeState(state: TrainerState): string {
  return `${JSON.stringify(state, null, 2)}\n`;
}

/** @throws Error that says in one line what is wrong */
export function decodeState(text: string): TrainerState {
  const { data, error } = schema.safeParse(JSON.parse(text));
  if (data) return data;
  const { path, message } = error.issues[0]!;
  throw new Error(`${["trainer_state.json", ...path].join(".")}: ${message}`);
}
