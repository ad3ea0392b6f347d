import { type CausalLM, raggedBatch, ShapePlan, type TokenizedRow } from "@neftune/models";

/** Losses over a set of rows, with the noise off. In nats. */
export interface LossEvaluation {
  /** Mean over all labels. */
  readonly loss: number;
  /** TRL's average: the mean of the batches' means, each weighted by its rows. */
  readonly batchMeanLoss: number;
  /** Mean over the batches of the share of labels that are the model's first choice, as TRL logs it. */
  readonly meanTokenAccuracy: number;
  /** Mean over the batches of the mean entropy at labelled positions, as TRL logs it. */
  readonly entropy: number;
  /** Labels in all. */
  readonly labels: number;
}

export interface EvaluateLossOptions {
  /** Rows computed at once, packed ones where they are packed, in the order given. Default 8. */
  batchSize?: number;
  /** Stops between two batches. */
  signal?: AbortSignal;
}

/**
 * Measures a model's loss on tokenised rows. There is no noise: it is not part of the programs that run here.
 *
 * @param rows each a sequence, or several that are packed and do not see each other
 * @throws the signal's reason when it is aborted
 */
export async function evaluateLoss(
  model: CausalLM,
  rows: readonly (TokenizedRow | readonly TokenizedRow[])[],
  { batchSize = 8, signal }: EvaluateLossOptions = {},
): Promise<LossEvaluation> {
  const batches = batched(rows, batchSize);
  const plan = ShapePlan.for(
    model.architecture,
    batches.map((batch) => batch.flat()),
    model.device.compilation,
  );
  const totals = { nll: 0, labels: 0, batchMeans: 0, rows: 0, accuracy: 0, entropy: 0, batches: 0 };
  for (const batch of batches) {
    signal?.throwIfAborted();
    const sequences = batch.flat();
    const { nll, entropy, correct } = await model.losses(raggedBatch(sequences, plan.fit(sequences)));
    totals.rows += batch.length;
    if (nll.length === 0) continue;
    totals.nll += sum(nll);
    totals.labels += nll.length;
    totals.batchMeans += (sum(nll) / nll.length) * batch.length;
    totals.accuracy += sum(correct) / nll.length;
    totals.entropy += sum(entropy) / nll.length;
    totals.batches++;
  }
  return {
    loss: totals.nll / totals.labels,
    batchMeanLoss: totals.batchMeans / totals.rows,
    meanTokenAccuracy: totals.accuracy / totals.batches,
    entropy: totals.entropy / totals.batches,
    labels: totals.labels,
  };
}

function batched<T>(rows: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, index) =>
    rows.slice(index * size, (index + 1) * size),
  );
}

/** In float64, so that the order of many small terms does not show. */
function sum(values: Float32Array): number {
  return values.reduce((total, value) => total + value, 0);
}
