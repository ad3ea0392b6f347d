import { CheckpointError } from "../../errors/checkpoint-error.ts";
import { type Step, sequenceStep, type TokenizerJson } from "../tokenizer-json.ts";

export interface ByteLevelBpeOptions {
  /** The steps that split text before bytes are merged. Default GPT-2's. */
  split?: readonly Step[];
  /** Whether text that does not start with a space gets one. Default false. */
  addPrefixSpace?: boolean;
  normalizer?: Step | null;
  /** Whether a piece that is a token is not merged from its bytes. Default false. */
  ignoreMerges?: boolean;
}

/** tokenizer.json of a byte-level BPE as GPT-2's, OPT's and their descendants': each byte is a letter, letters are merged. */
export function byteLevelBpe(
  vocab: Record<string, number>,
  merges: [string, string][],
  { split, addPrefixSpace = false, normalizer = null, ignoreMerges = false }: ByteLevelBpeOptions = {},
): TokenizerJson {
  const byteLevel = (useRegex: boolean): Step => ({
    type: "ByteLevel",
    add_prefix_space: addPrefixSpace,
    trim_offsets: true,
    use_regex: useRegex,
  });
  return {
    added_tokens: [],
    normalizer,
    pre_tokenizer: split ? sequenceStep("pretokenizers", [...split, byteLevel(false)]) : byteLevel(true),
    post_processor: null,
    decoder: byteLevel(true),
    model: {
      type: "BPE",
      vocab,
      merges,
      unk_token: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: ignoreMerges,
    },
  };
}

/** Cuts text into what a regular expression matches and what is between. */
export function splitStep(pattern: string): Step {
  return { type: "Split", pattern: { Regex: pattern }, behavior: "Isolated", invert: false };
}

/**
 * The pairs of merges.txt: two tokens a line, the first pair to be merged first, after an optional `#version` line.
 *
 * @throws CheckpointError when a line is no pair
 */
export function parseMerges(text: string, path: string): [string, string][] {
  const merges: [string, string][] = [];
  for (const [index, line] of text.split("\n").entries()) {
    const pair = line.replace(/\r$/, "");
    if (pair === "" || (index === 0 && pair.startsWith("#version"))) continue;
    merges.push(splitMerge(pair, `${path}, line ${index + 1},`));
  }
  return merges;
}

/** @param where what names the place in an error */
export function splitMerge(pair: string, where: string): [string, string] {
  const parts = pair.split(" ");
  if (parts.length !== 2 || !parts[0] || !parts[1])
    throw new CheckpointError(`${where} is no merge: two tokens with a space between are wanted`);
  return parts as [string, string];
}
