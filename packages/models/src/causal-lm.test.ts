import { type Device, openDevice } from "@neftune/engine";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AutoModelForCausalLM } from "./auto-model.ts";
import type { CausalLM } from "./causal-lm.ts";
import { expectClose } from "./fixtures/compare-functions.ts";
import { createRandom, randomValues } from "./fixtures/random.ts";
import { temporaryFolder } from "./fixtures/temporary-folder.ts";
import { tinyConfig, tinyTensors, writeTinyLlama } from "./fixtures/tiny-llama.ts";
import { batchShape, raggedBatch, type TokenizedRow } from "./ragged/ragged-batch.ts";

function randomRow(seed: number, length: number): TokenizedRow {
  const random = createRandom(seed);
  const inputIds = Array.from({ length }, () => Math.floor(random() * tinyConfig.vocab_size));
  return { inputIds, labels: inputIds.map((id, position) => (position < length / 3 ? -100 : id)) };
}

const rows = [randomRow(1, 9), randomRow(2, 17), randomRow(3, 4)];

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let device: Device;
let model: CausalLM;

const open = (on: Device, path = folder.path) => AutoModelForCausalLM.fromPretrained(path, { device: on });

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeTinyLlama(folder.path);
  device = await openDevice("cpu", { threads: 1 });
  model = await open(device);
});

afterAll(async () => {
  await device.dispose();
  await folder[Symbol.asyncDispose]();
});

/** Every gradient of one pass, by parameter. */
async function gradientsOf(of: CausalLM, pass: () => Promise<unknown>): Promise<Map<string, Float32Array>> {
  await pass();
  const gradients = new Map<string, Float32Array>();
  for (const name of of.layout.slots.keys())
    gradients.set(name, (await of.device.read(of.gradients.get(name))) as Float32Array);
  return gradients;
}

function expectSameGradients(
  actual: ReadonlyMap<string, Float32Array>,
  expected: ReadonlyMap<string, Float32Array>,
  digits = 5,
): void {
  for (const [name, values] of expected) expectClose(actual.get(name)!, values, digits);
}

describe("losses", () => {
  test("a row's are the same alone, among others, and in a larger shape", async () => {
    const together = await model.losses(raggedBatch(rows));
    let start = 0;
    for (const row of rows) {
      for (const batch of [
        raggedBatch([row]),
        raggedBatch([row], { tokens: 64, groups: [{ batch: 1, length: 48 }], labelled: 96 }),
      ]) {
        const alone = await model.losses(batch);
        const end = start + alone.nll.length;
        expectClose(alone.nll, together.nll.subarray(start, end), 6);
        expectClose(alone.entropy, together.entropy.subarray(start, end), 5);
        expect(alone.correct).toEqual(together.correct.subarray(start, end));
      }
      start += raggedBatch([row]).labelCount;
    }
    expect(start).toBe(together.nll.length);
  });

  test("passes that are asked for at once do not disturb each other", async () => {
    const batches = rows.map((row) => raggedBatch([row]));
    const oneByOne = [];
    for (const batch of batches) oneByOne.push(await model.losses(batch));
    expect(await Promise.all(batches.map((batch) => model.losses(batch)))).toEqual(oneByOne);
  });

  test("a label's does not depend on what comes after it", async () => {
    const { inputIds, labels } = rows[1]!;
    const changed = { inputIds: Array.from(inputIds).with(-1, 7), labels: Array.from(labels).with(-1, 7) };
    const [before, after] = [await model.losses(raggedBatch([rows[1]!])), await model.losses(raggedBatch([changed]))];
    expectClose(after.nll.subarray(0, -1), before.nll.subarray(0, -1), 6);
    expect(after.nll.at(-1)).not.toBeCloseTo(before.nll.at(-1)!, 3);
  });

  test("entropies and first choices are of the same predictions", async () => {
    const { nll, entropy, correct } = await model.losses(raggedBatch(rows));
    expect(entropy.every((value) => value > 0 && value < Math.log(tinyConfig.vocab_size))).toBe(true);
    expect(correct.every((value) => value === 0 || value === 1)).toBe(true);
    // A first choice has the largest probability, so at least that of the mean entropy's distribution: p ≥ e^−H.
    for (const [index, isFirst] of correct.entries())
      if (isFirst) expect(nll[index]!).toBeLessThanOrEqual(entropy[index]! + 1e-5);
  });
});

describe("gradients", () => {
  const batch = raggedBatch(rows);

  test("the losses of a training pass are those of an evaluation", async () => {
    expectClose((await model.train(batch, 1, null)).nll, (await model.losses(batch)).nll, 6);
  });

  test("are those of tfjs's own backend", async () => {
    await using reference = await openDevice("tfjs");
    const other = await open(reference);
    const noise = randomValues(5, batch.tokens * tinyConfig.hidden_size, 0.3);
    expectSameGradients(
      await gradientsOf(model, () => model.train(batch, 0.1, noise)),
      await gradientsOf(other, () => other.train(batch, 0.1, noise)),
    );
  });

  test("are the slope of the loss", async () => {
    // Along the gradient the loss rises by its squared norm.
    const gradients = await gradientsOf(model, () => model.train(batch, 1 / batch.labelCount, null));
    const squared = [...gradients.values()].flatMap((values) => [...values]).reduce((sum, g) => sum + g * g, 0);
    const lossAt = async (distance: number) => {
      for (const [name, { values }] of Object.entries(tinyTensors()))
        device.write(
          model.parameters.get(name),
          values.map((value, index) => value + distance * gradients.get(name)![index]!),
        );
      const { nll } = await model.losses(batch);
      return nll.reduce((sum, value) => sum + value, 0) / nll.length;
    };
    const distance = 1e-3 / Math.sqrt(squared);
    const slope = ((await lossAt(distance)) - (await lossAt(-distance))) / (2 * distance);
    await lossAt(0);
    expect(slope / squared).toBeCloseTo(1, 2);
  });

  test("are the same when the forward pass is computed again", async () => {
    const other = await open(device);
    const kept = await gradientsOf(other, () => other.train(batch, 1, null));
    await other.configure({ residuals: "recompute" });
    expectSameGradients(await gradientsOf(other, () => other.train(batch, 1, null)), kept, 6);
    await other.dispose();
  });

  test("of several passes are their sum, until they are set to zero", async () => {
    const other = await open(device);
    await other.configure({ accumulate: true });
    const passes = async () => {
      other.zeroGradients();
      for (const row of rows) await other.train(raggedBatch([row]), 0.5, null);
    };
    const expected = await gradientsOf(model, () => model.train(batch, 0.5, null));
    expectSameGradients(await gradientsOf(other, passes), expected);
    expectSameGradients(await gradientsOf(other, passes), expected);
    await other.dispose();
  });

  test("do not keep anything of the pass before", async () => {
    const expected = await gradientsOf(model, () => model.train(batch, 1, null));
    await model.train(raggedBatch([randomRow(8, 30)]), 3, null);
    const again = await gradientsOf(model, () => model.train(batch, 1, null));
    expect(again).toEqual(expected);
  });

  test("of more labels than the head takes at once are those of few at a time", async () => {
    const many = [randomRow(4, 220), randomRow(5, 200)];
    expect(raggedBatch(many).labelCount).toBeGreaterThan(256);
    const whole = await gradientsOf(model, () => model.train(raggedBatch(many), 0.01, null));
    const other = await open(device);
    await other.configure({ accumulate: true });
    const oneByOne = await gradientsOf(other, async () => {
      for (const row of many) await other.train(raggedBatch([row]), 0.01, null);
    });
    expectSameGradients(whole, oneByOne);
    await other.dispose();
  });

  test("do not depend on the groups that rows are in around attention, nor on places for rows that are not there", async () => {
    const expected = await gradientsOf(model, () => model.train(batch, 1, null));
    for (const groupSizes of [
      [1, rows.length - 1],
      [rows.length - 1, 1],
      [1, 1, rows.length],
      [rows.length, 3],
    ]) {
      const apart = raggedBatch(rows, batchShape(rows, groupSizes));
      expect(apart.groups.map((group) => group.batch)).toEqual(groupSizes);
      expectSameGradients(await gradientsOf(model, () => model.train(apart, 1, null)), expected);
      expectClose((await model.losses(apart)).nll, (await model.losses(batch)).nll, 6);
    }
  });

  test("do not depend on spare rows", async () => {
    const expected = await gradientsOf(model, () => model.train(batch, 1, null));
    const roomy = raggedBatch(rows, { tokens: 80, groups: [{ batch: rows.length, length: 64 }], labelled: 128 });
    const noise = new Float32Array(roomy.tokens * tinyConfig.hidden_size);
    // Noise that is in no real token.
    noise.fill(100, roomy.lengths.reduce((sum, length) => sum + length, 0) * tinyConfig.hidden_size);
    expectSameGradients(await gradientsOf(model, () => model.train(roomy, 1, noise)), expected);
  });

  test("of rows that fill their shape are those of the same rows in a larger one", async () => {
    const full = [randomRow(6, 16), randomRow(7, 16)];
    const exact = raggedBatch(full);
    expect(exact.tokens).toBe(32);
    const roomy = raggedBatch(full, { tokens: 48, groups: [{ batch: 2, length: 24 }], labelled: 64 });
    const expected = await gradientsOf(model, () => model.train(roomy, 1, null));
    expectSameGradients(await gradientsOf(model, () => model.train(exact, 1, null)), expected);
    // Full rows in a shape that has more places, but no more rows.
    const longer = raggedBatch(full, { tokens: 32, groups: [{ batch: 2, length: 24 }], labelled: 32 });
    expectSameGradients(await gradientsOf(model, () => model.train(longer, 1, null)), expected);
  });

  test("of an untied model part into embedding and head", async () => {
    await using untiedFolder = await temporaryFolder();
    await writeTinyLlama(untiedFolder.path, { tie_word_embeddings: false });
    const untied = await open(device, untiedFolder.path);
    const gradients = await gradientsOf(untied, () => untied.train(batch, 1, null));
    const embedding = gradients.get("model.embed_tokens.weight")!;
    const seen = new Set(rows.flatMap(({ inputIds }) => Array.from(inputIds)));
    for (let id = 0; id < tinyConfig.vocab_size; id++) {
      const row = embedding.subarray(id * tinyConfig.hidden_size, (id + 1) * tinyConfig.hidden_size);
      if (!seen.has(id)) expect(row.every((value) => value === 0)).toBe(true);
    }
    expect(gradients.get("lm_head.weight")!.every((value) => value !== 0)).toBe(true);
    // The gradient of a tied matrix is the sum of both where both have the same values.
    device.write(untied.parameters.get("lm_head.weight"), tinyTensors()["model.embed_tokens.weight"]!.values);
    const equal = await gradientsOf(untied, () => untied.train(batch, 1, null));
    const tied = await gradientsOf(model, () => model.train(batch, 1, null));
    expectClose(
      equal.get("model.embed_tokens.weight")!.map((value, index) => value + equal.get("lm_head.weight")![index]!),
      tied.get("model.embed_tokens.weight")!,
    );
    await untied.dispose();
  });
});

describe("noise", () => {
  test("of zeros changes nothing, and the embeddings' norms are told", async () => {
    const batch = raggedBatch(rows);
    const without = await model.train(batch, 1, null);
    const zeros = await model.train(batch, 1, new Float32Array(batch.tokens * tinyConfig.hidden_size));
    expect(without.embeddingNorms).toBeNull();
    expect(zeros.nll).toEqual(without.nll);
    const { values } = tinyTensors()["model.embed_tokens.weight"]!;
    const { hidden_size: width } = tinyConfig;
    const norms = rows.flatMap(({ inputIds }) =>
      Array.from(inputIds, (id) => Math.hypot(...values.subarray(id * width, (id + 1) * width))),
    );
    expectClose(zeros.embeddingNorms!.subarray(0, norms.length), norms, 6);
  });

  test("is added to the embeddings, and to nothing else", async () => {
    // An embedding that is shifted beforehand, and the same shift as noise, in a model whose head is a matrix of its own.
    await using untiedFolder = await temporaryFolder();
    await writeTinyLlama(untiedFolder.path, { tie_word_embeddings: false });
    const untied = await open(device, untiedFolder.path);
    const batch = raggedBatch(rows);
    const noised = await untied.train(batch, 1, new Float32Array(batch.tokens * tinyConfig.hidden_size).fill(0.25));
    const { values } = tinyTensors({ ...tinyConfig, tie_word_embeddings: false })["model.embed_tokens.weight"]!;
    device.write(
      untied.parameters.get("model.embed_tokens.weight"),
      values.map((value) => value + 0.25),
    );
    expectClose((await untied.losses(batch)).nll, noised.nll, 5);
    await untied.dispose();
  });
});

test("what was compiled goes with the model", async () => {
  await using own = await openDevice("cpu", { threads: 1 });
  const other = await open(own);
  await other.train(raggedBatch(rows), 1, null);
  await other.losses(raggedBatch(rows));
  expect(own.memory().programs).toBeGreaterThan(4);
  await other.dispose();
  expect(own.memory().programs).toBe(0);
});
