import { counted } from "./words.ts";

/**
 * For rows whose prompt alone is tokenised differently from the beginning of the whole.
 * @param rows Those rows, from 0, in file order.
 */
export function promptMismatchWarning(rows: readonly number[]): string {
  return (
    `in ${counted(rows.length, "row")}, row ${rows[0]} (from 0) first, the tokens of the prompt alone do not begin those of prompt and ` +
    "completion; the completion starts where they part, so the model is trained there on a prompt that it will not see"
  );
}

/** For a tokenizer that names no end token. */
export const noEndTokenWarning =
  "the tokenizer names no end token, so none is appended and the model does not learn where to stop";

/** For conversations that are trained as TRL does it unless told otherwise. */
export const wholeConversationsWarning =
  "conversations are trained whole, the user's turns too; assistant_only_loss: true trains the answers only " +
  "(completion_only_loss: false says that this is meant)";

/** For a chat template whose trained turns do not end with the end token. */
export function endTokenUntrainedWarning(endToken: string): string {
  return (
    `no trained turn has the tokenizer's end token ${JSON.stringify(endToken)}, since the chat template ends turns in another way; ` +
    "generation has to stop there too (eos_token_id in generation_config.json)"
  );
}

/** @param rows How many rows were split. */
export function splitWarning(rows: number): string {
  return `${counted(rows, "conversation")} had more tokens than the maximum length and became several examples each`;
}

/** For rows that `sharegptClean` cannot clean. */
export function notCleanedWarning(format: string): string {
  return `sharegpt_clean is for ShareGPT's rows; these are of the format ${format} and stay as they are`;
}

/**
 * For answers of instructions that are empty.
 * @param rows Those rows, from 0, in file order.
 */
export function emptyAnswerWarning(rows: readonly number[]): string {
  return `in ${counted(rows.length, "row")}, row ${rows[0]} (from 0) first, the answer is empty: the end token alone is trained`;
}
