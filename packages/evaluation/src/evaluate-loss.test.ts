import { alpaca, prepareDataset } from "@neftune/datasets";
import { type Device, openDevice } from "@neftune/engine";
import { AutoModelForCausalLM, AutoTokenizer, type CausalLM, raggedBatch, type TokenizedRow } from "@neftune/models";
import {
  createRandom,
  isMissing,
  readGolden,
  stories260K,
  temporaryFolder,
  tinyConfig,
  writeTinyLlama,
} from "@neftune/models/fixtures";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { evaluateLoss } from "./evaluate-loss.ts";

const random = createRandom(1);
const rows: TokenizedRow[] = [12, 3, 7, 5, 9].map((length) => {
  const inputIds = Array.from({ length }, () => Math.floor(random() * tinyConfig.vocab_size));
  return { inputIds, labels: inputIds.map((id, position) => (position % 3 === 2 ? -100 : id)) };
});

describe("averages", () => {
  let device: Device;
  let model: CausalLM;

  beforeAll(async () => {
    await using folder = await temporaryFolder();
    await writeTinyLlama(folder.path);
    device = await openDevice("cpu", { threads: 1 });
    model = await AutoModelForCausalLM.fromPretrained(folder.path, { device });
  });

  afterAll(() => device.dispose());

  /** What each row has, measured alone. */
  const alone = () => Promise.all(rows.map((row) => model.losses(raggedBatch([row]))));
  const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);

  test("are over all labels, and over batches as TRL takes them", async () => {
    const measured = await alone();
    const batches = [measured.slice(0, 2), measured.slice(2, 4), measured.slice(4)];
    const labels = (batch: typeof measured) => sum(batch.map(({ nll }) => nll.length));
    const meanOf = (batch: typeof measured, figure: "nll" | "entropy" | "correct") =>
      sum(batch.map((row) => sum(row[figure]))) / labels(batch);
    const meanOfBatches = (figure: "entropy" | "correct") => sum(batches.map((batch) => meanOf(batch, figure))) / 3;

    const evaluation = await evaluateLoss(model, rows, { batchSize: 2 });
    expect(evaluation.labels).toBe(labels(measured));
    expect(evaluation.loss).toBeCloseTo(meanOf(measured, "nll"), 5);
    expect(evaluation.batchMeanLoss).toBeCloseTo(
      sum(batches.map((batch) => meanOf(batch, "nll") * batch.length)) / 5,
      5,
    );
    expect(evaluation.entropy).toBeCloseTo(meanOfBatches("entropy"), 5);
    expect(evaluation.meanTokenAccuracy).toBeCloseTo(meanOfBatches("correct"), 10);
  });

  test("count packed rows as one", async () => {
    const packed = [[rows[0]!, rows[1]!], [rows[2]!], [rows[3]!, rows[4]!]];
    const evaluation = await evaluateLoss(model, packed, { batchSize: 2 });
    const batches = [await evaluateLoss(model, rows.slice(0, 3)), await evaluateLoss(model, rows.slice(3))];
    expect(evaluation.batchMeanLoss).toBeCloseTo((2 * batches[0]!.loss + batches[1]!.loss) / 3, 5);
    expect(evaluation.loss).toBeCloseTo((await evaluateLoss(model, rows)).loss, 5);
  });

  test("over all labels do not depend on the batches, and TRL's do", async () => {
    const one = await evaluateLoss(model, rows, { batchSize: 1 });
    const all = await evaluateLoss(model, rows, { batchSize: 5 });
    expect(all.loss).toBeCloseTo(one.loss, 5);
    expect(all.batchMeanLoss).toBeCloseTo(all.loss, 10);
    expect(Math.abs(one.batchMeanLoss - all.batchMeanLoss)).toBeGreaterThan(1e-3);
  });

  test("are the same each time: nothing is drawn", async () => {
    expect(await evaluateLoss(model, rows)).toEqual(await evaluateLoss(model, rows));
  });

  test("leave the gradients of a training pass alone", async () => {
    await model.train(raggedBatch(rows), 1, null);
    const before = await device.read(model.gradients.flat);
    await evaluateLoss(model, rows);
    expect(await device.read(model.gradients.flat)).toEqual(before);
  });

  test("stop between two batches when they are asked to", async () => {
    const stop = new AbortController();
    stop.abort(new Error("enough"));
    await expect(evaluateLoss(model, rows, { signal: stop.signal })).rejects.toThrow("enough");
  });
});

interface Golden {
  eval_rows: [number, number];
  runs: { full: { eval_start: { token_weighted: number; mean_of_batches_of_4: number; labelled_tokens: number } } };
}

const expectedPath = "golden/trl_sft/expected.json";
const rowsPath = "instruct/alpaca/alpaca_random_9k.json";

test.skipIf(isMissing(expectedPath, rowsPath, "derived/models/stories260K_hf"))(
  "the starting losses of stories260K on Alpaca rows are TRL's (golden/trl_sft, eval_start)",
  async () => {
    const golden = readGolden<Golden>(expectedPath);
    await using device = await openDevice("cpu", { threads: 1 });
    const model = await AutoModelForCausalLM.fromPretrained(stories260K, { device });
    const { examples } = await prepareDataset(alpaca(readGolden<unknown[]>(rowsPath).slice(...golden.eval_rows)), {
      tokenizer: await AutoTokenizer.fromPretrained(stories260K),
      maxLength: 512,
    });
    const evaluation = await evaluateLoss(model, examples, { batchSize: 4 });
    const expected = golden.runs.full.eval_start;
    expect(evaluation.labels).toBe(expected.labelled_tokens);
    expect(Math.abs(evaluation.loss / expected.token_weighted - 1)).toBeLessThan(1e-5);
    expect(Math.abs(evaluation.batchMeanLoss / expected.mean_of_batches_of_4 - 1)).toBeLessThan(1e-5);
  },
);
