import type { CausalLM } from "@neftune/models";

/** What is to be said of dropout that the model's config.json asks for and training does not compute. */
export function dropoutNotices({ architecture }: Pick<CausalLM, "architecture">): string[] {
  return Object.entries(architecture.dropout.unapplied).map(
    ([key, share]) => `config.json's ${key} ${share} is not applied: training goes on as with 0`,
  );
}
