import { type DatasetSource, packLengths, tokens } from "@neftune/datasets";
import { temporaryFolder } from "@neftune/models/fixtures";
import { describe, expect, test } from "vitest";
import { relativeError } from "./fixtures/golden-training.ts";
import { comparable, tinyRows, trainTiny } from "./fixtures/train-tiny.ts";

/** Twelve rows of 5 to 20 tokens in bins of 32. */
const packed = { packing: true, maxLength: 32 } as const;
/** All rows in one step, so that a packed and an unpacked run have the same ones in it. */
const together = { numTrainEpochs: 4, perDeviceTrainBatchSize: 12, neftuneNoiseAlpha: 5 } as const;

const lengthsOf = async (source: DatasetSource) =>
  (await Array.fromAsync(source.rows())).map(({ value }) => (value as { input_ids: number[] }).input_ids.length);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe("a packed run", () => {
  test.each(["bfd", "ffd", "bfd_split"] as const)(
    "under %s has the losses, gradients and noise of the same rows unpacked",
    async (packingStrategy) => {
      const alone = await trainTiny({ args: { ...together, maxLength: 32 } });
      const run = await trainTiny({ args: { ...together, ...packed, packingStrategy } });
      expect(run.logs).toHaveLength(4);
      for (const [index, log] of run.logs.entries()) {
        const expected = alone.logs[index]!;
        expect(relativeError(log.loss, expected.loss)).toBeLessThan(1e-5);
        expect(relativeError(log.gradNorm, expected.gradNorm)).toBeLessThan(1e-4);
        expect(log.noiseNorm).toBeCloseTo(expected.noiseNorm, 12);
        expect(log.noiseNormExpected).toBeCloseTo(5 / Math.sqrt(3), 12);
        expect(log.noiseRatio).toBeCloseTo(expected.noiseRatio, 6);
        expect(log.meanTokenAccuracy).toBeCloseTo(expected.meanTokenAccuracy, 12);
        expect(log.entropy).toBeCloseTo(expected.entropy, 4);
        expect(log.numTokens).toBe(expected.numTokens);
        expect(log.samplesPerSecond).toBe(expected.samplesPerSecond);
      }
      for (const [index, weight] of run.weights.entries())
        expect(Math.abs(weight - alone.weights[index]!)).toBeLessThan(1e-3);
    },
  );

  test("counts packed rows in its batches and rows of the data in what it tells", async () => {
    const { events, logs } = await trainTiny({
      args: { ...packed, perDeviceTrainBatchSize: 2, gradientAccumulationSteps: 2, numTrainEpochs: 2 },
    });
    const lengths = await lengthsOf(tinyRows(12));
    const [start] = events;
    expect(start).toMatchObject({ trainSamples: 12, packing: { strategy: "bfd" } });
    const { rows, efficiency } = (start as { packing: { rows: number; efficiency: number } }).packing;
    expect(rows).toBe(packLengths(lengths, { maxLength: 32 }).length);
    expect(efficiency).toBeCloseTo(sum(lengths) / (rows * 32), 12);
    expect(start).toMatchObject({ totalSteps: 2 * Math.ceil(rows / 4) });
    expect(logs.at(-1)!.numTokens).toBe(2 * sum(lengths));
    expect(logs.at(-1)!.epoch).toBe(2);
  });

  test("under padded has the noise of TRL's, which sees all tokens of a batch as one row", async () => {
    const args = { ...together, ...packed, maxSteps: 1, neftuneScaling: "padded" } as const;
    const lengths = await lengthsOf(tinyRows(12));
    const [flattened] = (await trainTiny({ args })).logs;
    const expected = lengths.map((length) => (5 / Math.sqrt(3)) * Math.sqrt(length / sum(lengths)));
    expect(flattened!.noiseNormExpected).toBeCloseTo(sum(expected) / 12, 12);
    // Its wrapped rows are a padded batch of whole ones.
    const [wrapped] = (await trainTiny({ args: { ...args, packingStrategy: "wrapped" } })).logs;
    const last = sum(lengths) % 32;
    const whole = Math.floor(sum(lengths) / 32);
    expect(wrapped!.noiseNormExpected).toBeCloseTo(
      ((5 / Math.sqrt(3)) * (whole + (last > 0 ? Math.sqrt(last / 32) : 0))) / (whole + (last > 0 ? 1 : 0)),
      12,
    );
  });

  test("under wrapped trains what one long text cut in pieces does", async () => {
    const rows = await Array.fromAsync(tinyRows(12).rows());
    const values = rows.map(({ value }) => value as { input_ids: number[]; labels: number[] });
    const [ids, labels] = [values.flatMap((row) => row.input_ids), values.flatMap((row) => row.labels)];
    const pieces = Array.from({ length: Math.ceil(ids.length / 32) }, (_, index) => ({
      input_ids: ids.slice(32 * index, 32 * (index + 1)),
      labels: labels.slice(32 * index, 32 * (index + 1)),
    }));
    const args = { ...together, maxSteps: 3, trainSamplingStrategy: "sequential" } as const;
    const wrapped = await trainTiny({ args: { ...args, ...packed, packingStrategy: "wrapped" } });
    const cut = await trainTiny({ args, trainDataset: tokens(pieces) });
    expect(wrapped.weights).toEqual(cut.weights);
  });

  test("leaves out the pieces of a split row in which nothing is trained, and says so", async () => {
    const input_ids = Array.from({ length: 60 }, (_, position) => position % 50);
    const labels = input_ids.map((id, position) => (position < 40 ? -100 : id));
    const { warnings, logs } = await trainTiny({
      args: { ...packed, packingStrategy: "bfd_split", maxLength: 16, maxSteps: 1 },
      trainDataset: tokens([{ input_ids, labels }]),
      evalDataset: tinyRows(2, 2),
    });
    expect(warnings).toEqual(["2 pieces of cut training rows are left out: nothing in them is trained"]);
    expect(logs[0]!.numTokens).toBe(60 - 32);
  });

  test.each([1, 3, 4])(
    "that is stopped after step %i, within an epoch, goes on to the same bytes",
    async (stopAfter) => {
      await using folder = await temporaryFolder();
      const args = {
        ...packed,
        maxSteps: 6,
        perDeviceTrainBatchSize: 1,
        gradientAccumulationSteps: 2,
        neftuneNoiseAlpha: 5,
        shuffleDataset: true,
      };
      const whole = await trainTiny({ args });
      await trainTiny({
        args,
        outputDir: folder.path,
        onEvent: (event, stop) => event.event === "log" && event.step === stopAfter && stop.abort(),
      });
      const goesOn = await trainTiny({ args: { ...args, resumeFromCheckpoint: true }, outputDir: folder.path });
      expect(goesOn.weights).toEqual(whole.weights);
      expect(comparable(goesOn.logs)).toEqual(comparable(whole.logs.filter(({ step }) => step > stopAfter)));
    },
  );
});

describe("evaluations of packed rows", () => {
  const args = { ...packed, maxSteps: 1, evalStrategy: "steps", evalSteps: 1, perDeviceEvalBatchSize: 2 } as const;
  const evaluated = async (more: object) =>
    (await trainTiny({ args: { ...args, ...more }, evalDataset: tinyRows(9, 3) })).evaluations[0]!;

  test("have the same losses by token, and batches of packed rows in evalLoss", async () => {
    const [rows, packedRows] = [await evaluated({ evalPacking: false }), await evaluated({})];
    expect(relativeError(packedRows.testLoss!, rows.testLoss!)).toBeLessThan(1e-5);
    expect(relativeError(packedRows.trainLoss, rows.trainLoss)).toBeLessThan(1e-5);
    expect(relativeError(packedRows.evalLoss!, rows.evalLoss!)).toBeGreaterThan(1e-4);
    // One batch holds all, and its mean is that of all labels.
    const one = await evaluated({ perDeviceEvalBatchSize: 9 });
    expect(relativeError(one.evalLoss!, one.testLoss!)).toBeLessThan(1e-6);
  });
});

test("packing needs a length", async () => {
  await expect(trainTiny({ args: { packing: true, maxLength: null } })).rejects.toThrow(
    "maxLength is null; packing needs it: wanted an integer from 1, the tokens of a packed row",
  );
});
