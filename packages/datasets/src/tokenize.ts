import { maskPrompt } from "./labels.ts";
import type { Prompt } from "./templates/template.ts";
import type { Tokenizer } from "./tokenizer.ts";

export interface TokenizedPrompt {
  /** [length], the end token last. */
  inputIds: Int32Array;
  /** [length] */
  labels: Int32Array;
  /** Whether the tokens of the prompt alone begin those of the whole; if not, the mask may be off by a token. */
  promptIsPrefix: boolean;
}

/**
 * Tokens and labels of a prompt and its completion, as TRL's SFTTrainer makes them: the prompt alone and the whole text
 * are tokenised separately, and as many labels are ignored as the prompt alone has tokens. The end token is appended
 * where it is not the last one already, and it is trained. Without `completionOnlyLoss` every token is a label.
 */
export function tokenizePrompt(
  { prompt, completion }: Prompt,
  tokenizer: Tokenizer,
  { completionOnlyLoss }: { completionOnlyLoss: boolean },
): TokenizedPrompt {
  const promptIds = tokenizer.encode(prompt);
  const ids = tokenizer.encode(prompt + completion);
  const promptIsPrefix = promptIds.every((id, position) => ids[position] === id);
  if (tokenizer.eosTokenId !== null && ids.at(-1) !== tokenizer.eosTokenId) ids.push(tokenizer.eosTokenId);
  return {
    inputIds: Int32Array.from(ids),
    labels: maskPrompt(ids, completionOnlyLoss ? promptIds.length : 0),
    promptIsPrefix,
  };
}
