import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type DatasetFormat, datasetSource, type Message, prepareDataset } from "@neftune/datasets";
import { AutoTokenizer } from "@neftune/models";
import { isMissing, readGolden, sharedData, temporaryFolder, writeTinyLlama } from "@neftune/models/fixtures";
import { describe, expect, test } from "vitest";

const golden = "golden/json/chat_templates_e2e.json";
const configs = "tokenizers/configs_chat_template";
const smolLM2 = "models/smollm2-135m-instruct/chat_template.jinja";

/** Templates that cannot write these turns, and why; the reason is what the row is dropped with. */
const refused: Record<string, RegExp> = {
  blenderbot: /begins answers in another way than it asks for one/,
  blenderbot_small: /begins answers in another way than it asks for one/,
  "codellama/CodeLlama-70b-Instruct-hf": /turns end in different ways/,
  "fireworks-ai/firefunction-v1": /Expected either "functions" or/,
  "CohereForAI/c4ai-command-r-v01": /Expected iterable/,
  "CohereForAI/c4ai-command-r-v01 (JSON Schema)": /Expected iterable/,
  "NousResearch/Hermes-2-Pro-Llama-3-8B (JSON Schema)": /Expected iterable/,
  "CohereLabs/c4ai-command-a-03-2025": /turns end in different ways/,
  "meta-llama/Llama-3.2-11B-Vision-Instruct": /Expected iterable/,
  "meta-llama/Llama-Guard-3-11B-Vision": /selectattr/,
};

const messages: Message[] = [
  { role: "user", content: "Hi there" },
  { role: "assistant", content: "Hello, friend" },
  { role: "user", content: "One and one?" },
  { role: "assistant", content: "It is <2>\nindeed" },
  { role: "user", content: "Hello, friend" },
  { role: "assistant", content: "Hello, friend" },
];
const turns: DatasetFormat = {
  name: "turns",
  recognize: () => null,
  parse: () => ({ type: "conversation", messages }),
};

/** Every template of the golden file, of real tokenizer_config.json and of SmolLM2, by name. */
function templates(): [string, string][] {
  if (isMissing(golden, configs, smolLM2)) return [];
  const groups = readGolden<Record<"default" | "custom", Record<string, { chat_template: unknown }>>>(golden);
  const real = [
    "meta-llama__Meta-Llama-3.1-8B-Instruct",
    "google__gemma-2-2b-it",
    "mistralai__Mistral-Nemo-Instruct-2407",
  ];
  const named: [string, unknown][] = [...Object.entries(groups.default), ...Object.entries(groups.custom)].map(
    ([name, { chat_template: template }]) => [name, template],
  );
  for (const name of [...real, "microsoft__Phi-3-mini-4k-instruct", "meta-llama__Llama-2-7b-chat-hf"])
    named.push([
      name,
      readGolden<{ chat_template: unknown }>(`${configs}/${name}__tokenizer_config.json`).chat_template,
    ]);
  named.push(["SmolLM2", readFileSync(join(sharedData, smolLM2), "utf8")]);
  return named.filter((pair): pair is [string, string] => typeof pair[1] === "string");
}

describe.skipIf(isMissing(golden, configs, smolLM2))(
  "assistant_only_loss under real chat templates trains the answers alone",
  () => {
    test.each(templates())("%s", async (name, promptTemplate) => {
      await using folder = await temporaryFolder();
      await writeTinyLlama(folder.path);
      await writeFile(
        join(folder.path, "tokenizer_config.json"),
        JSON.stringify({ bos_token: "<s>", eos_token: "</s>" }),
      );
      const tokenizer = await AutoTokenizer.fromPretrained(folder.path);
      const options = {
        tokenizer,
        maxLength: null,
        promptTemplate,
        assistantOnlyLoss: true,
        onBadRow: "skip",
      } as const;
      const { examples, dropped } = await prepareDataset(datasetSource(turns, [{}]), options);
      if (name in refused) {
        expect(dropped[0]?.reason).toMatch(refused[name]!);
        return;
      }
      const { inputIds, labels } = examples[0]!;
      const trained = runs(labels).map((ids) => tokenizer.decode(ids));
      expect(trained).toHaveLength(3);
      for (const [index, text] of trained.entries()) {
        expect(text).toContain(messages[2 * index + 1]!.content);
        expect(text).not.toContain(
          messages[2 * index]!.content === "Hello, friend" ? "user" : messages[2 * index]!.content,
        );
        // What the template's own marks surround is taken as it is.
        if (!/\{%-?\s*generation/.test(promptTemplate)) expect(text).toBe(text.trimEnd());
      }
      expect(tokenizer.decode(inputIds)).toContain("One and one?");
    });
  },
);

/** Labels next to each other, without the ignored ones. */
function runs(labels: Int32Array): number[][] {
  const found: number[][] = [];
  for (const [index, label] of labels.entries()) {
    if (label === -100) continue;
    if (index > 0 && labels[index - 1] !== -100) found.at(-1)!.push(label);
    else found.push([label]);
  }
  return found;
}
