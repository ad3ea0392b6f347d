import { splitStep } from "./formats/byte-level-bpe.ts";
import { gpt2Pattern } from "./formats/pre-tokenizers.ts";
import { type Step, sequenceStep } from "./tokenizer-json.ts";

/**
 * A pre-tokenizer that splits as Hugging Face's own does: a `ByteLevel` step's expression is the library's own, in which
 * JavaScript's idea of a space counts (U+FEFF is one, U+0085 is none); one that is given as a step is translated.
 */
export function splitExactly(step: Step | null): Step | null {
  if (step?.type === "Sequence")
    return sequenceStep("pretokenizers", ((step.pretokenizers ?? []) as Step[]).map(splitExactly) as Step[]);
  // With a space to be put in front, the splitting has to come after it, inside the same step.
  if (step?.type !== "ByteLevel" || step.use_regex === false || step.add_prefix_space === true) return step;
  return sequenceStep("pretokenizers", [splitStep(gpt2Pattern), { ...step, use_regex: false }]);
}
