import { type Device, openDevice } from "@neftune/engine";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CausalLM } from "../causal-lm.ts";
import { openTinyLlama } from "../fixtures/open-tiny-llama.ts";
import { raggedBatch } from "../ragged/ragged-batch.ts";
import { argmax } from "./argmax.ts";

let device: Device;
let model: CausalLM;
beforeAll(async () => {
  device = await openDevice("cpu");
  model = await openTinyLlama(device);
});
afterAll(() => device.dispose());

const prompts = [[5, 6, 7], [100], [20, 30, 40, 50, 60, 70], [9, 8, 7, 6], [3, 3, 3]];
const settings = { maxNewTokens: 12, eosTokenId: [] };
const outputs = async (of: Parameters<CausalLM["generate"]>) =>
  (await model.generate(...of).sequences()).map(({ outputIds }) => outputIds);

/** The likeliest next tokens, each by the whole model over all tokens before it. */
async function likeliest(prompt: readonly number[], count: number): Promise<number[]> {
  const ids = [...prompt];
  for (let i = 0; i < count; i++)
    ids.push(argmax((await model.logits([ids]))[0]!.subarray(-model.architecture.vocabSize)));
  return ids.slice(prompt.length);
}

test("without sampling, the likeliest token is taken at each step", async () => {
  const [first, , third] = await outputs([prompts, settings]);
  expect(first).toEqual(await likeliest(prompts[0]!, 12));
  expect(third).toEqual(await likeliest(prompts[2]!, 12));
});

test("a drawn sequence does not depend on the batch around it, and depends on the seed", async () => {
  const drawn = { ...settings, doSample: true, temperature: 1.5, seed: 3 };
  const together = await outputs([prompts, drawn]);
  expect(await outputs([prompts, drawn, { batchSize: 2 }])).toEqual(together);
  expect((await outputs([prompts.slice(0, 1), drawn]))[0]).toEqual(together[0]);
  expect(await outputs([prompts, { ...drawn, seed: 4 }])).not.toEqual(together);
  // Of equal prompts each is drawn for by itself.
  const [one, other] = await outputs([[prompts[0]!, prompts[0]!], drawn]);
  expect(one).not.toEqual(other);
});

test("sequences end at their end tokens, the others go on", async () => {
  const whole = await outputs([prompts, settings]);
  const end = whole[1]![4]!;
  const expected = whole.map((ids) => (ids.includes(end) ? ids.slice(0, ids.indexOf(end) + 1) : ids));
  const sequences = await model.generate(prompts, { ...settings, eosTokenId: [end] }).sequences();
  expect(sequences.map(({ outputIds }) => outputIds)).toEqual(expected);
  expect(sequences.map(({ finishReason }) => finishReason)).toEqual(
    expected.map((ids) => (ids.at(-1) === end ? "eos" : "length")),
  );
});

test("tokens come one by one, and whoever has enough can leave", async () => {
  const tensors = device.memory().tensors;
  const seen: number[] = [];
  for await (const { sequence, id } of model.generate([prompts[0]!], settings)) {
    expect(sequence).toBe(0);
    seen.push(id);
    if (seen.length === 3) break;
  }
  expect(seen).toEqual(await likeliest(prompts[0]!, 3));
  expect(device.memory().tensors).toBe(tensors);
});

test("a stop string ends a sequence", async () => {
  const decode = (ids: readonly number[]) => ids.map((id) => `<${id}>`).join("");
  const [whole] = await outputs([[prompts[0]!], settings]);
  const stop = `${decode(whole!.slice(4, 5)).slice(1)}${decode(whole!.slice(5, 6)).slice(0, 2)}`;
  const [stopped] = await model.generate([prompts[0]!], { ...settings, stopStrings: [stop] }, { decode }).sequences();
  expect(stopped!.finishReason).toBe("stop");
  expect(stopped!.outputIds).toEqual(whole!.slice(0, 6));
  expect(() => model.generate([prompts[0]!], { stopStrings: ["x"] })).toThrow("stopStrings: give `decode`");
});

test("no more tokens than the context has room for", async () => {
  const room = model.architecture.maxPositions;
  const prompt = Array.from({ length: room - 2 }, (_, i) => i % 200);
  const [sequence] = await model.generate([prompt], settings).sequences();
  expect(sequence).toMatchObject({ finishReason: "length" });
  expect(sequence!.outputIds).toHaveLength(2);
});

test.each([
  [[[]], "empty", "the prompt has no tokens"],
  [[[1], [2, 100_000]], "unknown-token", /^prompt 2 has the token 100000; the model's are 0 to \d+$/],
  [[new Array<number>(4000).fill(1)], "too-long", /^the prompt has 4000 tokens; the model's context is \d+/],
])("a prompt that cannot be continued is refused: %#", (wrong, fault, message) => {
  expect(() => model.generate(wrong)).toThrow(expect.objectContaining({ name: "PromptError", fault }));
  expect(() => model.generate(wrong)).toThrow(message);
});

test("generation adds no noise, whatever training did before", async () => {
  const before = await outputs([prompts, settings]);
  const row = { inputIds: prompts[2]!, labels: prompts[2]! };
  const batch = raggedBatch([row]);
  await model.configure({ noisePlacement: "input" });
  await model.train(batch, 1, new Float32Array(batch.tokens * model.noiseWidth).fill(50));
  expect(await outputs([prompts, settings])).toEqual(before);
});
