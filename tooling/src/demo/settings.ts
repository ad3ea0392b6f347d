/** Where the demo's files are kept, relative to the repository's root. */
export const ASSETS = "apps/tui/assets/demo";

/** Everything that decides what the demo's data, tokenizer and model are. */
export const SETTINGS = {
  corpus: { seed: 1, characters: 4_000_000 },
  instructions: { seed: 2, train: 400, test: 150 },
  /** Tokens of the tokenizer, the special ones included. */
  vocabularySize: 1024,
  /** Tokens a row of the packed corpus. */
  rowLength: 256,
  initialize: { seed: 3, standardDeviation: 0.02 },
} as const;
