import type { Step } from "../tokenizer-json.ts";

export type Normalizer = (text: string) => string;

/** Characters below this are the same in all of Unicode's forms but compatibility ones. */
const firstComposing = 0x300;

/** A normalizer of the kinds that models with BPE have; null for another. */
export function createNormalizer(step: Step): Normalizer | null {
  switch (step.type) {
    case "Sequence": {
      const steps = ((step.normalizers ?? []) as Step[]).map(createNormalizer);
      if (steps.includes(null)) return null;
      return (text) => (steps as Normalizer[]).reduce((normalized, normalize) => normalize(normalized), text);
    }
    case "NFC":
      return (text) => (isPlain(text, firstComposing) ? text : text.normalize("NFC"));
    case "NFKC":
      return (text) => (isPlain(text, 0x80) ? text : text.normalize("NFKC"));
    case "Prepend":
      return (text) => (text === "" ? "" : `${step.prepend}${text}`);
    case "Replace": {
      const from = (step.pattern as { String?: unknown } | undefined)?.String;
      const to = step.content;
      if (typeof from !== "string" || from === "" || typeof to !== "string") return null;
      return (text) => text.replaceAll(from, () => to);
    }
  }
  return null;
}

function isPlain(text: string, limit: number): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) >= limit) return false;
  return true;
}
