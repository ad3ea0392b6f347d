import { compileCharsmap } from "./formats/charsmap.ts";

/** A step of the library's tokenizer: what is used of it here. */
interface LibraryStep {
  config: { type?: string; prepend?: string; precompiled_charsmap?: string };
  normalize(text: string): string;
  normalizers?: LibraryStep[];
  decoders?: LibraryStep[];
  text_decoder?: InstanceType<typeof TextDecoder>;
}

/** The library's unigram model: what is used of it here. */
interface LibraryModel {
  config: { type?: string; byte_fallback?: boolean };
  fuse_unk: boolean;
  tokens_to_ids: ReadonlyMap<string, number>;
  encode(tokens: string[]): string[];
}

/** The JavaScript library's tokenizer, inside of transformers.js' one. */
interface LibraryTokenizer {
  normalizer: LibraryStep | null;
  decoder: LibraryStep | null;
  model: LibraryModel;
}

/**
 * Puts right where the library does not do what tokenizer.json says and Hugging Face's own, sentencepiece and transformers do:
 *
 * - `Precompiled` is a guess at one charsmap, whatever the file has;
 * - `Prepend` makes a space of a text of which nothing is left;
 * - byte fallback takes a byte order mark out of decoded text;
 * - a unigram model has no byte fallback.
 */
export function correctLibrary(tokenizer: object): void {
  const { normalizer, decoder, model } = (tokenizer as { _tokenizer: LibraryTokenizer })._tokenizer;
  for (const step of flatten(normalizer, "normalizers")) correctNormalizer(step);
  for (const step of flatten(decoder, "decoders"))
    if (step.config.type === "ByteFallback") step.text_decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  if (model.config.type === "Unigram" && model.config.byte_fallback === true) fallBackToBytes(model);
}

function flatten(step: LibraryStep | null, key: "normalizers" | "decoders"): LibraryStep[] {
  if (!step) return [];
  return step.config.type === "Sequence" ? (step[key] ?? []).flatMap((inner) => flatten(inner, key)) : [step];
}

function correctNormalizer(step: LibraryStep): void {
  const { type, prepend, precompiled_charsmap: charsmap } = step.config;
  if (type === "Prepend") step.normalize = (text) => (text === "" ? "" : prepend + text);
  else if (type === "Precompiled" && charsmap) step.normalize = compileCharsmap(charsmap);
}

function fallBackToBytes(model: LibraryModel): void {
  const encode = model.encode.bind(model);
  // Unknown characters next to each other would be made one before they get here.
  model.fuse_unk = false;
  model.encode = (tokens) =>
    encode(tokens).flatMap((token) => {
      if (model.tokens_to_ids.has(token)) return [token];
      const bytes = byteTokens(token);
      return bytes.every((byte) => model.tokens_to_ids.has(byte)) ? bytes : [token];
    });
}

function byteTokens(text: string): string[] {
  return Array.from(
    new TextEncoder().encode(text),
    (byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`,
  );
}
