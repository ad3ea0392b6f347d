import { openDevice } from "@neftune/engine";
import { expect, test } from "vitest";
import { AutoModelForCausalLM } from "../auto-model.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { tinyModels, writeTinyModel } from "../fixtures/tiny-models.ts";
import { raggedBatch } from "../ragged/ragged-batch.ts";
import { SequenceLengthError } from "./sequence-length-error.ts";

test.each(["gpt2", "opt"])(
  "%s takes as many tokens as it has learned positions, and refuses one more",
  async (name) => {
    await using folder = await temporaryFolder();
    await writeTinyModel(folder.path, tinyModels[name]!);
    await using device = await openDevice("tfjs");
    const model = await AutoModelForCausalLM.fromPretrained(folder.path, { device });
    const row = (length: number) => {
      const inputIds = Array.from({ length }, (_, index) => index);
      return raggedBatch([{ inputIds, labels: inputIds }]);
    };
    expect((await model.losses(row(32))).nll).toHaveLength(31);
    const error = await model.losses(row(33)).catch((caught: unknown) => caught);
    if (!SequenceLengthError.isInstance(error)) throw new Error("nothing was refused", { cause: error });
    expect(error.message).toMatch(/^a sequence of 33 tokens is longer than the 32 positions/);
    await expect(model.train(row(40), 1, null)).rejects.toThrow(SequenceLengthError);
  },
);

test("a Llama takes any number: its positions are computed", async () => {
  await using folder = await temporaryFolder();
  await writeTinyModel(folder.path, tinyModels.llama!);
  await using device = await openDevice("tfjs");
  const model = await AutoModelForCausalLM.fromPretrained(folder.path, { device });
  const inputIds = Array.from({ length: 40 }, (_, index) => index);
  expect((await model.losses(raggedBatch([{ inputIds, labels: inputIds }]))).nll).toHaveLength(39);
});
