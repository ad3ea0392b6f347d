import { PromptError } from "../errors/prompt-error.ts";

/** @throws PromptError when a prompt has no tokens, more than the model can continue, or one outside its vocabulary */
export function checkPrompts(
  prompts: readonly (readonly number[])[],
  { vocabSize, maxPositions }: { readonly vocabSize: number; readonly maxPositions: number },
): void {
  for (const [index, prompt] of prompts.entries()) {
    const name = prompts.length === 1 ? "the prompt" : `prompt ${index + 1}`;
    if (prompt.length === 0) throw new PromptError("empty", index, `${name} has no tokens`);
    if (prompt.length >= maxPositions) {
      const message = `${name} has ${prompt.length} tokens; the model's context is ${maxPositions}, with at least one to generate`;
      throw new PromptError("too-long", index, message);
    }
    const unknown = prompt.find((id) => !Number.isInteger(id) || id < 0 || id >= vocabSize);
    if (unknown !== undefined)
      throw new PromptError(
        "unknown-token",
        index,
        `${name} has the token ${unknown}; the model's are 0 to ${vocabSize - 1}`,
      );
  }
}
