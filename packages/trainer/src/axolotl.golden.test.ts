import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type DatasetFormat, datasetSource, prepareDataset } from "@neftune/datasets";
import { AutoTokenizer } from "@neftune/models";
import { isMissing, readGolden, sharedData, temporaryFolder } from "@neftune/models/fixtures";
import { describe, expect, test } from "vitest";

interface Tokenized {
  input_ids: number[];
  labels: number[];
  attention_mask: number[];
}

/** The turns as they stand. */
const turns: DatasetFormat = {
  name: "turns",
  recognize: () => null,
  parse: ({ conversations }) => ({
    type: "conversation",
    messages: (conversations as { from: string; value: string }[]).map(({ from, value }) => ({
      role: from === "gpt" ? "assistant" : "user",
      content: value,
    })),
  }),
};

const golden = "golden/axolotl";
const tokenizer = "derived/tokenizers/llama2_from_sp";

describe.skipIf(isMissing(golden, tokenizer))(
  "conversations have the tokens and labels that Axolotl gives them",
  () => {
    const read = <T>(name: string) => readGolden<T>(`${golden}/${name}.json`);
    const prepare = async (row: unknown, promptTemplate: string, folder: string) => {
      const source = datasetSource(turns, [row]);
      const options = { tokenizer: await AutoTokenizer.fromPretrained(folder), maxLength: null, promptTemplate };
      const { examples } = await prepareDataset(source, options);
      return { inputIds: [...examples[0]!.inputIds], labels: [...examples[0]!.labels] };
    };

    test("vicuna-v1.1", async () => {
      // Theirs was the tokenizer of the first Llama, which has the same words and does not find </s> in the middle of a text.
      await using folder = await temporaryFolder();
      await cp(join(sharedData, tokenizer), folder.path, { recursive: true });
      const path = join(folder.path, "tokenizer.json");
      const json = JSON.parse(await readFile(path, "utf8")) as { added_tokens: { normalized: boolean }[] };
      for (const token of json.added_tokens) token.normalized = true;
      await writeFile(path, JSON.stringify(json));
      const { inputIds, labels } = await prepare(read("conversation"), "vicuna-v1.1", folder.path);
      const wanted = read<Tokenized>("conversation.tokenized");
      expect(inputIds).toEqual(wanted.input_ids);
      expect(labels).toEqual(wanted.labels);
    });

    test("llama-2-chat", async () => {
      const { inputIds, labels } = await prepare(read("conversation"), "llama-2-chat", join(sharedData, tokenizer));
      const wanted = read<Tokenized>("conversation.tokenized_llama2chat");
      const length = inputIds.length;
      expect(inputIds).toEqual(wanted.input_ids.slice(0, length));
      expect(labels).toEqual(wanted.labels.slice(0, length));
      // Theirs begins another turn that does not come, trains that BOS, and fills up to 4096.
      expect(wanted.input_ids.slice(length)).toEqual([1, ...Array(4096 - length - 1).fill(0)]);
      expect(wanted.labels.slice(length)).toEqual([1, ...Array(4096 - length - 1).fill(-100)]);
    });

    test("an answer without words is no other than its end", async () => {
      const whole = await prepare(read("conversation"), "llama-2-chat", join(sharedData, tokenizer));
      const without = await prepare(read("conversation.missingturns"), "llama-2-chat", join(sharedData, tokenizer));
      const first = whole.labels.findIndex((label) => label !== -100);
      const second = whole.inputIds.indexOf(1, 1);
      expect(without.inputIds.slice(0, first)).toEqual(whole.inputIds.slice(0, first));
      expect(without.inputIds.slice(without.inputIds.indexOf(1, 1))).toEqual(whole.inputIds.slice(second));
    });
  },
);
