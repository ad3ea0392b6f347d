/** GPT-2's: contractions, then letters, digits or other signs with at most one space before them, then spaces. */
export const gpt2Pattern = String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`;

const contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";

/** The pattern of OpenAI's cl100k_base and its descendants, by how many digits stand together at most. */
function cl100kPattern(digits: string): string {
  return String.raw`${contractions}|[^\r\n\p{L}\p{N}]?\p{L}+|${digits}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`;
}

const llama3 = [cl100kPattern(String.raw`\p{N}{1,3}`)];
const qwen2 = [cl100kPattern(String.raw`\p{N}`)];
const gpt2 = [gpt2Pattern];
const singleDigits = [String.raw`\p{N}`, gpt2Pattern];

/**
 * How text is split before bytes are merged, by the name that llama.cpp gives to each way (`tokenizer.ggml.pre`): regular
 * expressions, applied one after the other to what the one before left. A name is a checksum's in llama.cpp, so one way
 * has several.
 */
export const preTokenizers: Readonly<Record<string, readonly string[]>> = {
  "gpt-2": gpt2,
  mpt: gpt2,
  olmo: gpt2,
  jais: gpt2,
  "phi-2": gpt2,
  "llama-bpe": llama3,
  llama3,
  "llama-v3": llama3,
  falcon3: llama3,
  "smaug-bpe": llama3,
  dbrx: llama3,
  qwen2,
  stablelm2: qwen2,
  "deepseek-r1-qwen": qwen2,
  megrez: qwen2,
  smollm: singleDigits,
  starcoder: singleDigits,
  refact: singleDigits,
  codeshell: singleDigits,
};

/** Those that take a piece that is a token as it is, without merging it. */
export const ignoringMerges: ReadonlySet<string> = new Set(["llama-bpe", "llama3", "llama-v3", "falcon3"]);
