import type { Step } from "../tokenizer-json.ts";

/** The ids that are put around a text. */
export interface PostProcessor {
  before: readonly number[];
  after: readonly number[];
}

/** Null for one that is not known here. */
export function createPostProcessor(step: Step | null): PostProcessor | null {
  const steps = step?.type === "Sequence" ? ((step.processors ?? []) as Step[]) : step ? [step] : [];
  // It is about offsets only.
  const others = steps.filter(({ type }) => type !== "ByteLevel");
  if (others.length === 0) return { before: [], after: [] };
  return others.length === 1 && others[0]!.type === "TemplateProcessing" ? template(others[0]!) : null;
}

function template({ single, special_tokens: specialTokens }: Step): PostProcessor | null {
  const sides: number[][] = [[]];
  for (const item of (single ?? []) as { SpecialToken?: { id: string }; Sequence?: { id: string } }[]) {
    if (item.Sequence?.id === "A") sides.push([]);
    else {
      const ids = (specialTokens as Record<string, { ids?: unknown }> | undefined)?.[item.SpecialToken?.id ?? ""]?.ids;
      if (!Array.isArray(ids)) return null;
      sides.at(-1)!.push(...ids);
    }
  }
  return sides.length === 2 ? { before: sides[0]!, after: sides[1]! } : null;
}
