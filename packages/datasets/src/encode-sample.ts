import { DatasetError } from "./dataset-error.ts";
import type { PrepareSettings } from "./prepare-options.ts";
import type { Sample } from "./sample.ts";
import { type TokenizedPrompt, tokenizePrompt } from "./tokenize.ts";

/**
 * Tokens and labels of a sample, not truncated yet.
 * @throws DatasetError where there is no tokenizer, or one that does not fit the model: no fault of the row.
 */
export function encodeSample(sample: Sample, settings: PrepareSettings): TokenizedPrompt {
  if (sample.type === "tokens") {
    return { inputIds: sample.inputIds, labels: sample.labels ?? sample.inputIds.slice(), promptIsPrefix: true };
  }
  const { tokenizer, vocabSize } = settings;
  if (tokenizer === undefined) throw new DatasetError("the rows are text, so a tokenizer is needed");
  if (sample.type !== "instruction") throw new DatasetError(`rows that are a ${sample.type} have no template yet`);
  const encoded = tokenizePrompt(settings.template(sample), tokenizer, settings);
  const unknown = encoded.inputIds.find((id) => id >= vocabSize);
  if (unknown !== undefined) {
    throw new DatasetError(
      `the tokenizer gives the token id ${unknown} and the model knows ${vocabSize}; they do not belong together`,
    );
  }
  return encoded;
}
