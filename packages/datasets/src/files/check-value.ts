import { MAX_ROW_DEPTH } from "./limits.ts";

/**
 * Why a value that is valid JSON can still be no row: nested too deep for what works on it, or a string with half a
 * surrogate pair (`"\ud83d"`), which has no UTF-8 and so no tokens. Null for every other; NUL characters are text.
 */
export function faultOfValue(value: unknown, depth = 1): string | null {
  if (typeof value === "string") return value.isWellFormed() ? null : loneSurrogate(value);
  if (typeof value !== "object" || value === null) return null;
  if (depth > MAX_ROW_DEPTH) return `arrays and objects are nested more than ${MAX_ROW_DEPTH} deep`;
  if (Array.isArray(value)) {
    for (const item of value) {
      const fault = typeof item === "number" ? null : faultOfValue(item, depth + 1);
      if (fault !== null) return fault;
    }
    return null;
  }
  for (const key of Object.keys(value)) {
    const fault = faultOfValue(key) ?? faultOfValue((value as Record<string, unknown>)[key], depth + 1);
    if (fault !== null) return fault;
  }
  return null;
}

function loneSurrogate(text: string): string {
  const at = text.search(/\p{Surrogate}/u);
  const code = text.charCodeAt(at).toString(16);
  return `a string holds half a surrogate pair (\\u${code}, at character ${at + 1}), which no tokenizer takes; repair or remove it`;
}
