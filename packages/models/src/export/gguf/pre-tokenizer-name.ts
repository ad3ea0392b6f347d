import { ExportError } from "../../errors/export-error.ts";
import { gpt2Pattern, ignoringMerges, preTokenizers } from "../../tokenizer/formats/pre-tokenizers.ts";
import type { Step } from "../../tokenizer/tokenizer-json.ts";

/**
 * Llama.cpp's name of the way in which a byte-level tokenizer splits text.
 *
 * @param path names the tokenizer in errors
 * @throws ExportError when it has none
 */
export function preTokenizerName(step: Step | null, ignoresMerges: boolean, path: string): string {
  const patterns = patternsOf(step);
  const known = Object.entries(preTokenizers).find(
    ([name, expected]) =>
      patterns !== null &&
      expected.join("\n") === patterns.join("\n") &&
      // Where text is split alike, one name may take a whole token as it is, and another merge it.
      (ignoringMerges.has(name) === ignoresMerges || !hasBoth(expected)),
  );
  if (known) return known[0];
  throw new ExportError(
    `the tokenizer in ${path} splits text in a way that llama.cpp has no name for that is known here`,
  );
}

function hasBoth(patterns: readonly string[]): boolean {
  const names = Object.keys(preTokenizers).filter((name) => preTokenizers[name]!.join("\n") === patterns.join("\n"));
  return names.some((name) => ignoringMerges.has(name)) && names.some((name) => !ignoringMerges.has(name));
}

/** The expressions that a pre-tokenizer splits by; null where it does anything else. */
function patternsOf(step: Step | null): string[] | null {
  const steps = step?.type === "Sequence" ? (step.pretokenizers as Step[]) : step ? [step] : [];
  const patterns: string[] = [];
  for (const { type, pattern, behavior, individual_digits, use_regex, add_prefix_space } of steps) {
    const regex = (pattern as { Regex?: string } | undefined)?.Regex;
    if (type === "Split" && behavior === "Isolated" && regex !== undefined) patterns.push(regex);
    else if (type === "Digits" && individual_digits === true) patterns.push(String.raw`\p{N}`);
    else if (type === "ByteLevel" && add_prefix_space !== true) {
      if (use_regex !== false) patterns.push(gpt2Pattern);
    } else return null;
  }
  return patterns;
}
