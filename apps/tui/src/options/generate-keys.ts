import { deviceNames } from "@neftune/engine/devices";
import { configKeys } from "@neftune/trainer/config";

const { boolean, choice, configKey, integer, nullable, number, text } = configKeys;

export const promptKeys = {
  modelNameOrPath: configKey(
    nullable(text("the path of a model's folder or its name")),
    null,
    "Folder of the model, in Hugging Face's layout, or its name on the hub; a run's output_dir is one",
  ),
  modelRevision: configKey(text("a branch, a tag or a commit"), "main", "Which version of the hub's model"),
  adapterNameOrPath: configKey(
    nullable(text("the path of an adapter's folder")),
    null,
    "Folder of an adapter in PEFT's layout, beside the model",
  ),
  prompt: configKey(
    nullable(text("a text")),
    null,
    "What to go on from; given several times, several prompts. Without it: standard input, or on a terminal a conversation",
  ),
  chat: configKey(boolean(), false, "Put each prompt to the model as a question, by its chat template"),
  systemPrompt: configKey(nullable(text("a text")), null, "What the model is told ahead of a conversation"),
};

const bySettings = "null is the model's own generation_config.json";

export const samplingKeys = {
  maxNewTokens: configKey(nullable(integer({ min: 1 })), null, `The most tokens to write; ${bySettings}, else 256`),
  maxLength: configKey(nullable(integer({ min: 1 })), null, "The same with the prompt's tokens counted"),
  minNewTokens: configKey(nullable(integer({ min: 0 })), null, "No end token among the first of so many"),
  minLength: configKey(nullable(integer({ min: 0 })), null, "The same with the prompt's tokens counted"),
  doSample: configKey(
    nullable(boolean()),
    null,
    `Draw tokens by their probabilities, or take the likeliest; ${bySettings}, else false`,
  ),
  temperature: configKey(
    nullable(number({ above: 0 })),
    null,
    `Below 1 the likely becomes likelier; ${bySettings}, else 1`,
  ),
  topK: configKey(
    nullable(integer({ min: 0 })),
    null,
    `Draw from so many of the likeliest tokens, 0 for all; ${bySettings}, else 50`,
  ),
  topP: configKey(
    nullable(number({ min: 0 })),
    null,
    `Draw from the likeliest tokens that together have this probability; ${bySettings}, else 1`,
  ),
  minP: configKey(
    nullable(number({ min: 0 })),
    null,
    "Draw from tokens with this share of the likeliest one's probability",
  ),
  repetitionPenalty: configKey(
    nullable(number({ above: 0 })),
    null,
    `Above 1, tokens that were there, in the prompt too, become less likely; ${bySettings}, else 1`,
  ),
  noRepeatNgramSize: configKey(nullable(integer({ min: 0 })), null, "No run of so many tokens comes twice; 0: it may"),
  stopStrings: configKey(
    nullable(text("texts with commas between them")),
    null,
    "Texts that end an answer before them",
  ),
  seed: configKey(integer({ min: 0 }), 0, "Where random numbers begin: the same seed, the same text"),
};

export const generationRunKeys = {
  batchSize: configKey(integer({ min: 1 }), 8, "Prompts that are continued at once"),
  weights: configKey(
    choice("float32", "int8", "int4"),
    "float32",
    "Write with weights as they are, or rounded to 8 or 4 bits: faster and less exact; the prompt is read with them as they are",
  ),
  device: configKey(choice(...deviceNames), "auto", "What computes, as for neftune train"),
  logFormat: configKey(choice("auto", "plain", "json"), "auto", "Text as it comes, or one JSON object a prompt"),
};

export const generateKeyGroups = [
  { title: "Model and prompts", keys: promptKeys },
  { title: "Text", keys: samplingKeys },
  { title: "The run", keys: generationRunKeys },
];

export const generateKeys = { ...promptKeys, ...samplingKeys, ...generationRunKeys };
