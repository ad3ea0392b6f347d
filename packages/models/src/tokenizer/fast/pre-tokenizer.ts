import { gpt2Pattern, preTokenizers } from "../formats/pre-tokenizers.ts";
import type { Step } from "../tokenizer-json.ts";
import { cl100kScanner, digitScanner } from "./cl100k-scanner.ts";
import { scanGpt2 } from "./gpt2-scanner.ts";
import type { Scanner } from "./scanner.ts";

/** How a stretch of text without added tokens becomes words. */
export interface PreTokenizer {
  /** Whether the vocabulary is of bytes. */
  isByteLevel: boolean;
  /** Changes the stretch first; `isFirst` where it is the beginning of the text. */
  prepare: ((text: string, isFirst: boolean) => string) | null;
  /** Each cuts what the one before left. */
  scanners: readonly Scanner[];
}

/** What finds the pieces of a `Split` step that keeps what it finds apart, by its expression. */
const scanners: ReadonlyMap<string, Scanner> = new Map([
  [gpt2Pattern, scanGpt2],
  [preTokenizers.llama3![0]!, cl100kScanner(3)],
  [preTokenizers.qwen2![0]!, cl100kScanner(1)],
  [String.raw`\p{N}`, digitScanner(1)],
  [String.raw`\p{N}{1,3}`, digitScanner(3)],
]);

/** The mark that stands for a space. */
export const spaceMark = "\u2581";
const mark = spaceMark.charCodeAt(0);

const nothing: PreTokenizer = { isByteLevel: false, prepare: null, scanners: [] };

/** Null for one that is not known here. */
export function createPreTokenizer(step: Step | null, normalizer: Step | null): PreTokenizer | null {
  if (step === null || cutsNothing(step, normalizer)) return nothing;
  const steps = step.type === "Sequence" ? ((step.pretokenizers ?? []) as Step[]) : [step];
  const [only] = steps;
  if (steps.length === 1 && only!.type === "Metaspace") return metaspace(only!);
  if (steps.length === 1 && only!.type === "ByteLevel") return byteLevel(only!);
  const last = steps.at(-1);
  if (last?.type !== "ByteLevel" || last.add_prefix_space === true) return null;
  const before = steps.slice(0, -1).map(scannerOf);
  if (before.includes(null)) return null;
  const { scanners } = byteLevel(last);
  return { isByteLevel: true, prepare: null, scanners: [...(before as Scanner[]), ...scanners] };
}

function byteLevel(step: Step): PreTokenizer {
  return {
    isByteLevel: true,
    prepare: step.add_prefix_space === true ? (text) => (text.startsWith(" ") ? text : ` ${text}`) : null,
    scanners: step.use_regex === false ? [] : [scanGpt2],
  };
}

function scannerOf(step: Step): Scanner | null {
  const { type, behavior, invert, individual_digits: single } = step;
  if (type === "Digits") return digitScanner(single === true ? 1 : Number.POSITIVE_INFINITY);
  const expression = (step.pattern as { Regex?: string } | undefined)?.Regex ?? "";
  return (type === "Split" && behavior === "Isolated" && !invert && scanners.get(expression)) || null;
}

function metaspace(step: Step): PreTokenizer | null {
  const { replacement, prepend_scheme: scheme = "always", add_prefix_space: addPrefix, split = true } = step;
  const isKnown = scheme === "always" || scheme === "first" || scheme === "never";
  if (replacement !== spaceMark || !isKnown || (addPrefix === false && scheme !== "never")) return null;
  return {
    isByteLevel: false,
    prepare: (text, isFirst) => {
      const marked = text.replaceAll(" ", spaceMark);
      const isWanted = scheme === "always" || (scheme === "first" && isFirst);
      return isWanted && !marked.startsWith(spaceMark) ? spaceMark + marked : marked;
    },
    scanners: split === false ? [] : [scanMarks],
  };
}

/** A piece begins with each mark. */
function scanMarks(text: string, start: number, end: number): number {
  let at = start + 1;
  while (at < end && text.charCodeAt(at) !== mark) at++;
  return at;
}

/** Gemma's: it cuts at spaces, of which its normalizer has left none. */
function cutsNothing({ type, pattern }: Step, normalizer: Step | null): boolean {
  const isSpace = (step: Step) => (step.pattern as { String?: unknown } | undefined)?.String === " ";
  const leavesNone = normalizer?.type === "Replace" && isSpace(normalizer) && normalizer.content === spaceMark;
  return type === "Split" && leavesNone && isSpace({ type, pattern });
}
